"""Figures about requests, on rows of which the answer is known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consultations.enums_requests import RequestAct, RequestChannel, RequestState
from consultations.models import RequestNorms
from consultations.selectors.request_figures import figures
from consultations.selectors.requests import counts_per_state_at
from poh.accounts.scope import practice_scope
from tests.factories.requests import ConsultationRequestFactory, RequestEventFactory, RequestNormsFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SINCE = date(2026, 11, 1)


def _received(practice, days_ago: int, *, planned_after: int | None = None, norm: int = 3, **fields):
    at = NOW - timedelta(days=days_ago)
    return ConsultationRequestFactory(
        practice=practice,
        received_at=at,
        planned_at=None if planned_after is None else at + timedelta(days=planned_after),
        plan_due_at=at + timedelta(days=norm),
        **fields,
    )


def test_figures_count_what_was_received_since(practice):
    _received(practice, 10, planned_after=1)
    late = _received(practice, 9, planned_after=5)
    RequestEventFactory(practice=practice, request=late, act=RequestAct.RETURNED, reason="other", note="x")
    RequestEventFactory(practice=practice, request=late, act=RequestAct.NO_SHOW)
    _received(practice, 8)
    _received(practice, 1, channel=RequestChannel.E_CONSULT)
    _received(practice, 60)
    with practice_scope(practice):
        total, by_channel, by_requester = figures(practice=practice, since=SINCE, at=NOW)
    # Of four: two planned after 1 and 5 days; judged are those two and the one that should have been; one in time.
    assert (total.received, total.median_days, total.within_norm) == (4, 3.0, 33)
    assert (total.returned, total.no_show, total.oldest_on) == (25, 50, date(2026, 9, 26))
    assert [(share.label, share.figures.received) for share in by_channel] == [
        ("telefoon of balie", 3),
        ("e-consult", 1),
    ]
    assert [share.label for share in by_requester] == ["patiënt"]


def test_figures_of_nothing_are_empty(practice):
    with practice_scope(practice):
        total, by_channel, by_requester = figures(practice=practice, since=SINCE, at=NOW)
    assert (total.received, total.oldest_on, total.median_days, total.within_norm) == (0, None, None, None)
    assert (total.returned, total.no_show, by_channel, by_requester) == (None, None, [], [])


def test_figures_take_as_many_queries_for_one_as_for_three(practice, django_assert_num_queries):
    _received(practice, 3)
    for _ in range(2):
        with practice_scope(practice), django_assert_num_queries(2):
            figures(practice=practice, since=SINCE, at=NOW)
        _received(practice, 2)


def test_counts_at_a_moment_follow_the_history(practice):
    request = _received(practice, 5)
    for days, act, state in ((5, RequestAct.REGISTERED, "received"), (3, RequestAct.TRIAGED, "triaged")):
        RequestEventFactory(
            practice=practice, request=request, act=act, state=RequestState(state), at=NOW - timedelta(days=days)
        )
    with practice_scope(practice):
        seen = [counts_per_state_at(practice=practice, at=NOW - timedelta(days=days)) for days in (6, 4, 0)]
    assert seen == [{}, {"received": 1}, {"triaged": 1}]


# Figures and terms


def test_figures_hold_no_patients(client_of, practice, directeur):
    ConsultationRequestFactory(practice=practice, text="geheim")
    response = client_of(directeur).get("/aanvragen/cijfers/?weken=4")
    assert (response.context["total"].received, "geheim" in response.content.decode()) == (1, False)


def test_norms_are_set_by_who_may(client_of, practice, huisarts):
    client, days = (
        client_of(huisarts),
        dict.fromkeys(
            ["triage_days", "e_consult_days", "accept_days", "process_days", "plan_u3_days", "plan_u4_days"], 1
        ),
    )
    typed = days | {"plan_u5_days": 5, "plan_routine_days": 10}
    assert client.get("/aanvragen/termijnen/").context["form"]["accept_days"].value() == 2
    assert client.post("/aanvragen/termijnen/", typed).status_code == 302
    assert client.post("/aanvragen/termijnen/", typed | {"accept_days": 99}).context["form"].errors.keys() == {
        "accept_days"
    }
    with practice_scope(practice):
        assert RequestNorms.objects.get().plan_routine_days == 10


def test_norms_that_a_colleague_changed_meanwhile_are_refused(client_of, practice, huisarts):
    stored = RequestNormsFactory(practice=practice, version=3)
    fields = [field.name for field in stored._meta.fields if field.name.endswith("_days")]
    response = client_of(huisarts).post("/aanvragen/termijnen/", dict.fromkeys(fields, 1) | {"version": 2})
    assert "Een collega wijzigde de termijnen intussen" in response.content.decode()

"""How a request ends, who covers for whom, and what the database refuses by itself."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultations.enums_requests import (
    REQUEST_STEPS,
    ActivityKind,
    AnswerChannel,
    RequestChannel,
    RequesterKind,
    RequestOutcome,
    RequestReason,
    RequestState,
    WithdrawnBy,
)
from consultations.models import ConsultationRequest, RequestEvent, RequestNorms
from consultations.services import request_cover as cover
from consultations.services import request_work as work
from consultations.services import requests as services
from consultations.services.request_steps import NotPossible
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.base.locking import StaleVersion
from poh.worklist.models import Task
from poh.worklist.services import Recipient
from scheduling.enums import BlockedKind
from tests.factories.accounts import MembershipFactory
from tests.factories.requests import ConsultationRequestFactory, RequestActivityFactory
from tests.factories.scheduling import BlockedTimeFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WHY = services.Refusal(RequestReason.INCOMPLETE, "Gewicht ontbreekt")


@pytest.fixture
def nurse(practice, poh):
    with practice_scope(practice):
        return poh.memberships.select_related("user").get()


@pytest.fixture
def other_nurse(practice):
    return MembershipFactory(practice=practice, user__name="Petra Maas", roles=[Role.POH_S])


@pytest.fixture
def doctor(practice, huisarts):
    with practice_scope(practice):
        return huisarts.memberships.select_related("user").get()


@pytest.fixture
def within(practice, poh, nurse, doctor, other_nurse):
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        yield practice


@pytest.fixture
def acts(poh):
    return {"by": poh, "at": NOW}


def _steps(request) -> list[tuple[str, str]]:
    rows = RequestEvent.objects.for_practice(request.practice).filter(request=request).order_by("pk")
    return list(rows.values_list("act", "state"))


def _last(request) -> RequestEvent:
    return RequestEvent.objects.for_practice(request.practice).filter(request=request).order_by("-pk")[0]


def _pooled(within, **fields) -> ConsultationRequest:
    return ConsultationRequestFactory(practice=within, pooled=True, received_at=NOW, **fields)


def _accepted(within, nurse, **fields) -> ConsultationRequest:
    return services.accept(request=_pooled(within, **fields), member=nurse, at=NOW)


def _planned(within, nurse, acts) -> ConsultationRequest:
    activity = work.NewActivity(ActivityKind.CALL, "Bel over de enkels", Recipient(member=nurse), NOW.date())
    return work.add_activity(request=_accepted(within, nurse), activity=activity, **acts).request


def _processed(within, nurse, acts, **fields) -> ConsultationRequest:
    advised = work.advise(request=_accepted(within, nurse, **fields), text="Minder zout", **acts)
    return work.process(request=advised, **acts)


# Answer and end


def test_answer_tells_who_asked(within, nurse, acts, poh):
    given = work.Answer("Kom maar langs", AnswerChannel.PHONE)
    done = work.answer(request=_accepted(within, nurse), given=given, **acts)
    assert (done.answer, done.answered_by, done.answered_at) == ("Kom maar langs", poh, NOW)


def test_answer_that_is_not_needed_can_still_be_given(within, nurse, acts):
    done = work.answer(request=_accepted(within, nurse), given=None, **acts)
    assert (done.answer_not_needed, done.answered_at) == (True, None)
    given = work.Answer("Toch", AnswerChannel.LETTER)
    assert work.answer(request=done, given=given, **acts).answer_not_needed is False


def test_answer_to_the_huisarts_who_delegated_is_always_needed(within, nurse, acts):
    delegated = _accepted(within, nurse, delegated=True)
    with pytest.raises(NotPossible, match="krijgt altijd een antwoord"):
        work.answer(request=delegated, given=None, **acts)


def test_close_needs_an_answer(within, nurse, acts):
    processed = _processed(within, nurse, acts)
    with pytest.raises(NotPossible, match="Geef eerst antwoord"):
        work.close(request=processed, outcome=RequestOutcome.ADVICE, **acts)
    work.answer(request=processed, given=None, **acts)
    closed = work.close(request=processed, outcome=RequestOutcome.ADVICE, **acts)
    assert (closed.state, closed.outcome, closed.closed_by, closed.due_at) == ("closed", "advice", acts["by"], None)


def test_close_with_work_left_is_refused(within, nurse, acts):
    processed = _processed(within, nurse, acts)
    work.answer(request=processed, given=None, **acts)
    RequestActivityFactory(practice=within, request=processed)
    with pytest.raises(work.ActivitiesOpen):
        work.close(request=processed, outcome=RequestOutcome.ADVICE, **acts)


def test_closed_request_takes_no_answer_any_more(within, nurse, acts):
    processed = work.answer(request=_processed(within, nurse, acts), given=None, **acts)
    closed = work.close(request=processed, outcome=RequestOutcome.ADVICE, **acts)
    with pytest.raises(NotPossible, match="is gesloten"):
        work.answer(request=closed, given=None, **acts)


def test_withdraw_says_by_whom(within, nurse, acts):
    done = services.withdraw(request=_planned(within, nurse, acts), who=WithdrawnBy.PATIENT, text="beter", **acts)
    assert (done.state, done.withdrawn_by, _last(done).note) == ("withdrawn", "patient", "door de patiënt: beter")
    assert not Task.objects.for_practice(within).unfinished().exists()


def test_reject_says_why(within, acts):
    done = services.reject(request=ConsultationRequestFactory(practice=within), why=WHY, **acts)
    assert (done.state, _last(done).reason, done.closed_at) == ("rejected", WHY.reason, NOW)


def test_merge_lets_the_other_go_on_for_both(within, acts):
    main = _pooled(within)
    double = ConsultationRequestFactory(practice=within, patient=main.patient, text="Nog steeds dik")
    done = services.merge(request=double, into=main, **acts)
    assert (done.state, done.merged_into) == (RequestState.MERGED, main)
    assert "Nog steeds dik" in _last(main).note


def test_merge_with_another_patient_or_itself_is_refused(within, acts):
    main = _pooled(within)
    for other in (main, _pooled(within)):
        with pytest.raises(NotPossible, match="dezelfde patiënt"):
            services.merge(request=main, into=other, **acts)


def test_merge_into_what_ended_is_refused(within, acts):
    main = _pooled(within)
    ended = services.reject(request=ConsultationRequestFactory(practice=within, patient=main.patient), why=WHY, **acts)
    with pytest.raises(NotPossible, match="De andere aanvraag is afgewezen"):
        services.merge(request=main, into=ended, **acts)


def test_merge_does_not_hide_what_is_urgent(within, acts):
    urgent = ConsultationRequestFactory(practice=within, urgent=True)
    calm = _pooled(within, patient=urgent.patient)
    with pytest.raises(NotPossible, match="niet andersom"):
        services.merge(request=urgent, into=calm, **acts)
    assert services.merge(request=calm, into=urgent, **acts).merged_into == urgent


def test_reopen_makes_a_new_request_and_leaves_the_old(within, acts):
    old = services.reject(request=ConsultationRequestFactory(practice=within), why=WHY, **acts)
    new = services.reopen(request=old, text="Toch klachten", **acts)
    old.refresh_from_db()
    assert (old.state, new.state, new.reopened_from, new.pk != old.pk) == ("rejected", "received", old, True)
    assert new.text == "Toch klachten\n\nEerder gevraagd: Mijn enkels worden dik"


def test_reopen_of_what_has_not_ended_is_refused(within, acts):
    with pytest.raises(NotPossible, match="Alleen een aanvraag die is geëindigd"):
        services.reopen(request=_pooled(within), text="Toch", **acts)


# Cover and terms


def test_give_work_of_lays_it_with_the_replacement_or_the_role(within, nurse, other_nurse, acts):
    planned, advised = _planned(within, nurse, acts), work.advise(request=_accepted(within, nurse), text="x", **acts)
    given = cover.give_work_of(member=nurse, to=other_nurse, by=None, at=NOW)
    assert [(row.pk, row.member) for row in given] == [(planned.pk, other_nurse), (advised.pk, other_nurse)]
    back = cover.give_work_of(member=other_nurse, to=None, by=None, at=NOW)
    assert {(row.member, row.role) for row in back} == {(None, Role.POH_S)}
    assert _last(planned).note == "Petra Maas is er niet"


def test_cover_absent_gives_back_in_one_run(within, nurse, other_nurse, doctor, acts):
    day = date(2026, 11, 26)
    mine, planned = _accepted(within, nurse), _planned(within, nurse, acts)
    present = _accepted(within, other_nurse)
    BlockedTimeFactory(practice=within, member=nurse, hours="08:00-18:00", day=day, kind=BlockedKind.ABSENT)
    BlockedTimeFactory(practice=within, member=other_nurse, hours="08:00-12:00", day=day, kind=BlockedKind.ABSENT)
    given = cover.cover_absent(practice=within, on=day, at=NOW)
    assert [row.pk for row in given] == [mine.pk]
    assert (planned.member, present.member) == (nurse, other_nurse)
    assert cover.cover_absent(practice=within, on=day, at=NOW) == []


def test_cover_absent_gives_back_what_is_planned_of_who_left(within, nurse, acts):
    planned = _planned(within, nurse, acts)
    nurse.period = (date(2020, 1, 1), date(2026, 11, 1))
    nurse.save(update_fields=["period"])
    assert [row.pk for row in cover.cover_absent(practice=within, on=NOW.date(), at=NOW)] == [planned.pk]


def test_change_norms_counts_from_the_next_step(within, poh, acts):
    days = {"triage_days": 1, "accept_days": 3}
    stored = cover.change_norms(practice=within, version=None, days=days, by=poh)
    assert (stored.triage_days, stored.accept_days, stored.process_days) == (1, 3, 1)
    cover.change_norms(practice=within, version=stored.version, days={"triage_days": 2}, by=poh)
    with pytest.raises(StaleVersion):
        cover.change_norms(practice=within, version=stored.version, days={"triage_days": 5}, by=poh)
    assert RequestNorms.objects.for_practice(within).get().triage_days == 2
    new = services.NewRequest(RequestChannel.PHONE, services.Requester(RequesterKind.SYSTEM), "Bel me")
    made = services.register_request(practice=within, new=new, **acts)
    assert made.due_at.date() == date(2026, 11, 27)


def test_deadline_skips_the_days_on_which_the_practice_is_closed(within, acts):
    new = services.NewRequest(RequestChannel.PHONE, services.Requester(RequesterKind.SYSTEM), "Bel me")
    christmas = datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
    made = services.register_request(practice=within, new=new, by=acts["by"], at=christmas)
    assert made.due_at.date() == date(2026, 12, 28)


# The database itself


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"text": ""}, "says_what"),
        ({"requester_kind": "colleague"}, "colleague_is_known"),
        ({"requester_kind": "external", "requester_name": ""}, "requester_has_a_name"),
        ({"patient": None}, "patient_is_known"),
        ({"channel": "delegation"}, "delegated_by_somebody"),
        ({"discipline": ""}, "triaged_before_it_goes_on"),
        ({"urgency": "u1"}, "urgent_never_waits_for_a_poh"),
        ({"role": ""}, "lies_with_somebody"),
        ({"accepted_at": NOW}, "accepted_by_somebody"),
        ({"waiting_for": "lab"}, "waits_until_a_day"),
        ({"closed_at": NOW}, "ends_at_a_moment"),
        ({"answer": "Ja"}, "answered_by_somebody"),
        ({"withdrawn_by": "patient"}, "withdrawn_by_somebody"),
        ({"minutes": 4}, "5_minutes_to_8_hours"),
    ],
)
def test_database_refuses_a_request_that_cannot_be(within, fields, rule):
    request = _pooled(within)
    with pytest.raises(IntegrityError, match=f"consultations_request_{rule}"), transaction.atomic():
        ConsultationRequest.objects.filter(pk=request.pk).update(**fields)


def test_database_refuses_to_close_without_outcome_author_and_answer(within, nurse, acts):
    processed = _processed(within, nurse, acts)
    with pytest.raises(IntegrityError, match="closed_with_outcome_author_and_answer"), transaction.atomic():
        ConsultationRequest.objects.filter(pk=processed.pk).update(state="closed", closed_at=NOW, outcome="treated")


def test_database_refuses_urgent_with_a_poh(within, nurse):
    urgent = ConsultationRequestFactory(practice=within, urgent=True)
    with pytest.raises(IntegrityError, match="Spoed ligt bij een huisarts"), transaction.atomic():
        ConsultationRequest.objects.filter(pk=urgent.pk).update(member=nurse)


def test_database_knows_the_same_steps(within):
    allowed = {f"{one} > {other}" for one, others in REQUEST_STEPS.items() for other in others if one != other}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'consultations_request_steps'")
        source = cursor.fetchone()[0]
    assert {part for part in source.split("'") if " > " in part.strip()} == allowed


def test_database_keeps_the_history_of_a_request(within, acts):
    done = services.reject(request=ConsultationRequestFactory(practice=within), why=WHY, **acts)
    for sql in ("UPDATE consultations_requestevent SET note = 'x'", "DELETE FROM consultations_requestevent"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    assert len(_steps(done)) == 1

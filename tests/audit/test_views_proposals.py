"""The pages of what stood out in the log."""

import pytest
from django.test import Client

from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.audit import LogProposalFactory, log_entry

LIST = "/toegangslog/opvallend/"


@pytest.fixture
def desk(client_of, beheerder) -> Client:
    return client_of(beheerder)


def _page(proposal) -> str:
    return f"{LIST}{proposal.uuid}/"


def test_list_shows_what_waits_and_what_was_judged(desk, practice, poh, huisarts):
    LogProposalFactory(practice=practice, user=poh, patient_ids=[3, 4, 5, 6])
    LogProposalFactory(practice=practice, user=huisarts, judged=True)
    page = desk.get(LIST)
    [waiting], [closed] = page.context["waiting"], page.context["closed"]
    assert (waiting.person, waiting.why, waiting.week, waiting.patients, waiting.lines, waiting.state["text"]) == (
        "Anja de Vries",
        "dossiers geopend buiten kantooruren",
        "16-11-2026 tot en met 22-11-2026",
        "P3, P4, P5 en 1 anderen",
        1,
        "te beoordelen",
    )
    assert (closed.person, closed.state) == ("Henk Bakker", {"text": "verklaarbaar", "tone": "ok"})


def test_empty_list_says_so(desk):
    page = desk.get(LIST).content.decode()
    assert ("Er wacht niets." in page, "Nog niets beoordeeld." in page) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_questions_for_any_number(desk, practice, poh, count, django_assert_max_num_queries):
    for number in range(count):
        LogProposalFactory(practice=practice, user=poh, week=f"2026-11-{2 + 7 * number:02d}")
        LogProposalFactory(practice=practice, user=poh, week=f"2026-10-{5 + 7 * number:02d}", judged=True)
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_proposal_shows_its_lines_and_is_logged_with_its_patients(desk, practice, poh):
    entry = log_entry(practice, poh, Event.PATIENT_OPENED, patients=[8], relation="behandelteam")
    proposal = LogProposalFactory(practice=practice, user=poh, entry_ids=[entry.pk], patient_ids=[8])
    page = desk.get(_page(proposal))
    [line] = page.context["entries"]
    assert (line.event, line.patients, line.relation) == ("dossier geopend", "P8", "behandelteam")
    with practice_scope(practice):
        logged = AccessLog.objects.for_practice(practice).latest("seq")
    assert (logged.event_type, logged.patient_ids, logged.object_class) == ("log.reviewed", [8], "audit.logproposal")


def test_finding_is_saved_and_read_again(desk, practice, poh):
    proposal = LogProposalFactory(practice=practice, user=poh)
    answer = desk.post(_page(proposal), {"finding": "to_discuss", "note": "Gesproken op 24-11."})
    assert answer.url == LIST
    page = desk.get(_page(proposal)).content.decode()
    assert ("Besproken met de medewerker" in page, "Gesproken op 24-11." in page) == (
        True, True,
    )  # fmt: skip


@pytest.mark.parametrize(("field", "fields"), [("finding", {"note": "x"}), ("note", {"finding": "explained"})])
def test_finding_without_all_parts_is_refused_beside_the_field(desk, practice, poh, field, fields):
    proposal = LogProposalFactory(practice=practice, user=poh)
    page = desk.post(_page(proposal), fields)
    assert page.context["form"].errors == {field: ["Dit veld is verplicht."]}
    assert desk.get(LIST).context["waiting"] != []


def test_second_finding_changes_nothing_and_says_so(desk, practice, poh):
    proposal = LogProposalFactory(practice=practice, user=poh, judged=True)
    page = desk.post(_page(proposal), {"finding": "not_justified", "note": "x"}, follow=True)
    assert [str(word) for word in page.context["messages"]] == ["Hierover was al geoordeeld. Er is niets veranderd."]
    assert page.context["closed"][0].proposal.finding == "explained"


def test_own_use_is_judged_by_somebody_else(desk, practice, beheerder):
    proposal = LogProposalFactory(practice=practice, user=beheerder)
    assert "De eigen inzage beoordeelt iemand anders." in desk.get(_page(proposal)).content.decode()
    page = desk.post(_page(proposal), {"finding": "explained", "note": "x"})
    assert page.context["form"].non_field_errors() == ["De eigen inzage beoordeelt iemand anders."]


def test_proposal_of_another_practice_is_not_there(desk, other_practice):
    assert desk.get(_page(LogProposalFactory(practice=other_practice))).status_code == 404

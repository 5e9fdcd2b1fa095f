"""What stood out in a week of the log is put before the privacy officer, who closes it with a finding."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit import tasks
from poh.audit.enums import Event, Finding, Outcome, Suspicion
from poh.audit.models import AccessLog, LogProposal
from poh.audit.selectors.proposals import closed_proposals, lines_of_proposal, open_proposals
from poh.audit.services import AlreadyReviewed, OwnUse
from poh.audit.services.proposals import close_proposal, propose_reviews
from tests.factories.audit import LogProposalFactory, log_entry
from tests.factories.patients import PatientFactory


def _monday():
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def _refused(practice, user, times: int) -> list[AccessLog]:
    return [
        log_entry(practice, user, Event.ACCESS_REFUSED, patients=[900 + number], outcome=Outcome.REFUSED)
        for number in range(times)
    ]


def _propose(practice, week=None):
    with practice_scope(practice, job="audit.propose"):
        propose_reviews(practice=practice, week=week or _monday())
    with practice_scope(practice):
        return list(open_proposals(practice=practice))


def test_week_is_proposed_with_its_lines(practice, poh, huisarts):
    entries = _refused(practice, poh, 3)
    _refused(practice, huisarts, 2)
    [proposal] = _propose(practice)
    assert (proposal.week, proposal.suspicion, proposal.user, proposal.patient_ids, proposal.finding) == (
        _monday(), Suspicion.REFUSED, poh, [900, 901, 902], "",
    )  # fmt: skip
    with practice_scope(practice):
        assert list(lines_of_proposal(proposal=proposal)) == entries


def test_week_is_proposed_once(practice, poh):
    _refused(practice, poh, 3)
    first = _propose(practice)
    _refused(practice, poh, 1)
    assert _propose(practice) == first


def test_proposing_is_itself_logged_by_the_job(practice, poh):
    _refused(practice, poh, 3)
    _propose(practice)
    with practice_scope(practice):
        entry = AccessLog.objects.for_practice(practice).latest("seq")
    assert (entry.event_type, entry.is_requestor, entry.detail) == ("log.proposed", False, {"results": 1})


def test_other_weeks_and_other_practices_are_left_alone(practice, other_practice, poh):
    _refused(practice, poh, 3)
    assert _propose(practice, week=_monday() - timedelta(days=7)) == []
    assert _propose(other_practice) == []


def test_namesake_and_colleague_are_found(practice, poh, huisarts):
    own = PatientFactory(practice=practice, initials="K.", birth_name_prefix="de", birth_name="Vries")
    colleague = PatientFactory(practice=practice, initials="H.", birth_name="Smit", partner_name="Bakker")
    stranger = PatientFactory(practice=practice, initials="K.", birth_name="Bakker")
    for patient in (own, colleague, stranger):
        log_entry(practice, poh, Event.PATIENT_OPENED, patients=[patient])
    found = {proposal.suspicion: proposal.patient_ids for proposal in _propose(practice)}
    # The database writes the moment: in the evening and at the weekend the lines themselves are outside office hours.
    found.pop(Suspicion.OUTSIDE_HOURS, None)
    assert found == {Suspicion.NAMESAKE: [own.pk], Suspicion.COLLEAGUE: [colleague.pk]}


def test_task_looks_at_the_week_before(practice, poh):
    _refused(practice, poh, 3)
    tasks.propose_log_reviews(practice.pk)
    with practice_scope(practice):
        assert list(open_proposals(practice=practice)) == []


def test_proposal_is_closed_with_name_finding_and_a_line(practice, poh, beheerder):
    proposal, at = LogProposalFactory(practice=practice, user=poh, patient_ids=[4, 5]), timezone.now()
    with practice_scope(practice, user=beheerder, roles=("beheerder",)):
        close_proposal(proposal=proposal, finding=Finding.EXPLAINED, note="Nagevraagd.", by=beheerder, at=at)
    with practice_scope(practice):
        [closed] = closed_proposals(practice=practice)
        assert (closed.finding, closed.note, closed.closed_by, closed.closed_at) == (
            "explained", "Nagevraagd.", beheerder, at,
        )  # fmt: skip
        assert list(open_proposals(practice=practice)) == []
        entry = AccessLog.objects.for_practice(practice).latest("seq")
    assert (entry.event_type, entry.patient_ids, entry.object_id) == ("log.proposal_judged", [4, 5], str(closed.pk))


def test_proposal_is_closed_once(practice, beheerder):
    proposal = LogProposalFactory(practice=practice, judged=True)
    with practice_scope(practice, user=beheerder, roles=("beheerder",)), pytest.raises(AlreadyReviewed):
        close_proposal(proposal=proposal, finding=Finding.EXPLAINED, note="x", by=beheerder, at=timezone.now())


def test_nobody_closes_what_is_about_themselves(practice, beheerder):
    proposal = LogProposalFactory(practice=practice, user=beheerder)
    with practice_scope(practice, user=beheerder, roles=("beheerder",)), pytest.raises(OwnUse):
        close_proposal(proposal=proposal, finding=Finding.EXPLAINED, note="x", by=beheerder, at=timezone.now())
    with practice_scope(practice), pytest.raises(IntegrityError), transaction.atomic():
        LogProposal.objects.filter(pk=proposal.pk).update(
            finding="explained", note="x", closed_by=beheerder, closed_at=timezone.now()
        )


@pytest.mark.parametrize("half", [{"finding": "explained"}, {"note": "x"}, {"closed_at": timezone.now()}])
def test_half_closed_proposal_is_refused_by_the_database(practice, half):
    proposal = LogProposalFactory(practice=practice)
    with practice_scope(practice), pytest.raises(IntegrityError), transaction.atomic():
        LogProposal.objects.filter(pk=proposal.pk).update(**half)

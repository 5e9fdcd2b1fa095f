"""A random walk over requests: whatever people do in whatever order, the invariants of the design hold.

Each walk has a practice of its own in the real database; what is refused must leave everything as it was.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from consultations.enums_requests import (
    FINAL,
    REQUEST_STEPS,
    URGENT,
    ActivityKind,
    AnswerChannel,
    Discipline,
    RequestAct,
    RequestChannel,
    RequesterKind,
    RequestOutcome,
    RequestReason,
    RequestState,
    Urgency,
    WaitingFor,
    WithdrawnBy,
)
from consultations.models import ConsultationRequest, RequestEvent
from consultations.selectors.requests import counts_per_state, counts_per_state_at, left_by_absent, open_counts
from consultations.services import request_cover as cover
from consultations.services import request_work as work
from consultations.services import requests as services
from consultations.services.request_steps import NotPossible
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.worklist.models import Task
from poh.worklist.services import Recipient, finish_task
from tests.factories.accounts import MembershipFactory, PracticeFactory
from tests.factories.patients import PatientFactory

WHICH = st.integers(0, 30)
STAFF = [Role.POH_S, Role.POH_S, Role.POH_GGZ, Role.HUISARTS, Role.HUISARTS, Role.ASSISTENT]
WHO = st.integers(0, len(STAFF) - 1)


class Walk(RuleBasedStateMachine):
    """Six people, three patients, and everything that they can do with requests."""

    @initialize()
    def open_practice(self) -> None:
        self.practice = PracticeFactory()
        self.members = [MembershipFactory(practice=self.practice, roles=[role]) for role in STAFF]
        self.patients = [PatientFactory(practice=self.practice) for _ in range(2)]
        self.now = timezone.now()
        self.ended: dict[int, str] = {}

    # What people do

    @rule(
        channel=st.sampled_from(RequestChannel),
        patient=st.integers(0, 2),
        who=WHO,
    )
    def register(self, channel, patient, who):
        asked_by = self.members[3] if channel == RequestChannel.DELEGATION else self.members[who]
        is_patient = patient < 2 and channel in (RequestChannel.PHONE, RequestChannel.PORTAL)
        requester = (
            services.Requester(RequesterKind.PATIENT)
            if is_patient
            else services.Requester(RequesterKind.COLLEAGUE, member=asked_by)
        )
        new = services.NewRequest(
            channel=channel,
            requester=requester,
            text="Hoe nu verder?",
            patient=self.patients[patient] if patient < 2 else None,
        )
        self._do(who, lambda at: services.register_request(practice=self.practice, new=new, by=self.user, at=at))

    @rule(which=WHICH, who=WHO, urgency=st.sampled_from(Urgency), discipline=st.sampled_from(Discipline))
    def triage(self, which, who, urgency, discipline):
        self._act(which, who, services.triage, judged=services.Triage(urgency, discipline))

    @rule(which=WHICH, who=WHO, to=st.one_of(WHO, st.sampled_from(Role)))
    def assign(self, which, who, to):
        recipient = Recipient(member=self.members[to]) if isinstance(to, int) else Recipient(role=to)
        self._act(which, who, services.assign, to=recipient)

    @rule(which=WHICH, who=WHO)
    def accept(self, which, who):
        found = self._request(which)
        if found:
            member = self.members[who]
            self._do(who, lambda at: services.accept(request=found, member=member, at=at), found)

    @rule(which=WHICH, who=WHO, reason=st.sampled_from(RequestReason), refuses=st.booleans())
    def give_back(self, which, who, reason, refuses):
        service = services.reject if refuses else services.return_request
        self._act(which, who, service, why=services.Refusal(reason, "Lukt niet"))

    @rule(which=WHICH, who=WHO)
    def forward(self, which, who):
        self._act(which, who, services.forward_to_gp, text="Graag je oordeel")

    @rule(which=WHICH, who=WHO, what=st.sampled_from(WaitingFor), days=st.integers(0, 9))
    def wait(self, which, who, what, days):
        self._act(which, who, services.wait_for, what=what, until=self.now.date() + timedelta(days=days))

    @rule(which=WHICH, who=WHO)
    def resume(self, which, who):
        self._act(which, who, services.resume)

    @rule(which=WHICH, who=WHO, kind=st.sampled_from(ActivityKind), owner=WHO)
    def plan(self, which, who, kind, owner):
        activity = work.NewActivity(kind, "Bel", Recipient(member=self.members[owner]), self.now.date())
        self._act(which, who, work.add_activity, activity=activity)

    @rule(who=WHO)
    def do_the_work(self, who):
        """Somebody empties the worklist."""

        def finish(at):
            for task in Task.objects.for_practice(self.practice).unfinished():
                finish_task(task=task, by=self.user, at=at)

        self._do(who, finish)

    @rule(
        which=WHICH,
        who=WHO,
        service=st.sampled_from([work.carry_out, work.mark_no_show, work.process]),
    )
    def go_on(self, which, who, service):
        self._act(which, who, service)

    @rule(which=WHICH, who=WHO, service=st.sampled_from([work.advise, work.unplan, services.reopen]))
    def go_on_with_words(self, which, who, service):
        self._act(which, who, service, text="Omdat het kan")

    @rule(which=WHICH, who=WHO, is_needed=st.booleans())
    def answer(self, which, who, is_needed):
        given = work.Answer("Het is goed", AnswerChannel.PHONE) if is_needed else None
        self._act(which, who, work.answer, given=given)

    @rule(which=WHICH, who=WHO, outcome=st.sampled_from(RequestOutcome))
    def close(self, which, who, outcome):
        self._act(which, who, work.close, outcome=outcome)

    @rule(which=WHICH, who=WHO, by=st.sampled_from(WithdrawnBy))
    def withdraw(self, which, who, by):
        self._act(which, who, services.withdraw, who=by, text="")

    @rule(which=WHICH, other=WHICH, who=WHO)
    def merge(self, which, other, who):
        into = self._request(other)
        if into:
            self._act(which, who, services.merge, into=into)

    @rule(who=WHO, to=st.one_of(st.none(), st.integers(0, 1)))
    def fall_ill(self, who, to):
        member, replacement = self.members[who], None if to is None else self.members[to]
        self._do(who, lambda at: cover.give_work_of(member=member, to=replacement, by=None, at=at))

    # How it is done

    def _request(self, which: int) -> ConsultationRequest | None:
        with practice_scope(self.practice):
            rows = list(ConsultationRequest.objects.for_practice(self.practice).order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def _act(self, which: int, actor: int, service, **fields) -> None:
        found = self._request(which)
        if found:
            self._do(actor, lambda at: service(request=found, by=self.user, at=at, **fields), found)

    def _do(self, who: int, act, found: ConsultationRequest | None = None) -> None:
        """Do it within the practice; a refusal changes nothing of the request."""
        member = self.members[who]
        self.user, self.now = member.user, self.now + timedelta(minutes=7)
        try:
            with practice_scope(self.practice, user=self.user, roles=tuple(member.roles)):
                act(self.now)
        except NotPossible:
            if found is not None:
                with practice_scope(self.practice):
                    stored = ConsultationRequest.objects.get(pk=found.pk)
                assert (stored.version, stored.state) == (found.version, found.state)

    # What must hold

    @invariant()
    def everything_holds(self):
        with practice_scope(self.practice):
            rows = list(ConsultationRequest.objects.for_practice(self.practice).select_related("member"))
            steps: dict[int, list[RequestEvent]] = {row.pk: [] for row in rows}
            for step in RequestEvent.objects.for_practice(self.practice).order_by("pk"):
                steps[step.request_id].append(step)
            self._counts_equal_the_history()
            self._nobody_works_for_what_ended(rows)
            assert left_by_absent(practice=self.practice, on=self.now.date()) == []
        for row in rows:
            self._closed_with_outcome_author_and_answer(row)
            self._urgent_never_lies_with_a_poh(row)
            self._history_tells_where_it_lies(row, steps[row.pk])
            self._history_takes_only_known_steps(row, steps[row.pk])
            self._what_ended_stays_as_it_was(row)

    @staticmethod
    def _closed_with_outcome_author_and_answer(row: ConsultationRequest) -> None:
        if row.state == RequestState.CLOSED:
            assert row.outcome
            assert row.closed_by_id
            assert row.answered_at or row.answer_not_needed
            assert not row.is_delegated or row.answer

    @staticmethod
    def _urgent_never_lies_with_a_poh(row: ConsultationRequest) -> None:
        if row.urgency in URGENT and row.state not in FINAL:
            assert row.state in (RequestState.FORWARDED, RequestState.PROCESSED)
            assert row.member is None or Role.HUISARTS in row.member.roles
            assert row.role == Role.HUISARTS

    @staticmethod
    def _history_tells_where_it_lies(row: ConsultationRequest, steps: list[RequestEvent]) -> None:
        holder = None
        for step in steps:
            if step.act in (RequestAct.TRIAGED, RequestAct.RETURNED):
                holder = None
            elif step.act in (RequestAct.ASSIGNED, RequestAct.ACCEPTED, RequestAct.FORWARDED):
                holder = step.to_member_id
            elif step.act == RequestAct.PLANNED:
                holder = holder or step.to_member_id
        assert (row.pk, row.member_id) == (row.pk, holder)

    @staticmethod
    def _history_takes_only_known_steps(row: ConsultationRequest, steps: list[RequestEvent]) -> None:
        states = [RequestState(step.state) for step in steps]
        assert (states[0], states[-1]) == (RequestState.RECEIVED, row.state)
        for before, after in pairwise(states):
            assert before == after or after in REQUEST_STEPS[before]

    def _counts_equal_the_history(self) -> None:
        counts = counts_per_state(practice=self.practice)
        assert counts == counts_per_state_at(practice=self.practice, at=self.now)
        shown = open_counts(practice=self.practice, at=self.now)
        assert {state: count for state, count in shown.items() if state in RequestState.values and count} == {
            state: count for state, count in counts.items() if state not in FINAL
        }

    def _what_ended_stays_as_it_was(self, row: ConsultationRequest) -> None:
        assert row.state == self.ended.get(row.pk, row.state)
        if row.state in FINAL:
            self.ended[row.pk] = row.state
            assert (row.waiting_for, row.due_at) == ("", None)
        if row.reopened_from_id:
            assert row.reopened_from_id in self.ended

    def _nobody_works_for_what_ended(self, rows: list[ConsultationRequest]) -> None:
        ended = [row.uuid for row in rows if row.state in FINAL]
        assert not Task.objects.for_practice(self.practice).unfinished().filter(origin_uuid__in=ended).exists()


@pytest.mark.django_db
def test_requests_keep_their_invariants_on_a_random_walk():
    with transaction.atomic():
        run_state_machine_as_test(
            Walk,
            settings=settings(
                max_examples=12,
                stateful_step_count=35,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )

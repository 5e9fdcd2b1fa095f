"""The steps of an appointment, the waiting list, calls, and what a practice keeps of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from poh.accounts.scope import practice_scope
from poh.base.locking import StaleVersion
from scheduling.enums import (
    TRANSITIONS,
    AppointmentState,
    CallOutcome,
    CallState,
    CancelledBy,
    OfferAnswer,
    WaitingState,
)
from scheduling.models import Appointment, AppointmentKind, CallAttempt, Session, WaitingListEntry, WaitingListOffer
from scheduling.rules.kinds import delivered_kinds
from scheduling.selectors.closed import closed_between, holiday_switches, settings_of
from scheduling.services import calls, places, steps, waiting
from scheduling.services.booking import book_appointment
from scheduling.services.refusals import PlaceTaken
from scheduling.tasks import keep_agenda_ahead
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import (
    THURSDAY,
    AppointmentFactory,
    AppointmentKindFactory,
    RoomFactory,
    SessionTemplateFactory,
    TemplateBlockFactory,
    WaitingListEntryFactory,
)

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
OFF = steps.Cancellation(CancelledBy.PATIENT, "verkouden")


@pytest.fixture
def made(scope, booking, by):
    return book_appointment(booking=booking(), by=by, at=NOW)


def stored(row):
    return type(row).objects.get(pk=row.pk)


def test_a_visit_to_the_practice_from_door_to_door(made, by):
    row = made
    for act in (steps.check_in, steps.send_to_waiting_room, steps.start, steps.finish):
        row = act(appointment=row, by=by, at=NOW)
    kept = stored(made)
    assert (kept.state, kept.checked_in_at, kept.waiting_at, kept.started_at, kept.done_at) == (
        AppointmentState.DONE,
        NOW,
        NOW,
        NOW,
        NOW,
    )
    assert [status.state for status in kept.statuses.all()] == [
        "planned",
        "checked_in",
        "waiting",
        "in_consult",
        "done",
    ]


@pytest.mark.parametrize("state", AppointmentState)
@pytest.mark.parametrize("to", AppointmentState)
def test_only_steps_of_the_table_are_taken(scope, practice, by, state, to):
    row = AppointmentFactory(practice=practice)
    fields = {"done_at": NOW} if state == AppointmentState.DONE else {}
    if state == AppointmentState.CANCELLED:
        fields = {"cancelled_at": NOW, "cancelled_by_whom": "patient"}
    Appointment.objects.filter(pk=row.pk).update(state=state, **fields)
    row.refresh_from_db()

    def act():
        if to == AppointmentState.CANCELLED:
            return steps.cancel_appointment(appointment=row, cancellation=OFF, by=by, at=NOW)
        if to == AppointmentState.NO_SHOW:
            return steps.mark_no_show(appointment=row, with_notice=False, by=by, at=NOW)
        return steps.step_back(appointment=row, to=to, by=by, at=NOW)

    if to in TRANSITIONS[state]:
        assert act().state == to
        return
    with pytest.raises(steps.StepNotAllowed, match="kan dan niet"):
        act()


def test_called_off_says_who_and_why_and_can_be_put_back(made, by):
    off = steps.cancel_appointment(appointment=made, cancellation=OFF, by=by, at=NOW)
    kept = stored(made)
    assert (kept.cancelled_by, kept.cancelled_by_whom, kept.cancel_reason, kept.cancelled_at) == (
        by,
        CancelledBy.PATIENT,
        "verkouden",
        NOW,
    )
    back = steps.step_back(appointment=off, to=AppointmentState.PLANNED, by=by, at=NOW)
    assert (back.cancelled_by, back.cancelled_by_whom, back.cancel_reason, back.cancelled_at) == (None, "", "", None)


def test_called_off_cannot_be_put_back_when_another_has_the_place(made, booking, by, practice):
    off = steps.cancel_appointment(appointment=made, cancellation=OFF, by=by, at=NOW)
    winner = book_appointment(booking=booking(patient=PatientFactory(practice=practice)), by=by, at=NOW)
    with pytest.raises(PlaceTaken) as refusal:
        steps.step_back(appointment=off, to=AppointmentState.PLANNED, by=by, at=NOW)
    assert refusal.value.winner == winner


def test_no_show_with_notice_frees_the_place_and_is_taken_back(made, by, booking, practice):
    gone = steps.mark_no_show(appointment=made, with_notice=True, by=by, at=NOW)
    assert (gone.no_show_notice, gone.holds_place) == (True, False)
    back = steps.step_back(appointment=gone, to=AppointmentState.PLANNED, by=by, at=NOW)
    assert (back.no_show_notice, back.holds_place) == (False, True)


def test_step_back_forgets_the_moments_after_it(made, by):
    row = steps.start(appointment=steps.check_in(appointment=made, by=by, at=NOW), by=by, at=NOW)
    row = steps.step_back(appointment=row, to=AppointmentState.WAITING, by=by, at=NOW)
    assert (row.checked_in_at, row.waiting_at, row.started_at) == (NOW, NOW, None)


def test_step_of_an_older_version_is_stale(made, by):
    steps.check_in(appointment=made, by=by, at=NOW)
    with pytest.raises(StaleVersion):
        steps.start(appointment=made, by=by, at=NOW)


# The waiting list


def test_wish_is_offered_declined_offered_and_booked(scope, practice, patient, kind, booking, by):
    entry = waiting.put_on_waiting_list(
        patient=patient, fields={"kind": kind, "minutes": 20, "from_on": THURSDAY}, by=by
    )
    first = waiting.offer_place(entry=entry, place=booking("09:00").place, by=by, at=NOW)
    assert waiting.decline_offer(offer=first, at=NOW).answer == OfferAnswer.DECLINED
    with pytest.raises(waiting.NotWaiting):
        waiting.decline_offer(offer=first, at=NOW)
    waiting.offer_place(entry=entry, place=booking("10:00").place, by=by, at=NOW)
    waiting.offer_place(entry=entry, place=booking("11:00").place, by=by, at=NOW)
    made = waiting.book_from_waiting_list(entry=entry, booking=booking("11:00"), by=by, at=NOW)

    kept = WaitingListEntry.objects.get()
    assert (kept.state, kept.appointment, kept.ended_at) == (WaitingState.BOOKED, made, NOW)
    answers = WaitingListOffer.objects.order_by("pk").values_list("answer", flat=True)
    assert list(answers) == [OfferAnswer.DECLINED, OfferAnswer.LAPSED, OfferAnswer.ACCEPTED]
    for act in (
        lambda: waiting.offer_place(entry=entry, place=booking().place, by=by, at=NOW),
        lambda: waiting.book_from_waiting_list(entry=entry, booking=booking(), by=by, at=NOW),
        lambda: waiting.take_off_waiting_list(entry=entry, reason="te laat", at=NOW),
    ):
        with pytest.raises(waiting.NotWaiting):
            act()


def test_place_that_is_gone_leaves_the_wish_waiting(scope, practice, booking, by):
    entry = WaitingListEntryFactory(practice=practice)
    book_appointment(booking=booking(), by=by, at=NOW)
    with pytest.raises(PlaceTaken):
        waiting.book_from_waiting_list(entry=entry, booking=booking(patient=entry.patient), by=by, at=NOW)
    assert stored(entry).state == WaitingState.WAITING


def test_wish_is_taken_off_with_a_reason(scope, practice, booking, by):
    entry = WaitingListEntryFactory(practice=practice)
    waiting.offer_place(entry=entry, place=booking().place, by=by, at=NOW)
    gone = waiting.take_off_waiting_list(entry=entry, reason="heeft elders een plek", at=NOW)
    assert (gone.state, gone.end_reason, gone.offers.get().answer) == (
        WaitingState.WITHDRAWN,
        "heeft elders een plek",
        OfferAnswer.LAPSED,
    )


def test_wish_that_cannot_be_is_refused(scope, patient, kind, by):
    fields = {"kind": kind, "minutes": 20, "from_on": THURSDAY, "until_on": THURSDAY - timedelta(days=1)}
    with pytest.raises(ValidationError, match="De laatste dag ligt niet voor de eerste"):
        waiting.put_on_waiting_list(patient=patient, fields=fields, by=by)


# Calls


@pytest.fixture
def call(scope, patient, by):
    fields = {"phone": "06-00000001", "reason": "uitslag", "due_on": THURSDAY, "role": "assistent"}
    return calls.add_call(patient=patient, fields=fields, by=by)


def test_call_is_tried_until_somebody_is_reached(call, by):
    for outcome in (CallOutcome.NO_ANSWER, CallOutcome.VOICEMAIL):
        calls.note_attempt(call=call, outcome=outcome, note="", by=by, at=NOW)
        assert stored(call).state == CallState.OPEN
    calls.postpone_call(call=call, due_on=THURSDAY + timedelta(days=1))
    calls.note_attempt(call=call, outcome=CallOutcome.REACHED, note="komt langs", by=by, at=NOW)
    kept = stored(call)
    assert (kept.state, kept.closed_at, kept.due_on.day, kept.version) == (CallState.DONE, NOW, 27, 3)
    assert [row.outcome for row in CallAttempt.objects.order_by("pk")] == ["no_answer", "voicemail", "reached"]
    for act in (
        lambda: calls.note_attempt(call=call, outcome=CallOutcome.BUSY, note="", by=by, at=NOW),
        lambda: calls.postpone_call(call=call, due_on=THURSDAY),
        lambda: calls.stop_call(call=call, reason="x", at=NOW),
    ):
        with pytest.raises(calls.CallEnded):
            act()


def test_call_is_stopped_with_a_reason(call):
    stopped = calls.stop_call(call=call, reason="nummer klopt niet", at=NOW)
    assert (stopped.state, stopped.close_reason) == (CallState.CLOSED, "nummer klopt niet")


def test_call_is_for_somebody(scope, patient, by):
    with pytest.raises(ValidationError, match="Kies wie belt"):
        calls.add_call(patient=patient, fields={"phone": "1", "reason": "x", "due_on": THURSDAY}, by=by)


# What a practice keeps of its own


def test_kinds_are_delivered_once_and_left_as_the_practice_made_them(scope, practice):
    AppointmentKindFactory(practice=practice, key="jaarcontrole", code="JC", minutes=50)
    AppointmentKindFactory(practice=practice, key="eigen", code="KC")
    made = places.deliver_kinds(practice=practice)
    assert made == len(delivered_kinds()) - 2
    assert places.deliver_kinds(practice=practice) == 0
    assert AppointmentKind.objects.get(key="jaarcontrole").minutes == 50


def test_kind_is_added_and_changed_within_its_limits(scope, practice):
    kind = places.add_kind(practice=practice, fields={"key": "prikken", "code": "PR", "label": "Prikken", "minutes": 5})
    with pytest.raises(ValidationError, match="Een andere soort heeft deze code al"):
        places.add_kind(practice=practice, fields={"key": "x", "code": "PR", "label": "X", "minutes": 5})
    changed = places.change_kind(kind=kind, fields={"minutes": 10}, version=1)
    assert (changed.minutes, changed.version) == (10, 2)
    with pytest.raises(StaleVersion):
        places.change_kind(kind=kind, fields={"minutes": 15}, version=1)
    with pytest.raises(ValidationError):
        places.change_kind(kind=kind, fields={"minutes": 3}, version=2)


def test_room_is_added_once_and_taken_out_of_use(scope, location):
    room = places.add_room(location=location, name="Kamer 9")
    with pytest.raises(ValidationError, match="al een kamer met die naam"):
        places.add_room(location=location, name="kamer 9")
    assert places.change_room(room=room, fields={"is_active": False}, version=1).is_active is False


def test_holiday_switch_closes_and_opens(scope, practice):
    five_may = date(2027, 5, 5)
    assert closed_between(practice=practice, first=five_may, last=five_may) == {}
    places.set_holiday(practice=practice, key="bevrijdingsdag", is_closed=True)
    assert closed_between(practice=practice, first=five_may, last=five_may) == {five_may: "Bevrijdingsdag"}
    places.set_holiday(practice=practice, key="bevrijdingsdag", is_closed=False)
    assert {row.key: row.is_closed for row in holiday_switches(practice=practice)}["bevrijdingsdag"] is False
    with pytest.raises(places.UnknownHolidayKey):
        places.set_holiday(practice=practice, key="sinterklaas", is_closed=True)


def test_settings_and_people_are_kept(scope, practice, member):
    assert settings_of(practice=practice).travel_minutes == 10
    places.set_settings(practice=practice, fields={"travel_minutes": 15})
    assert settings_of(practice=practice).travel_minutes == 15
    assert places.set_member(member=member, fields={"languages": ["nl", "tr"]}).languages == ["nl", "tr"]


def test_nightly_job_keeps_the_agenda_ahead(practice, location):
    template = SessionTemplateFactory(practice=practice, location=location)
    TemplateBlockFactory(practice=practice, template=template)
    RoomFactory(practice=practice)
    keep_agenda_ahead(practice.pk)
    keep_agenda_ahead(practice.pk)
    with practice_scope(practice):
        assert Session.objects.count() in {26, 27}
        assert AppointmentKind.objects.count() == len(delivered_kinds())

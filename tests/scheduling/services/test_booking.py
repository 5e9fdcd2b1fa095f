"""Appointments are booked, moved, lengthened and changed, and refused with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest

from poh.accounts.models import Membership
from poh.base.locking import StaleVersion
from scheduling.enums import AppointmentAct, AppointmentState, BlockKind, Channel
from scheduling.models import Appointment, AppointmentStatus, GroupParticipant
from scheduling.rules.wall import local, moment
from scheduling.services.booking import (
    Place,
    Visit,
    book_appointment,
    change_appointment,
    make_double,
    move_appointment,
    resize_appointment,
    swap_appointments,
)
from scheduling.services.groups import add_participant, book_group, note_participant
from scheduling.services.refusals import NotBooked, NotMovable, OutsideRoster, PlaceClosed, PlaceTaken
from scheduling.services.series import book_series
from scheduling.services.visits import order_round
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import (
    THURSDAY,
    AppointmentFactory,
    AppointmentKindFactory,
    BlockedTimeFactory,
    BlockFactory,
    SessionFactory,
    at,
    hours,
)

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


def book(booking, by):
    return book_appointment(booking=booking, by=by, at=NOW)


def clock(appointment):
    return f"{local(appointment.period.lower):%H:%M}-{local(appointment.period.upper):%H:%M}"


def acts(appointment):
    return list(AppointmentStatus.objects.filter(appointment=appointment).values_list("act", "note"))


def test_booking_keeps_what_was_asked(scope, booking, by, practice, logged):
    made = book(booking(reason="Mijn voeten tintelen", note="nuchter"), by)

    stored = Appointment.objects.for_practice(practice).get()
    assert (stored, clock(stored), stored.on) == (made, "09:00-09:20", THURSDAY)
    assert (stored.reason, stored.note, stored.state, stored.booked_by) == (
        "Mijn voeten tintelen",
        "nuchter",
        AppointmentState.PLANNED,
        by,
    )
    assert (stored.channel, stored.is_extra) == (Channel.SURGERY, False)
    assert acts(stored) == [(AppointmentAct.BOOKED, "")]


def test_booking_is_logged_once_with_the_patient(practice, booking, by, logged, patient):
    from poh.accounts.scope import practice_scope

    with practice_scope(practice, user=by, roles=("poh_s",)):
        book(booking(), by)
    assert logged(practice) == [("patient.appointment_changed", [patient.pk])]


def test_place_that_is_taken_names_the_winner_and_offers_the_next(scope, booking, by, practice, member):
    winner = book(booking("09:00"), by)
    other = PatientFactory(practice=practice, initials="J.")
    with pytest.raises(PlaceTaken) as refusal:
        book(booking("09:10", patient=other), by)

    refused = refusal.value
    assert (refused.what, refused.winner) == ("member", winner)
    assert str(refused) == f"Deze plek is al geboekt door {by.name} voor {winner.patient.display_name} (09:00–09:20)."
    assert (f"{local(refused.next_place.start):%H:%M}", refused.next_place.member_id) == ("09:20", member.pk)
    assert Appointment.objects.for_practice(practice).count() == 1


def test_room_of_somebody_else_is_refused(scope, booking, by, practice, location, room):
    book(booking("09:00"), by)
    colleague = MembershipFactory(practice=practice, user__name="Jeroen Kamp")
    session = SessionFactory(practice=practice, member=colleague, location=location)
    BlockFactory(practice=practice, session=session)
    with pytest.raises(PlaceTaken, match="Kamer 3 is dan al in gebruik: 09:00–09:20 bij Samira El Amrani") as refusal:
        book(booking("09:00", member=colleague, patient=PatientFactory(practice=practice)), by)
    assert refusal.value.what == "room"


def test_patient_has_one_appointment_at_a_time(scope, booking, by, practice, location):
    book(booking("09:00"), by)
    colleague = MembershipFactory(practice=practice)
    BlockFactory(practice=practice, session=SessionFactory(practice=practice, member=colleague, location=location))
    with pytest.raises(PlaceTaken, match="Deze patiënt heeft dan al een afspraak: 09:00–09:20 bij Samira"):
        book(booking("09:10", member=colleague, room=None), by)


def test_place_of_who_called_off_is_free(scope, booking, by, practice, member, location, kind):
    AppointmentFactory(practice=practice, member=member, cancelled=True)
    AppointmentFactory(practice=practice, member=member, no_show=True, no_show_notice=True)
    assert clock(book(booking("09:00"), by)) == "09:00-09:20"


def test_place_of_a_no_show_without_notice_stays_taken(scope, booking, by, practice, member):
    AppointmentFactory(practice=practice, member=member, no_show=True)
    with pytest.raises(PlaceTaken):
        book(booking("09:00"), by)


@pytest.mark.parametrize(("start", "minutes"), [("07:50", 20), ("11:50", 20), ("13:00", 20), ("08:00", 300)])
def test_outside_the_roster_is_refused(scope, booking, by, start, minutes):
    with pytest.raises(OutsideRoster, match="Kwartaalcontrole past dan niet in het rooster van Samira El Amrani"):
        book(booking(start, minutes=minutes), by)


def test_outside_the_roster_on_purpose_is_kept(scope, booking, by):
    made = book(booking("12:10", is_extra=True), by)
    assert (clock(made), made.is_extra) == ("12:10-12:30", True)


@pytest.mark.parametrize("of_block", [BlockKind.PHONE, BlockKind.BREAK, BlockKind.ADMINISTRATION, BlockKind.VISIT])
def test_block_of_another_kind_takes_no_surgery(scope, booking, by, morning, of_block):
    type(morning).objects.filter(pk=morning.pk).update(kind=of_block)
    with pytest.raises(OutsideRoster):
        book(booking(), by)


def test_urgent_place_takes_any_kind(scope, booking, by, morning):
    type(morning).objects.filter(pk=morning.pk).update(kind=BlockKind.URGENT)
    assert clock(book(booking(is_urgent=True), by)) == "09:00-09:20"


def test_block_for_other_kinds_takes_only_those(scope, booking, by, morning, kind):
    type(morning).objects.filter(pk=morning.pk).update(kinds=["jaarcontrole"])
    with pytest.raises(OutsideRoster):
        book(booking(), by)
    type(morning).objects.filter(pk=morning.pk).update(kinds=["jaarcontrole", kind.key])
    assert clock(book(booking(), by)) == "09:00-09:20"


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_length_that_cannot_be_is_refused(scope, booking, by, minutes):
    with pytest.raises(NotBooked, match="5 minuten tot 8 uur"):
        book(booking(minutes=minutes, is_extra=True), by)


def test_holiday_is_refused(scope, booking, by):
    with pytest.raises(PlaceClosed, match="De praktijk is gesloten: eerste kerstdag"):
        book(booking(moment(date(2026, 12, 25), at("09:00").time()), is_extra=True), by)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("practice", "De praktijk: overleg (scholing) tot 26-11 11:00."),
        ("member", "Samira El Amrani: overleg (scholing) tot 26-11 11:00."),
        ("room", "Kamer 3: overleg (scholing) tot 26-11 11:00."),
        ("location", "Centrum: overleg (scholing) tot 26-11 11:00."),
    ],
)
def test_blocked_time_is_refused(scope, booking, by, practice, member, room, location, what, text):
    fields = {"member": member, "room": room, "location": location}
    blocked = {what: fields[what]} if what in fields else {}
    BlockedTimeFactory(practice=practice, reason="scholing", **blocked)
    with pytest.raises(PlaceClosed) as refusal:
        book(booking("10:50"), by)
    assert str(refusal.value) == text
    assert clock(book(booking("11:00"), by)) == "11:00-11:20"


def test_blocked_time_of_another_does_not_count(scope, booking, by, practice):
    BlockedTimeFactory(practice=practice, member=MembershipFactory(practice=practice))
    assert clock(book(booking("10:00"), by)) == "10:00-10:20"


def test_member_who_left_or_is_to_come_is_refused(scope, booking, by, member):
    for period in ((date(2020, 1, 1), THURSDAY), (THURSDAY + timedelta(days=1), None)):
        Membership.objects.filter(pk=member.pk).update(period=period)
        member.refresh_from_db()
        with pytest.raises(PlaceClosed, match="werkt dan niet in de praktijk"):
            book(booking(), by)


# Moving


def test_move_keeps_the_appointment_and_says_where_it_came_from(scope, booking, by, practice, member, location):
    made = book(booking("09:00"), by)
    moved = move_appointment(appointment=made, to=Place(member, at("10:20"), 20, location), by=by, at=NOW)
    stored = Appointment.objects.for_practice(practice).get()
    assert (clock(stored), stored.version, stored.room) == ("10:20-10:40", 2, None)
    assert acts(stored)[-1] == (AppointmentAct.MOVED, "van 26-11 09:00 bij Samira El Amrani")
    assert moved.version == 2


def test_move_to_a_taken_place_changes_nothing(scope, booking, by, practice, member, location):
    winner = book(booking("10:00"), by)
    made = book(booking("09:00", patient=PatientFactory(practice=practice)), by)
    with pytest.raises(PlaceTaken) as refusal:
        move_appointment(appointment=made, to=Place(member, at("10:10"), 20, location), by=by, at=NOW)
    assert refusal.value.winner == winner
    assert clock(Appointment.objects.get(pk=made.pk)) == "09:00-09:20"


def test_move_over_itself_is_no_conflict(scope, booking, by, member, location):
    made = book(booking("09:00"), by)
    moved = move_appointment(appointment=made, to=Place(member, at("09:10"), 20, location), by=by, at=NOW)
    assert clock(moved) == "09:10-09:30"


def test_move_of_an_older_version_is_stale(scope, booking, by, member, location):
    made = book(booking("09:00"), by)
    move_appointment(appointment=made, to=Place(member, at("10:00"), 20, location), by=by, at=NOW)
    with pytest.raises(StaleVersion):
        move_appointment(appointment=made, to=Place(member, at("11:00"), 20, location), by=by, at=NOW)


@pytest.mark.parametrize(
    ("trait", "text"), [("done", "afgerond"), ("cancelled", "afgezegd"), ("no_show", "niet verschenen")]
)
def test_what_is_over_is_not_moved(scope, by, practice, member, location, trait, text):
    over = AppointmentFactory(practice=practice, member=member, **{trait: True})
    with pytest.raises(NotMovable, match=text):
        move_appointment(appointment=over, to=Place(member, at("10:00"), 20, location), by=by, at=NOW)
    with pytest.raises(NotMovable, match=text):
        resize_appointment(appointment=over, minutes=30, by=by, at=NOW)


def test_longer_and_shorter(scope, booking, by):
    made = book(booking("09:00"), by)
    longer = resize_appointment(appointment=made, minutes=40, by=by, at=NOW)
    assert (clock(longer), acts(made)[-1]) == ("09:00-09:40", (AppointmentAct.RESIZED, "van 20 naar 40 minuten"))
    assert clock(resize_appointment(appointment=longer, minutes=10, by=by, at=NOW)) == "09:00-09:10"


def test_longer_than_the_block_is_squeezed_in(scope, booking, by):
    made = book(booking("11:40"), by)
    longer = resize_appointment(appointment=made, minutes=30, by=by, at=NOW)
    assert (clock(longer), longer.is_extra) == ("11:40-12:10", True)


def test_longer_over_the_next_is_refused(scope, booking, by, practice):
    made = book(booking("09:00"), by)
    book(booking("09:20", patient=PatientFactory(practice=practice)), by)
    with pytest.raises(PlaceTaken):
        resize_appointment(appointment=made, minutes=25, by=by, at=NOW)


def test_double_is_twice_as_long(scope, booking, by):
    double = make_double(appointment=book(booking("09:00"), by), by=by, at=NOW)
    assert (clock(double), double.is_double) == ("09:00-09:40", True)


def test_two_appointments_change_places(scope, booking, by, practice):
    one = book(booking("09:00"), by)
    other = book(booking("10:00", minutes=40, patient=PatientFactory(practice=practice)), by)
    swap_appointments(one=one, other=other, by=by, at=NOW)
    assert [clock(Appointment.objects.get(pk=row.pk)) for row in (one, other)] == ["10:00-10:20", "09:00-09:40"]
    assert acts(one)[-1] == (AppointmentAct.MOVED, "van 26-11 09:00 bij Samira El Amrani")


def test_swap_that_does_not_fit_or_is_stale_changes_nothing(scope, booking, by, practice):
    one = book(booking("09:00"), by)
    book(booking("09:20", patient=PatientFactory(practice=practice)), by)
    other = book(booking("10:00", minutes=40, patient=PatientFactory(practice=practice)), by)
    with pytest.raises(PlaceTaken):
        swap_appointments(one=one, other=other, by=by, at=NOW)
    one, other = (Appointment.objects.get(pk=row.pk) for row in (one, other))
    change_appointment(appointment=other, fields={"note": "anders"}, by=by, at=NOW)
    with pytest.raises(StaleVersion):
        swap_appointments(one=one, other=other, by=by, at=NOW)


def test_change_keeps_only_what_differs(scope, booking, by):
    made = book(booking(reason="hoest"), by)
    assert change_appointment(appointment=made, fields={"reason": "hoest"}, by=by, at=NOW) is made
    changed = change_appointment(appointment=made, fields={"reason": "hoest, koorts"}, by=by, at=NOW)
    assert (changed.reason, changed.version, acts(made)[-1]) == ("hoest, koorts", 2, (AppointmentAct.CHANGED, ""))
    with pytest.raises(StaleVersion):
        change_appointment(appointment=made, fields={"reason": "anders"}, by=by, at=NOW)


# Series, groups, visits


def test_series_stays_at_its_wall_time_and_tells_what_was_missed(scope, booking, by, practice, member, location):
    for weeks in range(-6, 3, 2):
        day = THURSDAY + timedelta(weeks=weeks)
        if weeks == -4:
            continue
        session = SessionFactory(practice=practice, member=member, location=location, day=day, hours="13:00-17:00")
        BlockFactory(practice=practice, session=session)
    start = moment(THURSDAY - timedelta(weeks=6), at("14:00").time())
    made, missed = book_series(booking=booking(start, room=None), every_weeks=2, count=5, by=by, at=NOW)

    assert [(row.on.isoformat(), clock(row)) for row in made] == [
        ("2026-10-15", "14:00-14:20"),
        ("2026-11-12", "14:00-14:20"),
        ("2026-11-26", "14:00-14:20"),
        ("2026-12-10", "14:00-14:20"),
    ]
    assert [(row.on.isoformat(), row.reason) for row in missed] == [
        ("2026-10-29", "Kwartaalcontrole past dan niet in het rooster van Samira El Amrani.")
    ]
    assert len({row.series for row in made}) == 1


def test_group_has_a_note_for_each_patient(scope, booking, by, practice):
    group = AppointmentKindFactory(practice=practice, group=True)
    patients = [PatientFactory(practice=practice) for _ in range(3)]
    made = book_group(
        booking=booking(kind=group, patient=None, title="Leven met diabetes", minutes=60),
        patients=patients,
        by=by,
        at=NOW,
    )
    rows = list(GroupParticipant.objects.for_practice(practice).filter(appointment=made))
    assert [row.patient for row in rows] == patients
    noted = note_participant(
        participant=rows[0], fields={"attendance": "present", "note": "wil minderen met suiker"}, version=1
    )
    assert (noted.note, noted.version) == ("wil minderen met suiker", 2)
    with pytest.raises(StaleVersion):
        note_participant(participant=rows[0], fields={"note": "anders"}, version=1)
    assert add_participant(appointment=made, patient=patients[0], by=by) == rows[0]
    assert GroupParticipant.objects.for_practice(practice).count() == 3


def test_group_needs_a_kind_for_groups(scope, booking, by):
    with pytest.raises(NotBooked, match="geen groepsconsult"):
        book_group(booking=booking(), patients=[], by=by, at=NOW)


def test_round_is_put_in_order(scope, booking, by, practice, member, morning):
    type(morning).objects.filter(pk=morning.pk).update(kind=BlockKind.VISIT)
    visit = AppointmentKindFactory(practice=practice, visit=True)
    made = [
        book(
            booking(
                start, kind=visit, patient=PatientFactory(practice=practice), visit=Visit("Lindelaan 14", "Oost", 10)
            ),
            by,
        )
        for start in ("09:00", "10:00", "11:00")
    ]
    order_round(member=member, on=THURSDAY, ordered=[made[2].uuid, made[0].uuid, made[1].uuid, made[1].practice.uuid])
    rows = Appointment.objects.for_practice(practice).order_by("round_order")
    assert [row.pk for row in rows] == [made[2].pk, made[0].pk, made[1].pk]
    assert (made[0].address, made[0].zone, made[0].travel_minutes) == ("Lindelaan 14", "Oost", 10)


def test_hours_of_the_factory_are_the_local_day(practice):
    assert AppointmentFactory(practice=practice, hours="00:10-00:30").period == hours("00:10-00:30")

"""The pages of the agenda: what they show, what a form does, and what somebody is told."""

import uuid
from datetime import timedelta

import pytest

from poh.accounts.idempotency import FIELD
from poh.accounts.scope import practice_scope
from scheduling.enums import AppointmentState, BlockKind, CallState, WaitingState
from scheduling.models import (
    Appointment,
    CallBack,
    WaitingListEntry,
)
from scheduling.rules.wall import local
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import (
    THURSDAY,
    AppointmentFactory,
    AppointmentKindFactory,
    BlockFactory,
    CallBackFactory,
    GroupParticipantFactory,
    SessionFactory,
    WaitingListEntryFactory,
    at,
)
from tests.scheduling.views.asking import html, only, post, url

pytestmark = pytest.mark.django_db


# The day


def test_day_shows_who_what_and_the_free_places(client, practice, morning, member, patient):
    row = AppointmentFactory(practice=practice, member=member, patient=patient, reason="Tintelende voeten")
    page = html(client.get(url("day", datum="2026-11-26")))
    assert "Donderdag 26 november" in page
    assert "Samira El Amrani" in page
    assert "Van der Meulen" in page
    assert f'href="/agenda/afspraak/{row.uuid}/"' in page
    assert "tijd=09%3A20" in page
    assert "at-13 len-4" in page


def test_day_is_logged_once_with_its_patients(client, practice, member, logged):
    rows = [AppointmentFactory(practice=practice, member=member, hours=h) for h in ("08:00-08:20", "09:00-09:20")]
    client.get(url("day", datum="2026-11-26"))
    assert logged(practice) == [("patient.agenda_viewed", sorted(row.patient_id for row in rows))]


def test_manager_without_records_sees_no_names(client_of, poh_mmt, practice, member, logged):
    row = AppointmentFactory(practice=practice, member=member, reason="Tintelende voeten")
    page = html(client_of(poh_mmt).get(url("day", datum="2026-11-26")))
    assert "bezet" in page
    assert row.patient.birth_name not in page
    assert "Tintelende" not in page
    assert logged(practice) == [("patient.agenda_viewed", [])]


def test_reason_of_a_shielded_patient_is_not_shown(client, practice, member):
    shielded = PatientFactory(practice=practice, restricted=True)
    row = AppointmentFactory(practice=practice, member=member, patient=shielded, reason="Tintelende voeten")
    assert "Tintelende" not in html(client.get(url("day", datum="2026-11-26")))
    assert "Tintelende" not in html(client.get(url("appointment", row.uuid)))


def test_day_answers_whatever_the_address_asks(client, practice):
    for query in ({"datum": "31-02-2026"}, {"medewerker": "x"}, {"locatie": "0"}, {"datum": "9999-12-31"}):
        assert client.get(url("day", **query)).status_code == 200


def test_closed_day_says_so(client, practice):
    assert "Eerste kerstdag: de praktijk is gesloten" in html(client.get(url("day", datum="2026-12-25")))


def test_queries_of_the_day_do_not_grow(client, practice, location, queries):
    def count(rows):
        for _ in range(rows):
            AppointmentFactory(practice=practice, location=location)
        return queries(lambda: client.get(url("day", datum="2026-11-26")))

    count(1)
    assert count(1) == count(3) == 15


# Booking


@pytest.fixture
def fields(morning, member, kind, patient):
    return {
        "member": member.uuid, "kind": kind.uuid, "patient": patient.uuid, "on": "26-11-2026", "at": "9:00",
        "minutes": "20", "reason": "Mijn voeten tintelen",
    }  # fmt: skip


def test_clicked_place_is_filled_in(client, practice, morning, member, kind, patient):
    answer = client.get(url("book", datum="2026-11-26", tijd="09:20", medewerker=member.uuid, patient=patient.uuid))
    form = answer.context["form"]
    filled = {name: form.initial[name] for name in ("member", "on", "kind", "minutes", "patient")}
    assert filled == {
        "member": member.uuid, "on": THURSDAY, "kind": kind.uuid, "minutes": 20, "patient": patient.uuid,
    }  # fmt: skip
    assert form.initial["at"].isoformat() == "09:20:00"


def test_address_that_makes_no_sense_leaves_an_empty_form(client):
    answer = client.get(url("book", datum="x", tijd="y", medewerker="z", patient="q", blok="w"))
    assert answer.status_code == 200
    assert answer.context["form"].initial["on"] == THURSDAY


def test_booking_keeps_place_and_reason(client, practice, fields, patient, room, location):
    answer = post(client, url("book"), **fields)
    assert (answer.status_code, answer.url) == (302, "/agenda/?datum=2026-11-26")
    row = only(Appointment, practice)
    kept = (row.patient_id, row.reason, row.room_id, row.location_id)
    assert kept == (patient.pk, "Mijn voeten tintelen", room.pk, location.pk)
    assert local(row.period.lower) == at("09:00")


def test_loser_is_told_who_and_offered_the_next(client, practice, fields, member, by):
    winner = AppointmentFactory(practice=practice, member=member, hours="09:00-09:20", booked_by=by)
    answer = post(client, url("book"), **fields)
    page = html(answer)
    assert answer.status_code == 409
    assert f"Deze plek is al geboekt door Anja de Vries voor {winner.patient.display_name} (09:00–09:20)." in page
    assert "Eerstvolgende vrije plek bij Samira El Amrani: <b>donderdag 26 november 09:20</b>" in page
    assert "Mijn voeten tintelen" in page
    assert only(Appointment, practice) == winner


def test_same_form_twice_books_once(client, practice, fields):
    sent = {FIELD: str(uuid.uuid4()), **fields}
    assert [client.post(url("book"), sent).status_code for _ in range(2)] == [302, 302]
    assert only(Appointment, practice)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"patient": ""}, "Kies een patiënt."),
        ({"on": "29-03-2026", "at": "2:30"}, "02:30 bestaat niet op 29-03-2026: de klok gaat dan een uur vooruit."),
        ({"on": "25-10-2026", "at": "2:30"}, "02:30 komt op 25-10-2026 twee keer voor: kies zomertijd of wintertijd."),
        ({"at": "kwart over"}, "Schrijf een tijd als 9:20."),
        ({"on": "26-11-1875"}, "Dit jaar kan niet."),
        ({"at": "13:00"}, "Kwartaalcontrole past dan niet in het rooster van Samira El Amrani."),
        ({"on": "25-12-2026"}, "De praktijk is gesloten: eerste kerstdag."),
        ({"count": "3"}, "Vul bij een reeks beide in"),
    ],
)
def test_form_says_what_is_wrong(client, practice, fields, changes, text):
    answer = post(client, url("book"), **fields | changes)
    assert answer.status_code == 200
    assert text in html(answer)
    with practice_scope(practice):
        assert Appointment.objects.count() == 0


@pytest.mark.parametrize(("clock", "hour"), [("0", 0), ("1", 1)])
def test_hour_that_comes_twice_is_booked_as_chosen(client, practice, fields, clock, hour):
    changes = {"on": "25-10-2026", "at": "2:15", "clock": clock, "is_extra": "on"}
    assert post(client, url("book"), **fields | changes).status_code == 302
    assert only(Appointment, practice).period.lower.utctimetuple()[3] == hour


def test_visit_needs_an_address_and_a_group_a_name(client, practice, fields, morning):
    with practice_scope(practice):
        type(morning).objects.update(kind=BlockKind.VISIT)
    visit = AppointmentKindFactory(practice=practice, visit=True)
    group = AppointmentKindFactory(practice=practice, group=True)
    assert "Vul in waar de visite heen gaat." in html(post(client, url("book"), **fields | {"kind": visit.uuid}))
    assert "Geef de groep een naam." in html(post(client, url("book"), **fields | {"kind": group.uuid}))
    where = {"kind": visit.uuid, "address": "Lindelaan 14", "zone": "Oost", "travel_minutes": "10"}
    assert post(client, url("book"), **fields | where).status_code == 302
    assert only(Appointment, practice).address == "Lindelaan 14"


def test_series_is_made_and_what_was_missed_is_told(client, practice, fields):
    sent = fields | {"every_weeks": "2", "count": "2"}
    answer = client.post(url("book"), {FIELD: str(uuid.uuid4()), **sent}, follow=True)
    page = html(answer)
    assert "1 van 2 afspraken gemaakt." in page
    assert "10-12-2026 niet: Kwartaalcontrole past dan niet" in page


# One appointment


@pytest.fixture
def made(practice, morning, member, location, kind, patient):
    return AppointmentFactory(
        practice=practice, member=member, location=location, kind=kind, patient=patient, reason="Tintelende voeten"
    )


def test_appointment_shows_its_facts_and_acts(client, made):
    page = html(client.get(url("appointment", made.uuid)))
    assert "Tintelende voeten" in page
    assert "donderdag 26 november, 09:00–09:20 (20 min)" in page
    for verb in ("Meld aan", "Verplaats", "Niet verschenen", "Zeg af", "Maak dubbel"):
        assert verb in page


def test_group_shows_its_participants(client, practice):
    each = GroupParticipantFactory(practice=practice, note="komt met partner")
    page = html(client.get(url("appointment", each.appointment.uuid)))
    assert each.patient.display_name in page
    assert "komt met partner" in page


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("check_in", AppointmentState.CHECKED_IN),
        ("wait", AppointmentState.WAITING),
        ("start", AppointmentState.IN_CONSULT),
        ("no_show", AppointmentState.NO_SHOW),
    ],
)
def test_step_is_taken_and_leads_back(client, practice, made, step, state):
    assert client.post(url(step, made.uuid)).url == f"/agenda/afspraak/{made.uuid}/"
    assert only(Appointment, practice).state == state
    assert client.post(url("step_back", made.uuid), {"naar": "dag"}).url == "/agenda/?datum=2026-11-26"
    assert client.post(url("step_back", made.uuid), {"naar": "wachtkamer"}).url == "/agenda/wachtkamer/"


def test_step_that_cannot_be_is_told(client, made):
    page = html(client.post(url("finish", made.uuid), follow=True))
    assert "Deze afspraak is gepland; afgerond kan dan niet." in page


def test_double_and_late_call_off(client, practice, made):
    client.post(url("double", made.uuid))
    assert only(Appointment, practice).is_double
    client.post(url("no_show", made.uuid), {"notice": "1"})
    assert only(Appointment, practice).no_show_notice


def test_call_off_asks_who_and_why(client, practice, made):
    assert client.get(url("cancel", made.uuid)).status_code == 200
    answer = client.post(url("cancel", made.uuid), {"by_whom": "practice", "version": 1})
    assert "Schrijf waarom de praktijk afzegt." in html(answer)
    client.post(url("cancel", made.uuid), {"by_whom": "patient", "version": 1})
    assert only(Appointment, practice).state == AppointmentState.CANCELLED


def test_stale_call_off_changes_nothing(client, practice, made):
    page = html(client.post(url("cancel", made.uuid), {"by_whom": "patient", "version": 7}, follow=True))
    assert "Een collega wijzigde deze afspraak intussen" in page
    assert only(Appointment, practice).state == AppointmentState.PLANNED


def test_reason_is_changed_and_a_stale_form_is_refused(client, practice, made):
    assert client.get(url("change", made.uuid)).status_code == 200
    client.post(url("change", made.uuid), {"reason": "hoest", "note": "", "version": 1})
    assert only(Appointment, practice).reason == "hoest"
    answer = client.post(url("change", made.uuid), {"reason": "koorts", "note": "", "version": 1})
    assert (answer.status_code, only(Appointment, practice).reason) == (409, "hoest")


def test_move_resize_and_taken_place(client, practice, made, member):
    fields = {"member": member.uuid, "on": "26-11-2026", "at": "10:00", "minutes": "20", "version": 1}
    assert client.get(url("move", made.uuid)).status_code == 200
    assert client.post(url("move", made.uuid), fields).status_code == 302
    assert client.post(url("move", made.uuid), fields | {"minutes": "40", "version": 2}).status_code == 302
    row = only(Appointment, practice)
    assert [local(moment).strftime("%H:%M") for moment in (row.period.lower, row.period.upper)] == ["10:00", "10:40"]
    assert client.post(url("move", made.uuid), fields | {"at": "11:00"}).status_code == 409
    AppointmentFactory(practice=practice, member=member, hours="11:00-11:20")
    answer = client.post(url("move", made.uuid), fields | {"at": "11:00", "version": 3})
    assert answer.status_code == 409
    assert "Eerstvolgende vrije plek" in html(answer)


def test_appointment_of_another_practice_is_nothing(client, other_practice):
    theirs = AppointmentFactory(practice=other_practice)
    for name in ("appointment", "move", "cancel", "change"):
        assert client.get(url(name, theirs.uuid)).status_code == 404


# Lists


def test_waiting_room_shows_who_waits_and_checks_in(client, practice, made):
    assert "mw. T.A. van der Meulen" in html(client.get(url("waiting_room")))
    client.post(url("check_in", made.uuid), {"naar": "wachtkamer"})
    assert "Hier (1)" in html(client.get(url("waiting_room")))


def test_round_is_printed_and_reordered(client, practice, member):
    rows = [
        AppointmentFactory(practice=practice, member=member, visit=True, hours=hours)
        for hours in ("09:00-09:30", "10:00-10:30")
    ]
    page = html(client.get(url("round", member.uuid, datum="2026-11-26")))
    assert "2 visites, 20 minuten rijden" in page
    sent = {"visite": [str(rows[1].uuid), str(rows[0].uuid), "geen-uuid"]}
    client.post(url("round", member.uuid, datum="2026-11-26"), sent)
    with practice_scope(practice):
        assert list(Appointment.objects.order_by("round_order")) == [rows[1], rows[0]]


def test_free_places_are_found_from_now_on(client, practice, location, kind, member):
    early = SessionFactory(practice=practice, member=member, location=location, hours="06:00-08:00")
    BlockFactory(practice=practice, session=early, slot_minutes=30)
    page = html(client.get(url("free", soort=kind.uuid, medewerker=member.uuid)))
    assert "donderdag 26 november 07:30" in page
    assert "06:30" not in page
    assert "Geen vrije plek" in html(client.get(url("free", soort=kind.uuid, minuten="400")))
    assert client.get(url("free", minuten="x")).status_code == 200


def test_waiting_list_takes_on_shows_places_and_takes_off(client, practice, morning, kind, patient):
    sent = {"patient": patient.uuid, "kind": kind.uuid, "minutes": 20, "from_on": "26-11-2026", "parts": ["ochtend"]}
    wrong = post(client, url("waiting_add"), **sent | {"until_on": "25-11-2026"})
    assert "De laatste dag ligt niet voor de eerste." in html(wrong)
    assert post(client, url("waiting_add"), **sent).status_code == 302
    entry = only(WaitingListEntry, practice)
    assert patient.display_name in html(client.get(url("waiting_list")))
    assert "donderdag 26 november 08:00" in html(client.get(url("waiting_entry", entry.uuid)))
    client.post(url("waiting_entry", entry.uuid), {"reason": "hoeft niet meer"})
    assert only(WaitingListEntry, practice).state == WaitingState.WITHDRAWN
    assert "Niemand wacht" in html(client.get(url("waiting_list")))


def test_calls_are_asked_tried_and_stopped(client, practice, patient):
    sent = {"patient": patient.uuid, "reason": "uitslag", "due_on": "26-11-2026", "role": "assistent"}
    assert "Kies wie belt" in html(post(client, url("call_add"), **sent | {"role": ""}))
    assert post(client, url("call_add"), **sent).status_code == 302
    row = only(CallBack, practice)
    assert row.phone == patient.mobile or row.phone == patient.phone
    assert patient.display_name in html(client.get(url("calls")))
    assert "Niemand te bellen" in html(client.get(url("calls", wie="mij")))
    tried = {"poging-outcome": "no_answer", "poging-again_on": "27-11-2026"}
    post(client, url("call", row.uuid), **tried)
    assert only(CallBack, practice).due_on == THURSDAY + timedelta(days=1)
    assert "geen gehoor" in html(client.get(url("call", row.uuid)))
    client.post(url("call_stop", row.uuid), {"reason": ""})
    assert only(CallBack, practice).state == CallState.OPEN
    client.post(url("call_stop", row.uuid), {"reason": "verhuisd"})
    assert only(CallBack, practice).state == CallState.CLOSED
    for answer in (
        post(client, url("call", row.uuid), **tried),
        client.post(url("call_stop", row.uuid), {"reason": "x"}),
    ):
        assert answer.status_code == 302


def test_call_without_any_number_asks_for_one(client, practice):
    silent = PatientFactory(practice=practice, phone="", mobile="")
    sent = {"patient": silent.uuid, "reason": "uitslag", "due_on": "26-11-2026", "role": "assistent"}
    assert "geen nummer bekend" in html(post(client, url("call_add"), **sent))


def test_lists_show_rows_of_factories(client, practice):
    WaitingListEntryFactory(practice=practice)
    CallBackFactory(practice=practice, due_on=THURSDAY - timedelta(days=2), is_urgent=True)
    assert "2 dagen te laat" in html(client.get(url("calls")))
    assert client.get(url("waiting_list")).status_code == 200

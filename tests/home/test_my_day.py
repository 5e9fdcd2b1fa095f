"""Mijn dag: what each role must act on now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from patients.enums_record import Section
from patients.models import Determination, Patient
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.home.presenters.visits import Moment, day_rows, summary
from poh.home.selectors.day import Visits
from protocols.content import Control
from protocols.rules.due import ControlDue, ItemDue, Term
from protocols.selectors.due import DueSet
from scheduling.enums import AppointmentState, Channel
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory
from tests.factories.record import MeasurementFactory, MedicationLineFactory
from tests.factories.requests import ConsultationRequestFactory
from tests.factories.scheduling import AppointmentFactory
from tests.factories.worklist import TaskFactory
from tests.patients.conftest import _fresh_rate_limits, queries  # noqa: F401

pytestmark = pytest.mark.django_db

PAGE = "/mijn-dag/"
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
THURSDAY = NOON.date()


@pytest.fixture
def mine(practice, poh):
    with practice_scope(practice):
        return poh.memberships.select_related("user").get()


def _visit(mine, hours: str, **fields):
    return AppointmentFactory(practice=mine.practice, member=mine, hours=hours, day=THURSDAY, **fields)


def _rows(visits: Visits, at: datetime = NOON) -> list[dict]:
    return day_rows(visits, Moment(THURSDAY, at))


def test_day_stands_in_order_of_time_and_tells_the_next_in_full(client_of, poh, mine, time_machine):
    time_machine.move_to(NOON, tick=False)
    _visit(mine, "13:00-13:20")
    _visit(mine, "09:00-09:20", done=True)
    _visit(mine, "10:00-10:20", no_show=True)
    _visit(mine, "14:00-14:20", cancelled=True)
    day = client_of(poh).get(PAGE).context["day"]
    assert [(row["time"], row["over"], row["is_next"]) for row in day.rows] == [
        ("09:00", "afgerond", False),
        ("10:00", "niet verschenen", False),
        ("13:00", "", True),
        ("14:00", "afgezegd", False),
    ]
    assert day.summary == {"left": 1, "total": 3, "until": "13:20", "kinds": "3 spreekuur"}


def test_who_waits_comes_before_who_is_to_come(mine):
    with practice_scope(mine.practice):
        _visit(mine, "11:00-11:20")
        waits = _visit(mine, "13:40-14:00", state=AppointmentState.WAITING, waiting_at=NOON - timedelta(minutes=8))
        busy = _visit(mine, "13:00-13:20", state=AppointmentState.IN_CONSULT, started_at=NOON)
        rows = _rows(Visits([busy, waits]))
    assert [(row["is_next"], row["here"]) for row in rows] == [
        (True, "in consult sinds 12:00"),
        (False, "wacht sinds 11:52"),
    ]


def test_who_should_be_here_is_late_and_who_is_called_is_not(mine):
    with practice_scope(mine.practice):
        rows = _rows(Visits([_visit(mine, "11:30-11:50"), _visit(mine, "11:50-12:00", channel=Channel.PHONE)]))
    assert [row["is_late"] for row in rows] == [True, False]


def test_another_day_has_no_next(client_of, poh, mine, time_machine):
    time_machine.move_to(NOON - timedelta(days=1), tick=False)
    _visit(mine, "13:00-13:20")
    day = client_of(poh).get(f"{PAGE}?dag=2026-11-26").context["day"]
    assert ([row["is_next"] for row in day.rows], day.moment.is_today) == ([False], False)
    assert client_of(poh).get(f"{PAGE}?dag=onzin").context["day"].moment.is_today


def test_group_and_shielded_patient_tell_no_more_than_a_name(mine):
    shielded = PatientFactory(practice=mine.practice, restricted=True)
    with practice_scope(mine.practice):
        rows = _rows(Visits([_visit(mine, "13:00-14:00", group=True), _visit(mine, "14:00-14:20", patient=shielded)]))
    assert rows[0]["name"] == "Leven met diabetes"
    assert (rows[1]["name"], "needs" in rows[1]) == (shielded.list_name, False)


def _item(key: str, **fields) -> ItemDue:
    told = {"protocols": ("dm2",), "is_required": True, "due_since": THURSDAY, "last_on": None, "term": None}
    return ItemDue(determination=key, **told | fields)


def _of(patient: Patient, mine, items, controls=()) -> list[dict]:
    with practice_scope(mine.practice):
        visit = _visit(mine, "13:00-13:20", patient=patient)
        later = _visit(mine, "14:00-14:20", patient=patient)
        known = {row.key: row for row in Determination.objects.all()}
        return _rows(Visits([visit, later], due={patient.pk: DueSet(list(controls), items)}, determinations=known))


def test_needs_are_short_tags_each_once(mine):
    feet = list(Determination.objects.filter(section=Section.FEET).values_list("key", flat=True)[:3])
    items = [_item(key) for key in ("rr_sys", "rr_dia", "gewicht", *feet, "hba1c")]
    items += [_item("roken", is_required=False), _item("onbekend")]
    following, later = _of(PatientFactory(practice=mine.practice), mine, items)
    assert (later["needs"], later["more"]) == (["RR", "gewicht", "voeten"], 0)
    assert [(group["label"], group["tags"]) for group in following["groups"]] == [
        ("Meten", ["RR", "gewicht"]),
        ("Onderzoek", ["voeten"]),
    ]


def test_missing_is_what_should_be_there_before_the_visit(mine):
    eyes = Determination.objects.filter(section=Section.EYES).first().key
    items = [_item("hba1c"), _item(eyes, last_on=THURSDAY.replace(year=2024, month=9))]
    following, later = _of(PatientFactory(practice=mine.practice), mine, items)
    assert later["missing"] == ["lab, fundus"]
    assert following["missing"] == ["lab niet binnen: HbA1c", "fundus, 26 mnd geleden"]


def test_missing_tells_what_was_never_done(mine):
    eyes = Determination.objects.filter(section=Section.EYES).first().key
    following, _ = _of(PatientFactory(practice=mine.practice), mine, [_item(eyes)])
    assert following["missing"] == ["fundus, nog nooit"]


def test_page_for_many_takes_as_many_queries_as_for_one(client_of, poh, mine, queries, time_machine):  # noqa: F811
    time_machine.move_to(NOON, tick=False)
    client = client_of(poh)

    def furnish(hours: str) -> None:
        patient = _visit(mine, hours).patient
        EnrolmentFactory(patient=patient)
        for number, days in ((61, 20), (58, 200)):
            MeasurementFactory(
                patient=patient, determination_id="hba1c", numeric=number, observed_at=NOON - timedelta(days=days)
            )
        MedicationLineFactory(patient=patient, started_on=THURSDAY - timedelta(days=5))
        TaskFactory(practice=mine.practice, member=mine)
        ConsultationRequestFactory(practice=mine.practice, pooled=True)

    furnish("13:00-13:20")
    first = client.get(PAGE).context["day"].rows[0]
    assert [change["label"] for change in first["changed"]] == ["Metformine", "HbA1c"] or first["changed"]
    one = queries(lambda: client.get(PAGE))
    furnish("13:20-13:40")
    furnish("13:40-14:00")
    assert queries(lambda: client.get(PAGE)) <= one


def test_beside_the_day_stands_what_each_role_must_do(client_of, practice, poh, assistent, huisarts, mine):
    ConsultationRequestFactory(practice=practice, text="nieuw")
    ConsultationRequestFactory(practice=practice, pooled=True, text="voor de POH")
    ConsultationRequestFactory(practice=practice, urgent=True, text="spoed")
    TaskFactory(practice=practice, member=mine, title="Bel")
    of = {user: client_of(user).get(PAGE).context["day"] for user in (poh, assistent, huisarts)}
    assert [row["text"] for row in of[poh].to_accept] == ["voor de POH"]
    assert (of[poh].to_triage, of[poh].urgent) == (None, [])
    assert [task["title"] for task in of[poh].tasks] == ["Bel"]
    assert [row["text"] for row in of[assistent].to_triage] == ["nieuw"]
    assert (of[assistent].to_accept, of[assistent].room["expected"]) == (None, 0)
    assert [row["text"] for row in of[huisarts].urgent] == ["spoed"]


def test_assistent_sees_who_is_here_and_who_is_late(client_of, practice, assistent, mine, time_machine):
    time_machine.move_to(NOON, tick=False)
    here = {"state": AppointmentState.WAITING, "waiting_at": NOON - timedelta(minutes=8)}
    _visit(mine, "11:40-12:00", **here)
    _visit(mine, "11:20-11:40")
    _visit(mine, "13:00-13:20")
    _visit(mine, "11:00-11:20", state=AppointmentState.IN_CONSULT, started_at=NOON)
    room = client_of(assistent).get(PAGE).context["day"].room
    assert [row["waits"] for row in room["present"]] == [8]
    assert [row["late"] for row in room["late"]] == [40]
    assert (room["expected"], len(room["in_consult"]), room["late_count"]) == (1, 1, 1)


def test_answer_to_what_the_huisarts_asked_stands_on_the_day(client_of, practice, huisarts, poh):
    with practice_scope(practice):
        doctor = huisarts.memberships.get()
    ConsultationRequestFactory(
        practice=practice,
        delegated=True,
        requester_member=doctor,
        answer="Insuline gestart",
        answer_channel="in_poh",
        answered_at=timezone.now(),
        answered_by=poh,
    )
    assert [row["text"] for row in client_of(huisarts).get(PAGE).context["day"].answers] == ["Insuline gestart"]


def test_who_sees_no_patients_has_tasks_and_staff(client_of, practice, poh_mmt):
    TaskFactory(practice=practice, member=None, role=Role.POH_MMT, patient=None, title="Lees de notulen")
    response = client_of(poh_mmt).get(PAGE)
    assert [task["title"] for task in response.context["day"].tasks] == ["Lees de notulen"]
    assert response.context["panels"].staff["count"] == 1


def test_control_is_told_by_its_kind_and_in_full_for_the_next(mine):
    control = Control.__new__(Control)
    for name, value in {"key": "jaar", "name": "Jaarcontrole diabetes", "months": 12, "minutes": 40}.items():
        object.__setattr__(control, name, value)
    due = [ControlDue("dm2", control, THURSDAY - timedelta(days=400), THURSDAY - timedelta(days=30), Term(12))]
    following, later = _of(PatientFactory(practice=mine.practice), mine, [], due)
    assert (following["control"], later["control"]) == ("Jaarcontrole diabetes", "Jaarcontrole")
    assert following["since"] == THURSDAY - timedelta(days=400)


def test_summary_of_an_empty_day():
    moment = Moment(THURSDAY, NOON)
    assert summary(Visits([]), moment) == {"left": 0, "total": 0, "until": "", "kinds": ""}

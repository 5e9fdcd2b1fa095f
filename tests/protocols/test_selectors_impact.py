"""What another version would mean, counted on the patients who take part."""

from datetime import UTC, date, datetime

import pytest

from poh.accounts.scope import practice_scope
from protocols.presenters.impact import impact_lines
from protocols.selectors.impact import Difference, Impact, impact_of
from protocols.vocabulary import current_vocabulary
from tests.factories.patients import PatientFactory
from tests.factories.protocols import SMALL_CONTENT, EnrolmentFactory, ProtocolVersionFactory, content_data
from tests.factories.record import MeasurementFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
OLD = {"fact": "age", "op": ">=", "years": 70}


def items(**by_key):
    """The small items with changes by determination; None takes one out."""
    found = []
    for item in SMALL_CONTENT["items"]:
        change = by_key.get(item["determination"], {})
        if change is not None:
            found.append(item | change)
    return found


@pytest.fixture
def old_version(practice):
    targets = [{"key": "a", "determination": "hba1c", "high": "53"}]
    return ProtocolVersionFactory(practice=practice, data=content_data("dm2", targets=targets))


@pytest.fixture
def patients(practice, old_version):
    """One of 76, one of 36; the elder of them with recent values."""
    found = [PatientFactory(practice=practice, birth_year=year) for year in (1950, 1990)]
    for patient in found:
        EnrolmentFactory(patient=patient, protocol_version=old_version)
    at = datetime(2026, 9, 25, 9, tzinfo=UTC)
    for key, value in (("gewicht", {"numeric": 80}), ("hba1c", {"numeric": 50}), ("roken", {"choice": "nooit"})):
        MeasurementFactory(patient=found[0], determination_id=key, observed_at=at, **({"numeric": None} | value))
    return found


def impact(practice, old_version, **changes):
    version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", **changes))
    with practice_scope(practice):
        return impact_of(version=version, against=old_version, practice=practice, on=ON), version


def test_equal_version_changes_nothing(practice, old_version, patients):
    found, _ = impact(practice, old_version, targets=[{"key": "b", "determination": "hba1c", "high": "53"}])
    assert found.patients == 2
    assert {group: len(found.patient_ids(group)) for group in ("more", "fewer", "become_due", "other_target")} == {
        "more": 0, "fewer": 0, "become_due": 0, "other_target": 0,
    }  # fmt: skip


def test_version_that_nobody_takes_part_by(practice, old_version):
    found, _ = impact(practice, old_version)
    assert found == Impact(0)


def test_item_under_a_condition_comes_for_whom_it_holds(practice, old_version, patients):
    extra = {"determination": "kalium", "section": "alles", "controls": ["jaar"], "when": OLD}
    found, _ = impact(practice, old_version, items=[*items(), extra])
    assert found.patient_ids("more") == {patients[0].pk}
    assert (found.determinations("more"), found.sizes("more")) == ([("kalium", 1)], {1: 1})


def test_item_that_goes_is_asked_less_of_everybody(practice, old_version, patients):
    found, _ = impact(practice, old_version, items=items(roken=None))
    assert found.patient_ids("fewer") == {patient.pk for patient in patients}
    assert found.determinations("fewer") == [("roken", 2)]


def test_other_term_is_sooner_or_later(practice, old_version, patients):
    interval = {"key": "oud", "when": OLD, "months": 12, "reason": "oud"}
    changed = items(lengte={"intervals": [interval]}, roken={"months": 24})
    found, _ = impact(practice, old_version, items=changed)
    assert (found.determinations("sooner"), found.determinations("later")) == ([("lengte", 1)], [("roken", 2)])
    assert found.patient_ids("sooner") == {patients[0].pk}


def test_other_target_for_whom_the_first_rule_holds(practice, old_version, patients):
    targets = [
        {"key": "oud", "determination": "hba1c", "low": "54", "high": "64", "when": OLD},
        {"key": "a", "determination": "hba1c", "high": "53"},
    ]
    found, _ = impact(practice, old_version, targets=targets)
    assert found.patient_ids("other_target") == {patients[0].pk}


def test_target_that_goes_is_another_target(practice, old_version, patients):
    found, _ = impact(practice, old_version)
    assert found.determinations("other_target") == [("hba1c", 2)]


def test_shorter_term_of_a_control_makes_due_and_longer_not(practice, old_version, patients):
    kwartaal, jaar = SMALL_CONTENT["controls"]
    sooner, _ = impact(practice, old_version, controls=[kwartaal | {"months": 1}, jaar])
    assert (sooner.become_due, sooner.no_longer_due) == ({patients[0].pk}, frozenset())
    with practice_scope(practice):
        back = impact_of(version=old_version, against=old_version, practice=practice, on=ON)
    assert (back.become_due, back.no_longer_due) == (frozenset(), frozenset())


def test_lines_say_it_in_dutch(practice, old_version, patients):
    extra = {"determination": "kalium", "section": "alles", "controls": ["jaar"]}
    found, version = impact(practice, old_version, items=[*items(roken=None), extra])
    with practice_scope(practice):
        shown = impact_lines(found, version=version, against=old_version, vocabulary=current_vocabulary())
    assert [(line["patients"], line["text"], line["about"]) for line in shown["lines"]] == [
        (2, "patiënten krijgen één bepaling erbij", "Kalium (2)"),
        (2, "patiënten krijgen één bepaling minder", "Roken (2)"),
        (2, "patiënten krijgen een andere streefwaarde", "HbA1c (2)"),
    ]


def test_lines_of_one_patient_and_of_many_determinations(old_version):
    many = tuple(f"k{number}" for number in range(8))
    found = Impact(2, {1: Difference(more=many), 2: Difference(more=("k1",), fewer=("a", "b"))}, frozenset({1}))
    shown = impact_lines(found, version=old_version, against=old_version, vocabulary=current_vocabulary())
    assert [(line["patients"], line["text"], line["about"]) for line in shown["lines"]] == [
        (2, "patiënten krijgen er bepalingen bij", "k1 (2), k0 (1), k2 (1), k3 (1), k4 (1), k5 (1) en nog 2"),
        (1, "patiënt krijgt 2 bepalingen minder", "a (1), b (1)"),
        (1, "patiënt wordt nu aan de beurt voor een controle", ""),
    ]

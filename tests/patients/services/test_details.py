import pytest

from patients.models import Patient
from patients.services.details import change_patient, lift_restriction, restrict_record
from patients.services.registration import BsnInUse
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from poh.base.locking import StaleVersion
from tests.factories.patients import PatientFactory


def test_change_saves_only_what_differs(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        changed = change_patient(
            patient=patient, version=1, fields={"calling_name": "Truus", "city": "Elders", "bsn": patient.bsn}, by=poh
        )
        stored = Patient.objects.get(pk=patient.pk)
    assert (changed.city, changed.version, patient.city) == ("Elders", 2, "Voorbeeldstad")
    assert (stored.city, stored.version) == ("Elders", 2)
    with practice_scope(practice):
        row = AccessLog.objects.for_practice(practice).get()
    assert (row.event_type, row.patient_ids, row.detail) == (Event.PATIENT_CHANGED, [patient.pk], {"fields": ["city"]})


def test_change_of_nothing_saves_nothing(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        change_patient(patient=patient, version=1, fields={"city": "Voorbeeldstad"}, by=poh)
        assert Patient.objects.get(pk=patient.pk).version == 1


def test_change_keeps_the_search_text_right(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        change_patient(patient=patient, version=1, fields={"birth_name": "Bakker"}, by=poh)
        stored = Patient.objects.get(pk=patient.pk)
    assert stored.search_text == " van der bakker vanderbakker truus truus anna t a"
    assert stored.sort_text == "bakker truus anna"


def test_change_by_two_lets_the_first_win_and_tells_the_second(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        change_patient(patient=patient, version=1, fields={"city": "Eerst"}, by=poh)
        loaded = Patient.objects.get(pk=patient.pk)
        with pytest.raises(StaleVersion) as stale:
            change_patient(patient=loaded, version=1, fields={"city": "Later"}, by=poh)
        stored = Patient.objects.get(pk=patient.pk)
    assert (stale.value.mine.city, stale.value.stored.city) == ("Later", "Eerst")
    assert (stored.city, stored.version) == ("Eerst", 2)


def test_change_to_the_bsn_of_somebody_else_is_refused(practice, poh):
    patient, other = PatientFactory(practice=practice), PatientFactory(practice=practice)
    with practice_scope(practice, user=poh), pytest.raises(BsnInUse) as refused:
        change_patient(patient=patient, version=1, fields={"bsn": other.bsn}, by=poh)
    assert refused.value.patient == other


def test_change_takes_the_bsn_away(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        assert change_patient(patient=patient, version=1, fields={"bsn": None}, by=poh).bsn is None


def test_restriction_closes_and_opens(practice, huisarts):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=huisarts):
        closed = restrict_record(patient=patient, version=1, by=huisarts)
        assert Patient.objects.get(pk=patient.pk).is_restricted is True
        lift_restriction(patient=closed, version=2, by=huisarts)
        assert Patient.objects.get(pk=patient.pk).is_restricted is False

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.enums import AccessBasis
from patients.selectors.access import Record, open_to, patient_by_uuid
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import BreakGlassFactory, PatientFactory, TreatmentRelationshipFactory
from tests.factories.record import IcaFactory, TreatmentLimitFactory


@pytest.fixture
def staff(practice):
    return MembershipFactory(practice=practice, roles=[Role.POH_S])


def _opened(patient, staff, *, at=None):
    with practice_scope(patient.practice):
        loaded = patient_by_uuid(practice=patient.practice, uuid=patient.uuid, on=timezone.localdate())
        return open_to(patient=loaded, user=staff.user, roles=staff.roles, at=at or timezone.now())


def test_ordinary_record_is_open_to_the_team(practice, staff):
    record = _opened(PatientFactory(practice=practice), staff)
    assert (record.basis, record.relation, record.is_read_only) == (AccessBasis.TEAM, "behandelteam", False)


@pytest.mark.parametrize("trait", ["restricted", "left", "deceased"])
def test_record_that_is_closed_to_the_team_stays_closed(practice, staff, trait):
    assert _opened(PatientFactory(practice=practice, **{trait: True}), staff) is None


def test_record_is_closed_to_who_only_manages(practice):
    manager = MembershipFactory(practice=practice, roles=[Role.POH_MMT])
    assert _opened(PatientFactory(practice=practice), manager) is None


def test_own_gp_opens_a_restricted_record(practice):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS])
    record = _opened(PatientFactory(practice=practice, restricted=True, gp=gp), gp)
    assert (record.basis, record.relation) == (
        AccessBasis.RELATIONSHIP, "behandelrelatie op naam: vaste huisarts"
    )  # fmt: skip


@pytest.mark.parametrize("trait", ["restricted", "left", "deceased"])
def test_relationship_by_name_opens_a_closed_record(practice, staff, trait):
    patient = PatientFactory(practice=practice, **{trait: True})
    TreatmentRelationshipFactory(patient=patient, staff=staff)
    record = _opened(patient, staff)
    assert record.relation == "behandelrelatie op naam: verwijzing of consultaanvraag"


def test_relationship_goes_on_under_a_new_membership_of_the_same_person(practice, staff):
    patient = PatientFactory(practice=practice, restricted=True)
    former = MembershipFactory(practice=practice, user=staff.user, period=_before(staff))
    TreatmentRelationshipFactory(patient=patient, staff=former)
    assert _opened(patient, staff).basis == AccessBasis.RELATIONSHIP


def _before(membership):
    first = membership.period.lower
    return type(membership.period)(first - timedelta(days=100), first)


def test_relationship_of_somebody_else_or_ended_or_to_come_opens_nothing(practice, staff):
    patient = PatientFactory(practice=practice, restricted=True)
    TreatmentRelationshipFactory(patient=patient)
    TreatmentRelationshipFactory(patient=patient, staff=staff, ended=True)
    assert _opened(patient, staff) is None
    tomorrow = timezone.localdate() + timedelta(days=1)
    TreatmentRelationshipFactory(patient=patient, staff=staff, started_on=tomorrow)
    assert _opened(patient, staff) is None


def test_break_glass_opens_for_reading_until_the_hour_is_over(practice, staff):
    patient = PatientFactory(practice=practice, restricted=True)
    use = BreakGlassFactory(patient=patient, user=staff.user)
    record = _opened(patient, staff)
    assert record == Record(
        patient, AccessBasis.BREAK_GLASS, "spoed: de patiënt heeft nu zorg nodig", until=use.until
    )  # fmt: skip
    assert record.is_read_only is True
    assert _opened(patient, staff, at=use.until - timedelta(seconds=1)) is not None
    assert _opened(patient, staff, at=use.until) is None


def test_break_glass_of_somebody_else_or_on_another_patient_opens_nothing(practice, staff):
    patient = PatientFactory(practice=practice, restricted=True)
    BreakGlassFactory(patient=patient)
    BreakGlassFactory(patient__practice=practice, user=staff.user)
    BreakGlassFactory(patient=patient, user=staff.user, past=True)
    assert _opened(patient, staff) is None


def test_patient_by_uuid_finds_only_in_its_practice(practice, other_practice):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice):
        assert patient_by_uuid(practice=practice, uuid=patient.uuid, on=timezone.localdate()) == patient
    with practice_scope(other_practice):
        assert patient_by_uuid(practice=other_practice, uuid=patient.uuid, on=timezone.localdate()) is None
        assert patient_by_uuid(practice=practice, uuid=patient.uuid, on=timezone.localdate()) is None


def test_patient_by_uuid_brings_along_what_must_be_in_sight(practice, django_assert_num_queries):
    patient = PatientFactory(practice=practice)
    IcaFactory.create_batch(2, patient=patient)
    IcaFactory(patient=patient, ended=True)
    IcaFactory(patient__practice=practice)
    TreatmentLimitFactory(patient=patient)
    TreatmentLimitFactory(patient=patient, kind="other", text="geen opname op de IC")
    TreatmentLimitFactory(patient=patient, kind="no_hospital", ended=True)
    with practice_scope(practice), django_assert_num_queries(1):
        found = patient_by_uuid(practice=practice, uuid=patient.uuid, on=timezone.localdate())
        assert found.practice == practice
    assert found.ica_count == 2
    assert sorted(found.limit_rows, key=lambda row: row["text"]) == [
        {"kind": "no_resuscitation", "text": ""},
        {"kind": "other", "text": "geen opname op de IC"},
    ]


def test_patient_by_uuid_without_warnings_has_none(practice):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice):
        found = patient_by_uuid(practice=practice, uuid=patient.uuid, on=timezone.localdate())
    assert (found.ica_count, found.limit_rows) == (0, [])

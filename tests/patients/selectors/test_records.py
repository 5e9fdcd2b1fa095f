from datetime import date

import pytest
from django.utils import timezone

from patients.enums import ConsentKind
from patients.models import Consent
from patients.selectors.records import latest_consents, patient_page, representatives
from poh.accounts.scope import practice_scope
from tests.factories.patients import (
    ConsentFactory,
    ContactPersonFactory,
    EarlierRegistrationFactory,
    PatientFactory,
    TreatmentRelationshipFactory,
)


def test_page_shows_what_is_current_of_this_patient(practice):
    patient = PatientFactory(practice=practice)
    child = ContactPersonFactory(patient=patient)
    first = ContactPersonFactory(patient=patient, name="Eerst", is_first_contact=True)
    ContactPersonFactory(patient=patient, ended=True)
    relation = TreatmentRelationshipFactory(patient=patient)
    TreatmentRelationshipFactory(patient=patient, ended=True)
    consent = ConsentFactory(patient=patient)
    past = EarlierRegistrationFactory(patient=patient)
    for factory in (ContactPersonFactory, TreatmentRelationshipFactory, ConsentFactory, EarlierRegistrationFactory):
        factory(patient__practice=practice)
    with practice_scope(practice):
        page = patient_page(patient=patient, on=timezone.localdate())
    assert page.contacts == [first, child]
    assert page.relationships == [relation]
    assert page.consents == [consent]
    assert page.earlier_registrations == [past]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_four_queries(practice, rows, django_assert_num_queries):
    patient = PatientFactory(practice=practice)
    for _ in range(rows):
        contact = ContactPersonFactory(patient=patient, representative=True)
        TreatmentRelationshipFactory(patient=patient)
        ConsentFactory(patient=patient, given_by="both", representative=contact)
    with practice_scope(practice), django_assert_num_queries(4):
        page = patient_page(patient=patient, on=timezone.localdate())
        assert [relation.staff.user.name for relation in page.relationships]
        assert [consent.representative.name for consent in page.consents]


def test_latest_consent_is_the_last_decided_and_then_the_last_entered(practice):
    patient = PatientFactory(practice=practice)
    ConsentFactory(patient=patient, decided_on=date(2024, 1, 1))
    ConsentFactory(patient=patient, decided_on=date(2025, 1, 1))
    last = ConsentFactory(patient=patient, decided_on=date(2025, 1, 1), withdrawn=True)
    mail = ConsentFactory(patient=patient, kind=ConsentKind.CONTACT_EMAIL)
    with practice_scope(practice):
        assert latest_consents(patient=patient) == [mail, last]


def test_given_consent_holds_until_it_ends(practice):
    patient = PatientFactory(practice=practice)
    whole = ConsentFactory(patient=patient)
    until = ConsentFactory(patient=patient, valid_until=date(2026, 11, 25))
    ConsentFactory(patient=patient, refused=True)
    with practice_scope(practice):
        assert set(Consent.objects.given(on=date(2026, 11, 25))) == {whole, until}
        assert set(Consent.objects.given(on=date(2026, 11, 26))) == {whole}


def test_representatives_decide_while_they_stand_beside_the_patient(practice):
    mentor = ContactPersonFactory(patient__practice=practice, representative=True)
    ContactPersonFactory(patient=mentor.patient, representative=True, ended=True)
    ContactPersonFactory(patient=mentor.patient)
    with practice_scope(practice):
        assert representatives(patient=mentor.patient, on=timezone.localdate()) == [mentor]

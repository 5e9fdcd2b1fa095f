from datetime import date, timedelta

import pytest
from django.db import DataError, IntegrityError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import BreakGlass, Consent, ContactPerson, EarlierRegistration, Patient, TreatmentRelationship
from poh.accounts.scope import practice_scope
from poh.base.dates import PartialDate
from poh.base.validators import fictional_bsn, passes_elfproef
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import (
    BreakGlassFactory,
    ConsentFactory,
    ContactPersonFactory,
    EarlierRegistrationFactory,
    PatientFactory,
    TreatmentRelationshipFactory,
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bsn": "123456789"},
        {"bsn": "000000000"},
        {"bsn": "99990000"},
        {"bsn": "99990000X"},
        {"birth_year": None},
        {"birth_month": None},
        {"birth_year": 1874},
        {"birth_month": 13},
        {"birth_month": 2, "birth_day": 30},
        {"bsn_status": "identified"},
        {"bsn_status": "verified", "identity_document": "passport", "identified_on": date(2024, 1, 1), "bsn": None},
        {"postcode": "1012NX"},
        {"postcode": "0999 AB"},
        {"name_use": "partner"},
        {"birth_name": ""},
        {"registered_to": date(2020, 1, 1)},
        {"leave_reason": "moved"},
        {"registered_to": date(2014, 1, 1), "leave_reason": "moved"},
        {"deceased_on": date(2020, 1, 1)},
        {"deceased_on": date(2020, 1, 1), "registered_to": date(2020, 1, 1), "leave_reason": "moved"},
        {"registered_to": date(2020, 1, 1), "leave_reason": "deceased"},
        {"version": 0},
        {"house_number": -1},
    ],
)
def test_database_refuses_an_impossible_patient(practice, wrong):
    with pytest.raises((IntegrityError, DataError)):
        PatientFactory(practice=practice, **wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"bsn": None},
        {"birth_day": None},
        {"birth_month": None, "birth_day": None},
        {"birth_year": None, "birth_month": None, "birth_day": None},
        {"postcode": "B-1000", "country": "België"},
        {"postcode": ""},
        {"registered_to": date(2015, 1, 1), "leave_reason": "mistake"},
        {"birth_year": 2024, "birth_month": 2, "birth_day": 29},
    ],
)
def test_database_accepts_an_unusual_patient(practice, right):
    assert PatientFactory(practice=practice, **right).pk


def test_one_registered_patient_per_bsn_in_a_practice(practice, other_practice):
    first = PatientFactory(practice=practice)
    PatientFactory(practice=other_practice, bsn=first.bsn)
    PatientFactory(practice=practice, bsn=first.bsn, left=True)
    with pytest.raises(IntegrityError):
        PatientFactory(practice=practice, bsn=first.bsn)


def test_one_patient_per_number(practice, other_practice):
    first = PatientFactory(practice=practice)
    PatientFactory(practice=other_practice, number=first.number)
    with pytest.raises(IntegrityError):
        PatientFactory(practice=practice, number=first.number)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.from_regex(r"[0-9]{9}", fullmatch=True) | st.integers(0, 9090).map(fictional_bsn))
def test_database_and_code_agree_on_the_elfproef(db, digits):
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_is_bsn(%s)", [digits])
        assert cursor.fetchone() == (passes_elfproef(digits),)


@pytest.mark.parametrize(
    ("parts", "born_from", "born_until"),
    [
        ((1958, 3, 14), date(1958, 3, 14), date(1958, 3, 14)),
        ((1972, 2, None), date(1972, 2, 1), date(1972, 2, 29)),
        ((1972, None, None), date(1972, 1, 1), date(1972, 12, 31)),
        ((None, None, None), None, None),
    ],
)
def test_born_between_follows_the_parts(practice, parts, born_from, born_until):
    patient = PatientFactory(practice=practice, birth_year=parts[0], birth_month=parts[1], birth_day=parts[2])
    assert (patient.born_from, patient.born_until) == (born_from, born_until)
    born = PartialDate(*parts)
    assert (patient.birth_date, born.earliest, born.latest) == (born, born_from, born_until)


def test_generated_texts_follow_raw_sql_too(practice):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute("UPDATE patients_patient SET birth_name = 'Œuvré-Ĳssel' WHERE id = %s", [patient.pk])
        stored = Patient.objects.get(pk=patient.pk)
    assert stored.search_text == " van der oeuvre ijssel vanderoeuvreijssel truus truus anna t a"
    assert stored.sort_text == "oeuvre ijssel truus anna"


def test_very_long_names_are_searchable_from_the_front(practice):
    patient = PatientFactory(practice=practice, birth_name="😀" * 100, partner_name="é" * 100, first_names="ß" * 150)
    assert len(patient.search_text) == 500
    assert len(patient.sort_text) == 100


@pytest.mark.parametrize(
    ("factory", "model"),
    [
        (PatientFactory, Patient),
        (ContactPersonFactory, ContactPerson),
        (ConsentFactory, Consent),
        (TreatmentRelationshipFactory, TreatmentRelationship),
        (BreakGlassFactory, BreakGlass),
        (EarlierRegistrationFactory, EarlierRegistration),
    ],
)
def test_rows_of_a_patient_show_only_within_their_practice_and_cannot_be_deleted(
    practice, other_practice, factory, model
):
    row = factory(practice=practice) if model is Patient else factory(patient__practice=practice)
    events = model.pgh_event_model.objects
    with practice_scope(practice):
        assert list(model.objects.all()) == [row]
        assert events.filter(pgh_obj_id=row.pk).count() == 1
    with practice_scope(other_practice):
        assert (model.objects.count(), events.count()) == (0, 0)
    assert (model.objects.count(), events.count()) == (0, 0)
    with pytest.raises(Exception, match="permission denied"), practice_scope(practice):
        model.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "make",
    [
        lambda mine, theirs: ContactPersonFactory(practice=mine.practice, patient=theirs),
        lambda mine, theirs: ConsentFactory(practice=mine.practice, patient=theirs),
        lambda mine, theirs: EarlierRegistrationFactory(practice=mine.practice, patient=theirs),
        lambda mine, theirs: BreakGlassFactory(practice=mine.practice, patient=theirs),
        lambda mine, theirs: TreatmentRelationshipFactory(
            practice=mine.practice, patient=theirs, staff=MembershipFactory(practice=mine.practice)
        ),
        lambda mine, theirs: TreatmentRelationshipFactory(
            patient=mine, staff=MembershipFactory(practice=theirs.practice)
        ),
        lambda mine, theirs: ConsentFactory(
            patient=mine, given_by="both", representative=ContactPersonFactory(patient=theirs)
        ),
        lambda mine, theirs: PatientFactory(practice=mine.practice, gp=MembershipFactory(practice=theirs.practice)),
    ],
)
def test_row_cannot_point_at_another_practice(practice, other_practice, make):
    mine, theirs = PatientFactory(practice=practice), PatientFactory(practice=other_practice)
    with pytest.raises(IntegrityError), practice_scope(practice):
        _make_and_check(make, mine, theirs)


def _make_and_check(make, mine, theirs):
    make(mine, theirs)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_representative": True},
        {"representation_basis": "mentor"},
        {"name": ""},
    ],
)
def test_database_refuses_an_impossible_contact(practice, wrong):
    with pytest.raises(IntegrityError):
        ContactPersonFactory(patient__practice=practice, **wrong)


def test_one_first_contact_at_a_time(practice):
    first = ContactPersonFactory(patient__practice=practice, is_first_contact=True)
    ContactPersonFactory(patient=first.patient, is_first_contact=True, ended=True)
    with pytest.raises(IntegrityError):
        ContactPersonFactory(patient=first.patient, is_first_contact=True)


@pytest.mark.parametrize("wrong", [{"given_by": "both"}, {"valid_until": date(2024, 4, 30)}])
def test_database_refuses_an_impossible_consent(practice, wrong):
    with pytest.raises(IntegrityError):
        ConsentFactory(patient__practice=practice, **wrong)


def test_registered_and_left_are_each_others_complement_from_the_first_day(practice):
    on = date(2026, 11, 25)
    here = PatientFactory(practice=practice)
    leaves = PatientFactory(practice=practice, registered_to=on + timedelta(days=1), leave_reason="moved")
    gone = PatientFactory(practice=practice, registered_to=on, leave_reason="moved")
    PatientFactory(practice=practice, registered_from=on + timedelta(days=1))
    closed = PatientFactory(practice=practice, restricted=True)
    with practice_scope(practice):
        assert set(Patient.objects.for_practice(practice).registered(on=on)) == {here, leaves, closed}
        assert set(Patient.objects.for_practice(practice).left(on=on)) == {gone}
        assert set(Patient.objects.for_practice(practice).restricted()) == {closed}


def test_words_of_the_rows(practice):
    patient = PatientFactory(practice=practice)
    assert str(patient) == "mw. T.A. van der Meulen"
    assert patient.list_name == "Meulen, T.A. van der (Truus)"
    assert patient.is_registered is True
    use = BreakGlassFactory(patient=patient, started_at=timezone.now())
    assert str(use).startswith("spoed: de patiënt heeft nu zorg nodig tot ")

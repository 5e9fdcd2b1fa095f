from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from patients.enums import LeaveReason
from patients.models import EarlierRegistration, Patient, TreatmentRelationship
from patients.services import registration as services
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from poh.base.locking import StaleVersion
from poh.base.validators import fictional_bsn
from tests.factories.accounts import MembershipFactory, PracticeFactory
from tests.factories.patients import EarlierRegistrationFactory, PatientFactory, TreatmentRelationshipFactory

ON = date(2026, 11, 25)


def _fields(**more):
    return {"birth_name": "Bakker", "birth_year": 1960, "registered_from": ON} | more


def _logged(practice):
    with practice_scope(practice):
        rows = AccessLog.objects.for_practice(practice).order_by("pk")
        return [(row.event_type, row.patient_ids) for row in rows]


def test_register_gives_the_next_number_of_the_practice(practice, other_practice, poh):
    PatientFactory(practice=practice, number=7)
    PatientFactory(practice=other_practice, number=900)
    with practice_scope(practice, user=poh):
        patient = services.register_patient(practice=practice, fields=_fields(bsn=fictional_bsn(5000)), by=poh)
    assert (patient.number, patient.practice, patient.version, patient.bsn) == (8, practice, 1, fictional_bsn(5000))
    assert _logged(practice) == [(Event.PATIENT_REGISTERED, [patient.pk])]


def test_register_first_patient_is_number_one(practice, poh):
    with practice_scope(practice, user=poh):
        assert services.register_patient(practice=practice, fields=_fields(), by=poh).number == 1


def test_register_with_a_known_bsn_is_refused(practice, poh):
    known = PatientFactory(practice=practice, left=True)
    with practice_scope(practice, user=poh), pytest.raises(services.BsnInUse) as refused:
        services.register_patient(practice=practice, fields=_fields(bsn=known.bsn), by=poh)
    assert refused.value.patient == known


def test_register_with_a_bsn_of_another_practice_is_fine(practice, other_practice, poh):
    known = PatientFactory(practice=other_practice)
    with practice_scope(practice, user=poh):
        assert services.register_patient(practice=practice, fields=_fields(bsn=known.bsn), by=poh).bsn == known.bsn


def test_register_somebody_alike_asks_first(practice, poh):
    known = PatientFactory(practice=practice)
    fields = _fields(birth_name="Meulen", birth_year=1958, birth_month=3, birth_day=14)
    with practice_scope(practice, user=poh):
        with pytest.raises(services.MaybeRegistered) as asked:
            services.register_patient(practice=practice, fields=fields, by=poh)
        twin = services.register_patient(practice=practice, fields=fields, by=poh, is_somebody_else=True)
    assert asked.value.patients == [known]
    assert twin.number == known.number + 1


def test_save_of_a_bsn_taken_a_moment_ago_names_who_has_it(practice, poh):
    known = PatientFactory(practice=practice)
    late = Patient(practice=practice, number=99, bsn=known.bsn, **_fields())
    with practice_scope(practice, user=poh), pytest.raises(services.BsnInUse) as refused:
        services.save_with_free_bsn(late, force_insert=True)
    assert refused.value.patient == known


def test_save_with_a_number_taken_is_no_question_of_bsn(practice, poh):
    known = PatientFactory(practice=practice)
    late = Patient(practice=practice, number=known.number, **_fields())
    with practice_scope(practice, user=poh), pytest.raises(IntegrityError):
        services.save_with_free_bsn(late, force_insert=True)


def test_save_of_an_impossible_row_is_refused_by_the_database(practice, poh):
    wrong = Patient(practice=practice, number=1, **_fields(birth_name=""))
    with practice_scope(practice, user=poh), pytest.raises(IntegrityError):
        services.save_with_free_bsn(wrong, force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_register_at_once_gives_everybody_another_number():
    membership = MembershipFactory(practice=PracticeFactory())
    practice, user, together, numbers = membership.practice, membership.user, Barrier(5), []

    def register(name):
        try:
            together.wait()
            with practice_scope(practice, user=user):
                patient = services.register_patient(practice=practice, fields=_fields(birth_name=name), by=user)
            numbers.append(patient.number)
        finally:
            connection.close()

    threads = [Thread(target=register, args=[f"{letter}aam"]) for letter in "BDKRT"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4, 5]


def test_deregister_ends_the_registration_and_every_relationship(practice, poh):
    patient = PatientFactory(practice=practice)
    open_one = TreatmentRelationshipFactory(patient=patient)
    ended = TreatmentRelationshipFactory(patient=patient, ended_on=date(2025, 1, 1))
    to_come = TreatmentRelationshipFactory(patient=patient, started_on=date(2026, 12, 1))
    with practice_scope(practice, user=poh):
        gone = services.deregister_patient(patient=patient, version=1, on=ON, reason=LeaveReason.MOVED, by=poh)
        stored = Patient.objects.get(pk=patient.pk)
        ends = dict(TreatmentRelationship.objects.values_list("pk", "ended_on"))
    assert (gone.registered_to, gone.leave_reason, gone.deceased_on, gone.version) == (ON, "moved", None, 2)
    assert (stored.registered_to, stored.leave_reason, stored.version) == (ON, "moved", 2)
    assert ends == {open_one.pk: ON, ended.pk: date(2025, 1, 1), to_come.pk: date(2026, 12, 1)}
    assert _logged(practice) == [(Event.PATIENT_ENDED, [patient.pk])]


def test_deregister_after_a_death_keeps_the_day(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh):
        gone = services.deregister_patient(patient=patient, version=1, on=ON, reason=LeaveReason.DECEASED, by=poh)
    assert (gone.deceased_on, gone.registered_to) == (ON, ON)


def test_deregister_before_the_registration_is_refused(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh), pytest.raises(services.DateImpossible) as refused:
        services.deregister_patient(patient=patient, version=1, on=date(2014, 12, 31), reason=LeaveReason.MOVED, by=poh)
    assert str(refused.value) == "De patiënt is pas ingeschreven per 1-1-2015."


def test_deregister_twice_is_refused(practice, poh):
    patient = PatientFactory(practice=practice, left=True)
    with practice_scope(practice, user=poh), pytest.raises(services.NotRegistered):
        services.deregister_patient(patient=patient, version=1, on=ON, reason=LeaveReason.MOVED, by=poh)


def test_deregister_of_a_changed_patient_changes_nothing(practice, poh):
    patient = PatientFactory(practice=practice, version=4)
    relation = TreatmentRelationshipFactory(patient=patient)
    with practice_scope(practice, user=poh):
        with pytest.raises(StaleVersion):
            services.deregister_patient(patient=patient, version=3, on=ON, reason=LeaveReason.MOVED, by=poh)
        assert Patient.objects.get(pk=patient.pk).registered_to is None
        assert TreatmentRelationship.objects.get(pk=relation.pk).ended_on is None
    assert patient.registered_to is None
    assert _logged(practice) == []


def _left(practice, **facts):
    left = {"registered_to": date(2020, 1, 1), "leave_reason": LeaveReason.MOVED} | facts
    return PatientFactory(practice=practice, **left)


def test_death_after_leaving_keeps_why_somebody_left(practice, poh):
    patient = _left(practice)
    with practice_scope(practice, user=poh):
        services.record_death(patient=patient, version=1, on=ON, by=poh)
        stored = Patient.objects.get(pk=patient.pk)
    assert (stored.deceased_on, stored.registered_to, stored.leave_reason, stored.version) == (
        ON, date(2020, 1, 1), "moved", 2,
    )  # fmt: skip
    assert _logged(practice) == [(Event.PATIENT_CHANGED, [patient.pk])]


@pytest.mark.parametrize("on", [date(2019, 12, 30), date(2020, 1, 1)])
def test_death_up_to_the_day_of_leaving_was_the_end_of_the_registration(practice, poh, on):
    patient = _left(practice)
    with practice_scope(practice, user=poh):
        services.record_death(patient=patient, version=1, on=on, by=poh)
        stored = Patient.objects.get(pk=patient.pk)
    assert (stored.deceased_on, stored.registered_to, stored.leave_reason) == (on, on, "deceased")


@pytest.mark.parametrize(
    ("facts", "on", "version", "refusal"),
    [
        ({"registered_to": None, "leave_reason": ""}, ON, 1, services.StillRegistered),
        ({"deceased_on": date(2020, 1, 1), "leave_reason": LeaveReason.DECEASED}, ON, 1, services.AlreadyDeceased),
        ({}, date(2014, 12, 31), 1, services.DateImpossible),
        ({}, ON, 7, StaleVersion),
    ],
)
def test_death_that_cannot_be_is_refused(practice, poh, facts, on, version, refusal):
    patient = _left(practice, **facts)
    with practice_scope(practice, user=poh), pytest.raises(refusal):
        services.record_death(patient=patient, version=version, on=on, by=poh)
    assert _logged(practice) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"deceased_on": date(2019, 12, 31)},
        {"deceased_on": date(2020, 1, 1)},
        {"deceased_on": date(2021, 1, 1), "leave_reason": LeaveReason.DECEASED},
        {"deceased_on": None, "leave_reason": LeaveReason.DECEASED},
        {"deceased_on": date(2021, 1, 1), "registered_to": None, "leave_reason": ""},
    ],
)
def test_death_that_does_not_fit_the_registration_is_refused_by_the_database(practice, facts):
    with pytest.raises(IntegrityError, match="deceased_is_deregistered"):
        _left(practice, **facts)


def test_reregister_keeps_the_period_before(practice, poh):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason=LeaveReason.MOVED)
    gp = MembershipFactory(practice=practice)
    with practice_scope(practice, user=poh):
        back = services.reregister_patient(patient=patient, version=1, on=ON, gp=gp, by=poh)
        past = EarlierRegistration.objects.get()
    assert (back.registered_from, back.registered_to, back.leave_reason, back.gp) == (ON, None, "", gp)
    assert (past.registered_from, past.registered_to, past.leave_reason, past.recorded_by) == (
        date(2015, 1, 1), date(2020, 1, 1), "moved", poh
    )  # fmt: skip
    assert _logged(practice) == [(Event.PATIENT_REGISTERED, [patient.pk])]


def test_reregister_takes_a_death_back(practice, poh):
    patient = PatientFactory(practice=practice, deceased=True)
    with practice_scope(practice, user=poh):
        back = services.reregister_patient(patient=patient, version=1, on=ON, gp=None, by=poh)
    assert (back.deceased_on, back.is_registered) == (None, True)


def test_reregister_before_the_end_is_refused(practice, poh):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason=LeaveReason.MOVED)
    with practice_scope(practice, user=poh), pytest.raises(services.DateImpossible):
        services.reregister_patient(patient=patient, version=1, on=date(2019, 12, 31), gp=None, by=poh)


def test_reregister_of_somebody_registered_is_refused(practice, poh):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice, user=poh), pytest.raises(services.AlreadyRegistered):
        services.reregister_patient(patient=patient, version=1, on=ON, gp=None, by=poh)


def test_reregister_while_somebody_else_has_the_bsn_is_refused(practice, poh):
    gone = PatientFactory(practice=practice, left=True)
    here = PatientFactory(practice=practice, bsn=gone.bsn)
    with practice_scope(practice, user=poh), pytest.raises(services.BsnInUse) as refused:
        services.reregister_patient(patient=gone, version=1, on=ON, gp=None, by=poh)
    assert refused.value.patient == here


def test_earlier_registrations_do_not_overlap(practice):
    patient = PatientFactory(practice=practice)
    EarlierRegistrationFactory(patient=patient)
    with pytest.raises(IntegrityError):
        EarlierRegistrationFactory(patient=patient, registered_from=date(2009, 12, 31), registered_to=date(2012, 1, 1))


def test_earlier_registration_may_begin_where_the_last_ended(practice):
    patient = PatientFactory(practice=practice)
    EarlierRegistrationFactory(patient=patient)
    past = EarlierRegistrationFactory(patient=patient, registered_from=date(2010, 1, 1), registered_to=date(2012, 1, 1))
    assert str(past) == "1-1-2010 tot 1-1-2012"

from datetime import date

import pytest

from patients.enums import ConsentGiver, ConsentKind, ConsentManner, ConsentState, Relation, RepresentationBasis
from patients.models import Consent, ContactPerson
from patients.services.contacts import (
    add_contact_person,
    change_contact_person,
    end_contact_person,
    record_consent,
)
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from poh.base.locking import StaleVersion
from tests.factories.patients import ConsentFactory, ContactPersonFactory, PatientFactory

ON = date(2026, 11, 25)


def _events(practice):
    with practice_scope(practice):
        rows = AccessLog.objects.for_practice(practice).order_by("pk")
        return [(row.event_type, row.patient_ids) for row in rows]


def test_add_notes_somebody_beside_the_patient(practice, poh):
    patient = PatientFactory(practice=practice)
    fields = {
        "name": "Sanne de Vries",
        "relation": Relation.CHILD,
        "is_representative": True,
        "representation_basis": RepresentationBasis.MENTOR,
    }
    with practice_scope(practice, user=poh):
        contact = add_contact_person(patient=patient, fields=fields, by=poh)
    assert (contact.practice, contact.patient, str(contact)) == (practice, patient, "Sanne de Vries (kind)")
    assert _events(practice) == [(Event.CONTACT_CHANGED, [patient.pk])]


def test_add_of_a_first_contact_takes_the_place_of_the_old_one(practice, poh):
    old = ContactPersonFactory(patient__practice=practice, is_first_contact=True)
    other = ContactPersonFactory(is_first_contact=True, patient__practice=practice)
    with practice_scope(practice, user=poh):
        fields = {"name": "Nieuw", "relation": Relation.PARTNER, "is_first_contact": True}
        add_contact_person(patient=old.patient, fields=fields, by=poh)
        firsts = set(ContactPerson.objects.filter(is_first_contact=True).values_list("name", "patient"))
        assert ContactPerson.objects.get(pk=old.pk).version == 2
    assert firsts == {("Nieuw", old.patient_id), (other.name, other.patient_id)}


def test_change_saves_what_differs_and_logs(practice, poh):
    contact = ContactPersonFactory(patient__practice=practice)
    with practice_scope(practice, user=poh):
        changed = change_contact_person(
            contact=contact, version=1, fields={"name": contact.name, "note": "belt liever 's avonds"}, by=poh
        )
    assert (changed.note, changed.version, contact.note) == ("belt liever 's avonds", 2, "")
    assert _events(practice) == [(Event.CONTACT_CHANGED, [contact.patient_id])]


def test_change_of_nothing_keeps_the_version(practice, poh):
    contact = ContactPersonFactory(patient__practice=practice, is_first_contact=True)
    with practice_scope(practice, user=poh):
        assert change_contact_person(contact=contact, version=1, fields={"name": contact.name}, by=poh).version == 1


def test_change_makes_another_the_first(practice, poh):
    first = ContactPersonFactory(patient__practice=practice, is_first_contact=True)
    second = ContactPersonFactory(patient=first.patient, name="Tweede")
    with practice_scope(practice, user=poh):
        change_contact_person(contact=second, version=1, fields={"is_first_contact": True}, by=poh)
        assert [c.name for c in ContactPerson.objects.filter(is_first_contact=True)] == ["Tweede"]


def test_change_of_an_older_version_is_refused(practice, poh):
    contact = ContactPersonFactory(patient__practice=practice, version=3)
    with practice_scope(practice, user=poh), pytest.raises(StaleVersion):
        change_contact_person(contact=contact, version=2, fields={"name": "Anders"}, by=poh)


def test_end_keeps_the_row(practice, poh):
    contact = ContactPersonFactory(patient__practice=practice)
    with practice_scope(practice, user=poh):
        assert end_contact_person(contact=contact, version=1, on=ON, by=poh).ended_on == ON
        assert list(ContactPerson.objects.current(on=ON)) == []
        assert ContactPerson.objects.count() == 1


def test_consent_new_answer_holds_and_the_old_one_stays(practice, poh):
    old = ConsentFactory(patient__practice=practice, refused=True)
    fields = {
        "kind": ConsentKind.EXCHANGE_OUT_OF_HOURS,
        "state": ConsentState.GIVEN,
        "decided_on": ON,
        "manner": ConsentManner.WRITTEN,
        "given_by": ConsentGiver.PATIENT,
    }
    with practice_scope(practice, user=poh):
        consent = record_consent(patient=old.patient, fields=fields, by=poh)
        assert list(Consent.objects.latest()) == [consent]
        assert Consent.objects.count() == 2
    assert (consent.recorded_by, str(consent)) == (poh, "gegevens delen met de huisartsenpost: gegeven")
    assert _events(practice) == [(Event.CONSENT_CHANGED, [old.patient_id])]

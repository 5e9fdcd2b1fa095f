from datetime import date

import pytest

from patients.forms.contacts import ConsentForm, ContactPersonForm
from poh.accounts.scope import practice_scope
from tests.factories.patients import ContactPersonFactory, PatientFactory

TODAY = date(2026, 11, 25)
CONTACT = {"name": "Sanne", "relation": "child"}


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {}),
        ({"name": ""}, {"name": ["Dit veld is verplicht."]}),
        ({"relation": ""}, {"relation": ["Dit veld is verplicht."]}),
        ({"phone": "x"}, {"phone": ["Een telefoonnummer heeft 3 tot 15 cijfers, eventueel met + ervoor."]}),
        ({"mobile": "06-00000001", "is_representative": "on", "representation_basis": "mentor"}, {}),
        (
            {"is_representative": "on"},
            {"representation_basis": ["Kies op welke grond deze persoon vertegenwoordigt."]},
        ),
        (
            {"representation_basis": "mentor"},
            {"is_representative": ["Vink aan dat deze persoon vertegenwoordigt, of kies geen grond."]},
        ),
    ],
)
def test_contact_form(db, posted, errors):
    assert ContactPersonForm(CONTACT | posted).errors == errors


def test_contact_form_leaves_the_row_as_it_was(practice):
    contact = ContactPersonFactory(patient__practice=practice)
    form = ContactPersonForm(CONTACT, instance=contact)
    assert form.is_valid()
    assert (form.instance.name, contact.name) == ("Sanne", "Sanne de Vries")


CONSENT = {
    "kind": "exchange_ooh", "state": "given", "decided_on": "1-9-2026", "manner": "spoken", "given_by": "patient"
}  # fmt: skip


def _errors(patient, posted):
    with practice_scope(patient.practice):
        form = ConsentForm(CONSENT | posted, patient=patient, today=TODAY)
        return {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {}),
        ({"valid_until": "1-9-2026"}, {}),
        ({"valid_until": "31-8-2026"}, {"valid_until": ["De einddatum ligt voor de datum van het antwoord."]}),
        ({"decided_on": "26-11-2026"}, {"decided_on": ["Deze datum ligt in de toekomst."]}),
        (
            {"given_by": "representative"},
            {"representative": ["Kies de vertegenwoordiger die het antwoord gaf."]},
        ),
        ({"given_by": "both"}, {"representative": ["Kies de vertegenwoordiger die het antwoord gaf."]}),
        ({"given_by": ""}, {"given_by": ["Dit veld is verplicht."]}),
        ({"state": ""}, {"state": ["Dit veld is verplicht."]}),
    ],
)
def test_consent_form(practice, posted, errors):
    assert _errors(PatientFactory(practice=practice), posted) == errors


def test_consent_by_a_representative_names_one_of_this_patient(practice):
    contact = ContactPersonFactory(patient__practice=practice, representative=True)
    daughter = ContactPersonFactory(patient=contact.patient)
    of_another = ContactPersonFactory(patient__practice=practice, representative=True)
    posted = {"given_by": "representative", "representative": str(contact.uuid)}
    assert _errors(contact.patient, posted) == {}
    assert _errors(contact.patient, posted | {"given_by": "both"}) == {}
    assert _errors(contact.patient, posted | {"given_by": "patient"}) == {
        "representative": ["De patiënt gaf zelf antwoord: kies hier niemand."]
    }
    for other in (daughter, of_another):
        assert "representative" in _errors(contact.patient, posted | {"representative": str(other.uuid)})


def test_consent_form_offers_today_and_who_may_decide(practice):
    contact = ContactPersonFactory(patient__practice=practice, representative=True)
    with practice_scope(practice):
        form = ConsentForm(patient=contact.patient, today=TODAY)
        labels = [label for _, label in form.fields["representative"].choices]
    assert labels == ["Niet van toepassing", "Sanne de Vries (mentor)"]
    assert form.initial["decided_on"] == TODAY
    assert [value for value, _ in form.fields["state"].choices] == ["given", "refused", "withdrawn"]

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Consent, ContactPerson
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from tests.factories.patients import ConsentFactory, ContactPersonFactory, PatientFactory

CONTACT = {"name": "Sanne de Vries", "relation": "child"}
CONSENT = {
    "kind": "exchange_ooh",
    "state": "given",
    "decided_on": "1-9-2026",
    "manner": "spoken",
    "given_by": "patient",
}


def _key():
    return {"idempotency_key": str(uuid4())}


def _url(name, *rows):
    return reverse(f"patients:{name}", args=[row.uuid for row in rows])


def test_contact_is_added_once_and_logged(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    client, posted = client_of(poh), CONTACT | _key()
    first, second = (client.post(_url("contact_add", patient), posted) for _ in range(2))
    assert (first.url, second.url) == (_url("detail", patient), _url("detail", patient))
    with practice_scope(practice):
        assert [contact.name for contact in ContactPerson.objects.all()] == ["Sanne de Vries"]
    assert logged(practice) == [(Event.CONTACT_CHANGED, [patient.pk])]


def test_contact_with_an_error_is_not_added(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(_url("contact_add", patient), CONTACT | _key() | {"relation": ""})
    assert response.context["form"].errors == {"relation": ["Dit veld is verplicht."]}
    assert logged(practice) == [(Event.PATIENT_OPENED, [patient.pk])]


def test_contact_is_changed(client_of, poh, practice):
    contact = ContactPersonFactory(patient__practice=practice)
    client, url = client_of(poh), _url("contact_edit", contact.patient, contact)
    assert 'value="Sanne de Vries"' in client.get(url).content.decode()
    assert client.post(url, CONTACT | {"note": "belt later", "version": "1"}).status_code == 302
    with practice_scope(practice):
        assert ContactPerson.objects.get().note == "belt later"


def test_contact_changed_by_two_shows_both_texts(client_of, poh, huisarts, practice):
    contact = ContactPersonFactory(patient__practice=practice)
    url = _url("contact_edit", contact.patient, contact)
    client_of(huisarts).post(url, CONTACT | {"note": "eerst", "mobile": "06-00000002", "version": "1"})
    late = client_of(poh).post(url, CONTACT | {"note": "later", "mobile": "06-00000002", "version": "1"})
    assert late.status_code == 409
    assert late.context["conflict"]["parts"] == [{"label": "toelichting", "mine": "later", "theirs": "eerst"}]
    assert late.context["conflict"]["by"] == "Henk Bakker"
    assert 'name="version" value="2"' in late.content.decode()


def test_contact_with_an_error_keeps_what_was_typed(client_of, poh, practice):
    contact = ContactPersonFactory(patient__practice=practice)
    response = client_of(poh).post(
        _url("contact_edit", contact.patient, contact), CONTACT | {"phone": "geen", "version": "1"}
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["phone"]


def test_contact_is_ended(client_of, poh, practice):
    contact = ContactPersonFactory(patient__practice=practice)
    client, url = client_of(poh), _url("contact_end", contact.patient, contact)
    stale = client.post(url, {"version": "7"})
    assert stale.url == _url("contact_edit", contact.patient, contact)
    assert client.post(url, {"version": "1"}).url == _url("detail", contact.patient)
    with practice_scope(practice):
        assert ContactPerson.objects.get().ended_on == timezone.localdate()
    assert client.get(_url("contact_edit", contact.patient, contact)).status_code == 404


def test_contact_of_another_patient_or_practice_is_nobody(client_of, poh, practice, other_practice):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    for contact in (
        ContactPersonFactory(patient__practice=practice),
        ContactPersonFactory(patient__practice=other_practice),
    ):
        assert client.get(_url("contact_edit", patient, contact)).status_code == 404
        assert client.post(_url("contact_end", patient, contact), {"version": "1"}).status_code == 404


def test_consent_is_written_down_once(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    client, posted = client_of(poh), CONSENT | _key()
    for _ in range(2):
        assert client.post(_url("consent_add", patient), posted).status_code == 302
    with practice_scope(practice):
        assert [(consent.kind, consent.recorded_by) for consent in Consent.objects.all()] == [("exchange_ooh", poh)]
    assert logged(practice) == [(Event.CONSENT_CHANGED, [patient.pk])]


def test_consent_form_says_who_decides(client_of, poh, practice):
    patient = PatientFactory(practice=practice, minor=True)
    page = client_of(poh).get(_url("consent_add", patient)).content.decode()
    assert "Kind en ouders of voogd beslissen samen" in page


def test_consent_with_an_error_is_not_written(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(_url("consent_add", patient), CONSENT | _key() | {"state": ""})
    assert list(response.context["form"].errors) == ["state"]


@pytest.mark.parametrize(
    ("states", "summary"),
    [
        ([], "delen niet gevraagd"),
        ([("exchange_ooh", "given")], "delen deels"),
        (
            [(kind, "given") for kind in ("exchange_ooh", "exchange_pharmacy", "exchange_hospital", "exchange_chain")],
            "delen ja",
        ),
        ([("exchange_ooh", "given"), ("exchange_chain", "refused")], "delen deels"),
        ([("exchange_ooh", "refused")], "delen nee"),
        ([("contact_email", "given")], "delen niet gevraagd"),
    ],
)
def test_bar_tells_what_may_be_shared(client_of, poh, practice, states, summary):
    patient = PatientFactory(practice=practice)
    for kind, state in states:
        ConsentFactory(patient=patient, kind=kind, state=state)
    assert client_of(poh).get(_url("detail", patient)).context["bar"]["consent"] == summary

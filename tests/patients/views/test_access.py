from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from patients.models import BreakGlass, Patient, TreatmentRelationship
from poh.accounts.enums import Role
from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.factories.patients import PatientFactory, TreatmentRelationshipFactory

GLASS = {"category": "emergency", "reason": "Patiënt op de spoedpost", "password": PASSWORD}


def _url(name, *rows):
    return reverse(f"patients:{name}", args=[row.uuid for row in rows])


def _uses(practice):
    with practice_scope(practice):
        return list(BreakGlass.objects.for_practice(practice))


def test_noodknop_opens_for_an_hour_to_read(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice, restricted=True)
    client = client_of(poh)
    before = client.session.session_key
    response = client.post(_url("break_glass", patient), GLASS)
    assert (response.status_code, response.url) == (302, _url("detail", patient))
    (use,) = _uses(practice)
    assert (use.user, use.reason, (use.until - use.started_at).total_seconds()) == (
        poh, "Patiënt op de spoedpost", 3600
    )  # fmt: skip
    assert client.session.session_key != before
    assert client.get(_url("detail", patient)).status_code == 200
    assert logged(practice) == [(Event.BREAK_GLASS_USED, [patient.pk]), (Event.PATIENT_OPENED, [patient.pk])]


def test_noodknop_stands_on_the_list_of_the_privacy_officer(client_of, poh, beheerder, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    client_of(poh).post(_url("break_glass", patient), GLASS)
    page = client_of(beheerder).get(reverse("audit:log")).content.decode()
    assert "Anja de Vries" in page
    assert "Patiënt op de spoedpost" in page


@pytest.mark.parametrize(
    "wrong",
    [{"category": ""}, {"category": "nieuwsgierig"}, {"reason": "spoed"}, {"reason": ""}, {"password": "verkeerd"}],
)
def test_noodknop_without_all_parts_opens_nothing(client_of, poh, practice, wrong):
    patient = PatientFactory(practice=practice, restricted=True)
    client = client_of(poh)
    response = client.post(_url("break_glass", patient), GLASS | wrong)
    assert response.status_code == 403
    assert list(response.context["form"].errors) == list(wrong)
    assert PASSWORD not in response.content.decode()
    assert _uses(practice) == []
    assert client.get(_url("detail", patient)).status_code == 403


def test_noodknop_stops_who_guesses_passwords(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    client = client_of(poh)
    for _ in range(10):
        client.post(_url("break_glass", patient), GLASS | {"password": "verkeerd"})
    response = client.post(_url("break_glass", patient), GLASS)
    assert response.context["form"].errors == {
        "password": ["Te vaak geprobeerd. Wacht een minuut en probeer het opnieuw."]
    }
    assert _uses(practice) == []


@pytest.mark.parametrize("persona", ["assistent", "poh_mmt", "directeur", "beheerder"])
def test_noodknop_is_not_for_everybody(request, client_of, practice, persona):
    patient = PatientFactory(practice=practice, restricted=True)
    response = client_of(request.getfixturevalue(persona)).post(_url("break_glass", patient), GLASS)
    assert response.status_code == 403
    assert _uses(practice) == []


def test_noodknop_on_an_open_record_is_not_needed(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    assert client_of(poh).post(_url("break_glass", patient), GLASS).url == _url("detail", patient)
    assert _uses(practice) == []


def test_noodknop_on_another_practice_is_nobody(client_of, stranger, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    client = client_of(stranger)
    assert client.post(_url("break_glass", patient), GLASS).status_code == 404
    assert client.post(reverse("patients:break_glass", args=[uuid4()]), GLASS).status_code == 404


def test_noodknop_is_no_link_and_needs_its_token(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    assert client_of(poh).get(_url("break_glass", patient)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(poh).cookies
    assert strict.post(_url("break_glass", patient), GLASS).status_code == 403
    assert _uses(practice) == []


def test_noodknop_logs_the_ground_of_what_follows(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    client = client_of(poh)
    client.post(_url("break_glass", patient), GLASS)
    client.get(_url("detail", patient))
    with practice_scope(practice):
        row = AccessLog.objects.for_practice(practice).order_by("-seq").first()
    assert row.relation_basis == "noodknop: spoed: de patiënt heeft nu zorg nodig"


def test_relationship_is_started_once_and_opens_a_closed_record(client_of, huisarts, poh_ggz, practice, logged):
    patient = PatientFactory(practice=practice)
    with practice_scope(practice):
        staff = Membership.objects.get(user=poh_ggz)
        gp = Membership.objects.get(user=huisarts)
    TreatmentRelationshipFactory(patient=patient, staff=gp)
    client = client_of(huisarts)
    client.post(_url("restrict", patient), {"restrict": "ja", "version": "1"})
    assert client_of(poh_ggz).get(_url("detail", patient)).status_code == 403
    posted = {"staff": str(staff.uuid), "basis": "request", "started_on": "1-11-2026", "idempotency_key": str(uuid4())}
    for _ in range(2):
        assert client.post(_url("relationship_add", patient), posted).url == _url("detail", patient)
    assert client_of(poh_ggz).get(_url("detail", patient)).status_code == 200
    again = client.post(_url("relationship_add", patient), posted | {"idempotency_key": str(uuid4())})
    assert again.context["form"].errors == {"staff": ["Deze medewerker heeft al een behandelrelatie met deze patiënt."]}
    relation = _relation(practice, staff)
    ended = client.post(_url("relationship_end", patient, relation))
    assert ended.url == _url("detail", patient)
    assert _relation(practice, staff).ended_on == timezone.localdate()
    assert client_of(poh_ggz).get(_url("detail", patient)).status_code == 403


def _relation(practice, staff):
    with practice_scope(practice):
        return TreatmentRelationship.objects.get(staff=staff)


def test_relationship_form_is_for_who_may(client_of, huisarts, poh, practice):
    patient = PatientFactory(practice=practice)
    relation = TreatmentRelationshipFactory(patient=patient)
    assert client_of(huisarts).get(_url("relationship_add", patient)).status_code == 200
    assert client_of(poh).get(_url("relationship_add", patient)).status_code == 403
    assert client_of(poh).post(_url("relationship_end", patient, relation)).status_code == 403
    assert client_of(poh).post(_url("restrict", patient), {"restrict": "ja", "version": "1"}).status_code == 403


def test_relationship_of_another_patient_is_not_ended(client_of, huisarts, practice):
    patient, relation = PatientFactory(practice=practice), TreatmentRelationshipFactory(patient__practice=practice)
    assert client_of(huisarts).post(_url("relationship_end", patient, relation)).status_code == 404


def _restricted(patient):
    with practice_scope(patient.practice):
        return Patient.objects.get(pk=patient.pk).is_restricted


def test_restrict_and_lift(client_of, huisarts, practice):
    gp = MembershipFactory(practice=practice, user=huisarts, roles=[Role.HUISARTS], period=_long_ago())
    patient = PatientFactory(practice=practice, gp=gp)
    client = client_of(huisarts)
    assert "Scherm dossier af" in client.get(_url("detail", patient)).content.decode()
    client.post(_url("restrict", patient), {"restrict": "ja", "version": "1"})
    assert _restricted(patient) is True
    assert "Open voor het team" in client.get(_url("detail", patient)).content.decode()
    client.post(_url("restrict", patient), {"restrict": "nee", "version": "2"})
    assert _restricted(patient) is False


def _long_ago():
    from datetime import date

    from psycopg2.extras import DateRange

    return DateRange(date(2010, 1, 1), date(2011, 1, 1))


def test_restrict_of_a_changed_patient_changes_nothing(client_of, huisarts, practice):
    patient = PatientFactory(practice=practice, version=5)
    response = client_of(huisarts).post(_url("restrict", patient), {"restrict": "ja", "version": "4"}, follow=True)
    assert "Iemand heeft deze patiënt intussen gewijzigd. Er is niets veranderd." in response.content.decode()
    assert _restricted(patient) is False

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import (
    BreakGlassFactory,
    ConsentFactory,
    ContactPersonFactory,
    EarlierRegistrationFactory,
    PatientFactory,
    TreatmentRelationshipFactory,
)

READ = ["detail", "changes", "access_log"]
CHANGE = ["edit_identity", "edit_reach", "edit_registration", "deregister", "contact_add", "consent_add"]
IDENTITY = {
    "initials": "T.A.", "first_names": "Truus Anna", "calling_name": "Truus", "birth_name_prefix": "van der",
    "birth_name": "Meulen", "name_use": "own", "sex": "female", "birth_date": "14-3-1958", "bsn_status": "unverified",
}  # fmt: skip
REACH = {"preferred_channel": "phone", "language": "nl"}


def _url(name, patient):
    return reverse(f"patients:{name}", args=[patient.uuid])


def _stored(patient):
    with practice_scope(patient.practice):
        return Patient.objects.get(pk=patient.pk)


@pytest.mark.parametrize("name", READ + CHANGE)
def test_page_opens_for_the_team(client_of, poh, practice, name):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).get(_url(name, patient))
    assert response.status_code == 200
    assert "mw. T.A. van der Meulen" in response.content.decode()
    assert patient.bsn not in response.content.decode()


@pytest.mark.parametrize("name", READ + CHANGE)
@pytest.mark.parametrize("persona", ["poh_mmt", "directeur"])
def test_page_is_refused_to_who_manages(request, client_of, practice, name, persona):
    patient = PatientFactory(practice=practice)
    assert client_of(request.getfixturevalue(persona)).get(_url(name, patient)).status_code == 403


@pytest.mark.parametrize("name", [*READ, *CHANGE, "reregister"])
def test_page_of_another_practice_answers_as_for_nobody(client_of, stranger, practice, name):
    patient = PatientFactory(practice=practice)
    client = client_of(stranger)
    theirs, nobody = client.get(_url(name, patient)), client.get(reverse(f"patients:{name}", args=[uuid4()]))
    assert (theirs.status_code, nobody.status_code) == (404, 404)
    assert abs(len(theirs.content) - len(nobody.content)) < 40


@pytest.mark.parametrize("name", READ + CHANGE)
@pytest.mark.parametrize("trait", ["restricted", "left", "deceased"])
def test_page_of_a_closed_record_shows_only_that_it_is_closed(client_of, poh, practice, name, trait, logged):
    patient = PatientFactory(practice=practice, **{trait: True})
    response = client_of(poh).get(_url(name, patient))
    page = response.content.decode()
    assert response.status_code == 403
    assert "Gesloten dossier" in page
    assert "geboortejaar 1958" in page
    assert "Open met de noodknop" in page
    for hidden in ("14-3-1958", "Lindelaan", patient.bsn, "••••••"):
        assert hidden not in page
    assert logged(practice) == [(Event.ACCESS_REFUSED, [patient.pk])]


def test_closed_page_offers_no_noodknop_to_who_may_not_use_it(client_of, assistent, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    page = client_of(assistent).get(_url("detail", patient)).content.decode()
    assert "Vraag een huisarts om een behandelrelatie" in page
    assert "Open met de noodknop" not in page


def test_closing_works_at_once(client_of, poh, huisarts, practice):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    assert client.get(_url("detail", patient)).status_code == 200
    client_of(huisarts).post(_url("restrict", patient), {"restrict": "ja", "version": "1"})
    assert client.get(_url("detail", patient)).status_code == 403


def test_detail_logs_once_with_the_ground(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    client_of(poh).get(_url("detail", patient))
    with practice_scope(practice):
        row = AccessLog.objects.for_practice(practice).get()
    assert (row.event_type, row.patient_ids, row.relation_basis) == (Event.PATIENT_OPENED, [patient.pk], "behandelteam")


@pytest.mark.parametrize(("name", "event"), [("changes", Event.CHANGES_VIEWED), ("access_log", Event.LOG_VIEWED)])
def test_page_logs_its_own_event_once(client_of, poh, practice, logged, name, event):
    patient = PatientFactory(practice=practice)
    client_of(poh).get(_url(name, patient))
    assert logged(practice) == [(event, [patient.pk])]


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_takes_eleven_queries(client_of, poh, practice, rows, queries):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS])
    patient = PatientFactory(practice=practice, gp=gp)
    for number in range(rows):
        contact = ContactPersonFactory(patient=patient, representative=True)
        ConsentFactory(patient=patient, given_by="both", representative=contact)
        TreatmentRelationshipFactory(patient=patient)
        EarlierRegistrationFactory(
            patient=patient, registered_from=date(2000 + number, 1, 1), registered_to=date(2000 + number, 2, 1)
        )
    client = client_of(poh)
    client.get(_url("detail", patient))
    assert queries(lambda: client.get(_url("detail", patient))) == 11


def test_detail_shows_everything(client_of, poh, practice):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS], user__name="Henk Bakker")
    patient = PatientFactory(
        practice=practice, gp=gp, partner_name="Vries", partner_name_prefix="de", name_use="own_partner",
        bsn_status="verified", identity_document="passport", identified_on=date(2024, 9, 1), needs_interpreter=True,
        language="ti", house_number=12, house_number_addition="A",
    )  # fmt: skip
    contact = ContactPersonFactory(
        patient=patient, representative=True, is_first_contact=True, note="belt 's avonds", phone="010-0000009"
    )
    ConsentFactory(patient=patient, note="tot de verhuizing", valid_until=date(2025, 1, 1))
    ConsentFactory(patient=patient, kind="contact_email", refused=True, given_by="both", representative=contact)
    TreatmentRelationshipFactory(patient=patient, note="na MDO")
    EarlierRegistrationFactory(patient=patient)
    page = client_of(poh).get(_url("detail", patient)).content.decode()
    for shown in (
        "mw. T.A. van der Meulen-de Vries", "Henk Bakker", "1-9-2024", "paspoort", "Tigrinya, tolk nodig",
        "Lindelaan 12 A", "Sanne de Vries", "mentor", "als eerste bellen", "belt &#x27;s avonds", "010-0000009",
        "verlopen", "tot de verhuizing", "geweigerd", "na MDO", "1-1-2005 tot 1-1-2010, verhuisd",
        "Beslist zelf (16 jaar of ouder).", "Nog niet gevraagd: gegevens delen met de apotheek",
        f"••••••{patient.bsn[-3:]}", "delen nee",
    ):  # fmt: skip
        assert shown in page


def test_detail_of_a_child_says_who_decides(client_of, poh, practice):
    patient = PatientFactory(practice=practice, minor=True)
    page = client_of(poh).get(_url("detail", patient)).content.decode()
    assert "Kind en ouders of voogd beslissen samen (12 tot 16 jaar)." in page


@pytest.mark.parametrize("trait", ["born_unknown_day", "born_in_year", "without_bsn"])
def test_detail_of_somebody_with_unknown_parts(client_of, poh, practice, trait):
    patient = PatientFactory(practice=practice, **{trait: True})
    page = client_of(poh).get(_url("detail", patient)).content.decode()
    assert "1-1-1972" not in page
    assert "1-5-1972" not in page


def test_detail_of_somebody_who_left_but_has_a_named_relation(client_of, poh, practice):
    staff = MembershipFactory(practice=practice, user=poh, period=_long_ago())
    patient = PatientFactory(practice=practice, left=True)
    TreatmentRelationshipFactory(patient=patient, staff=staff)
    page = client_of(poh).get(_url("detail", patient)).content.decode()
    assert "Schrijf opnieuw in" in page
    assert "uitgeschreven" in page


def _long_ago():
    from psycopg2.extras import DateRange

    return DateRange(date(2010, 1, 1), date(2011, 1, 1))


def test_edit_saves_and_logs_once(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    response = client.post(_url("edit_identity", patient), IDENTITY | {"calling_name": "Toos", "version": "1"})
    assert (response.status_code, response.url) == (302, _url("detail", patient))
    assert (_stored(patient).calling_name, _stored(patient).version) == ("Toos", 2)
    assert logged(practice) == [(Event.PATIENT_CHANGED, [patient.pk])]


def test_edit_of_where_and_since_when(client_of, poh, practice):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS])
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    client.post(_url("edit_reach", patient), REACH | {"city": "Elders", "version": "1"})
    client.post(_url("edit_registration", patient), {"gp": str(gp.uuid), "registered_from": "1-2-2016", "version": "2"})
    stored = _stored(patient)
    assert (stored.city, stored.gp_id, stored.registered_from, stored.version) == ("Elders", gp.pk, date(2016, 2, 1), 3)


def test_edit_with_an_error_keeps_what_was_typed(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(
        _url("edit_identity", patient), IDENTITY | {"birth_date": "30-2-1958", "first_names": "Getypt", "version": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "30 februari 1958 bestaat niet." in page
    assert 'value="Getypt"' in page
    assert _stored(patient).version == 1
    assert logged(practice) == [(Event.PATIENT_OPENED, [patient.pk])]


def test_edit_too_late_shows_both_texts_and_can_be_saved_then(client_of, poh, huisarts, practice):
    patient = PatientFactory(practice=practice)
    client_of(huisarts).post(
        _url("edit_identity", patient),
        IDENTITY | {"calling_name": "Toos", "birth_date": "15-3-1958", "sex": "other", "version": "1"},
    )
    client, url = client_of(poh), _url("edit_identity", patient)
    late = client.post(url, IDENTITY | {"calling_name": "Trudy", "identified_on": "1-9-2024", "version": "1"})
    page = late.content.decode()
    assert late.status_code == 409
    assert late.context["conflict"]["by"] == "Henk Bakker"
    assert late.context["conflict"]["parts"] == [
        {"label": "roepnaam", "mine": "Trudy", "theirs": "Toos"},
        {"label": "geboortedatum", "mine": "14-3-1958", "theirs": "15-3-1958"},
        {"label": "geslacht", "mine": "vrouw", "theirs": "anders"},
        {"label": "identiteit vastgesteld op", "mine": "1-9-2024", "theirs": ""},
    ]
    assert 'name="version" value="2"' in page
    assert 'value="Trudy"' in page
    assert _stored(patient).calling_name == "Toos"
    again = client.post(url, IDENTITY | {"calling_name": "Trudy", "version": "2"})
    assert again.status_code == 302
    assert _stored(patient).calling_name == "Trudy"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "999999999999999", "²"])
def test_edit_without_a_real_version_saves_nothing(client_of, poh, practice, version):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(
        _url("edit_identity", patient), IDENTITY | {"calling_name": "Toos", "version": version}
    )
    assert response.status_code == 409
    assert _stored(patient).calling_name == "Truus"


def test_edit_to_a_bsn_in_use_says_whose_it_is(client_of, poh, practice):
    patient, other = PatientFactory(practice=practice), PatientFactory(practice=practice, number=4711)
    response = client_of(poh).post(_url("edit_identity", patient), IDENTITY | {"bsn": other.bsn, "version": "1"})
    assert response.context["form"].errors == {"bsn": ["Dit BSN hoort bij mw. T.A. van der Meulen, patiënt 4711."]}


def test_edit_changes_only_its_own_fields(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    extra = {"number": "1", "practice": "1", "is_restricted": "on", "city": "Elders", "deceased_on": "1-1-2020"}
    client_of(poh).post(_url("edit_identity", patient), IDENTITY | {"bsn": patient.bsn, "version": "1"} | extra)
    before, after = patient, _stored(patient)
    for name in ("number", "practice_id", "is_restricted", "city", "deceased_on", "registered_to", "version"):
        assert getattr(after, name) == getattr(before, name)


def test_bsn_is_shown_on_request_and_logged(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(_url("show_bsn", patient))
    assert response.status_code == 200
    assert patient.bsn in response.content.decode()
    assert logged(practice) == [(Event.BSN_SHOWN, [patient.pk])]


def test_bsn_is_not_shown_by_a_link(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    assert client_of(poh).get(_url("show_bsn", patient)).status_code == 405


def test_bsn_of_a_closed_record_stays_hidden(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    response = client_of(poh).post(_url("show_bsn", patient))
    assert response.status_code == 403
    assert patient.bsn not in response.content.decode()


def test_break_glass_opens_to_read_and_not_to_write(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    use = BreakGlassFactory(patient=patient, user=poh)
    client = client_of(poh)
    page = client.get(_url("detail", patient)).content.decode()
    assert f"alleen lezen, nog 60 min (tot {timezone.localtime(use.until):%H:%M})" in page
    assert "Lindelaan" in page
    assert ">Wijzig<" not in page
    refused = client.get(_url("edit_identity", patient))
    assert refused.status_code == 403
    assert "lezen kan, wijzigen niet." in refused.content.decode()
    assert client.post(_url("edit_identity", patient), IDENTITY | {"version": "1"}).status_code == 403
    assert _stored(patient).version == 1


def test_changes_tell_who_changed_what(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    client.post(_url("edit_reach", patient), REACH | {"city": "Elders", "version": "1"})
    page = client.get(_url("changes", patient)).content.decode()
    for shown in ("plaats", "Voorbeeldstad", "Elders", "Anja de Vries"):
        assert shown in page


def test_access_log_tells_who_opened_it(client_of, poh, huisarts, practice):
    patient = PatientFactory(practice=practice)
    client_of(poh).get(_url("detail", patient))
    page = client_of(huisarts).get(_url("access_log", patient)).content.decode()
    assert "Anja de Vries" in page


def test_access_log_as_csv(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).get(_url("access_log", patient), {"vorm": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    assert logged(practice) == [(Event.LOG_EXPORTED, [patient.pk])]


def test_deceased_record_stays_open_for_aftercare(client_of, poh, practice):
    day = timezone.localdate() - timedelta(days=10)
    patient = PatientFactory(practice=practice, registered_to=day, deceased_on=day, leave_reason="deceased")
    response = client_of(poh).get(_url("detail", patient))
    assert response.status_code == 200
    assert f"overleden {day:%d-%m-%Y}" in response.content.decode()

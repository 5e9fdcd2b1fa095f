from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import EarlierRegistration, Patient
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.base.validators import fictional_bsn
from tests.factories.patients import PatientFactory, TreatmentRelationshipFactory

REGISTER = reverse("patients:register")
DUPLICATES = reverse("patients:duplicates")


def _posted(**more):
    return {
        "initials": "K.", "birth_name": "Bakker", "name_use": "own", "sex": "male", "birth_date": "1-2-1960",
        "bsn_status": "unverified", "preferred_channel": "phone", "language": "nl", "registered_from": "25-11-2026",
        "idempotency_key": str(uuid4()),
    } | more  # fmt: skip


def _patients(practice):
    with practice_scope(practice):
        return list(Patient.objects.for_practice(practice).order_by("number"))


def test_register_enters_a_patient_and_logs_it(client_of, poh, practice, logged):
    response = client_of(poh).post(REGISTER, _posted(bsn="9999 00 006"), follow=True)
    (patient,) = _patients(practice)
    assert response.redirect_chain == [(reverse("patients:detail", args=[patient.uuid]), 302)]
    assert "dhr. K. Bakker is ingeschreven." in response.content.decode()
    assert (patient.number, patient.bsn) == (1, "999900006")
    assert logged(practice) == [(Event.PATIENT_REGISTERED, [patient.pk]), (Event.PATIENT_OPENED, [patient.pk])]


def test_register_twice_with_the_same_form_enters_one(client_of, poh, practice):
    client, posted = client_of(poh), _posted()
    first, second = client.post(REGISTER, posted), client.post(REGISTER, posted)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert len(_patients(practice)) == 1


def test_register_without_a_key_is_refused(client_of, poh, practice):
    assert client_of(poh).post(REGISTER, _posted(idempotency_key="")).status_code == 422
    assert _patients(practice) == []


def test_register_form_is_for_who_may(client_of, poh, beheerder, practice):
    page = client_of(poh).get(REGISTER).content.decode()
    assert "Patiënt inschrijven" in page
    assert 'value="25-11-2026"' in page or timezone.localdate().strftime("%d-%m-%Y") in page
    assert client_of(beheerder).get(REGISTER).status_code == 403
    assert client_of(beheerder).post(REGISTER, _posted()).status_code == 403
    assert client_of(beheerder).post(DUPLICATES).status_code == 403


def test_register_with_errors_says_so_and_keeps_what_was_typed(client_of, poh, practice, logged):
    response = client_of(poh).post(REGISTER, _posted(bsn="123456789", birth_name="=1+1", birth_date="31-2-1960"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Dit BSN klopt niet (elfproef)." in page
    assert "31 februari bestaat niet" not in page
    assert "31 februari 1960 bestaat niet." in page
    assert 'value="=1+1"' in page
    assert _patients(practice) == []
    assert logged(practice) == []


def test_register_with_a_known_bsn_shows_whose_it_is(client_of, poh, practice, logged):
    known = PatientFactory(practice=practice)
    response = client_of(poh).post(REGISTER, _posted(bsn=known.bsn))
    page = response.content.decode()
    assert response.context["form"].errors == {"bsn": ["Dit BSN is al bekend in deze praktijk: zie hierboven."]}
    assert reverse("patients:detail", args=[known.uuid]) in page
    assert "Meulen, T.A. van der (Truus)" in page
    assert _patients(practice) == [known]
    assert logged(practice) == [(Event.DUPLICATES_CHECKED, [known.pk])]


def test_register_with_the_bsn_of_a_closed_record_shows_no_more_than_it_may(client_of, poh, practice):
    known = PatientFactory(practice=practice, restricted=True)
    page = client_of(poh).post(REGISTER, _posted(bsn=known.bsn)).content.decode()
    assert "afgeschermd" in page
    assert "Lindelaan" not in page


def test_register_with_the_bsn_of_another_practice_tells_nothing(client_of, poh, practice, other_practice):
    stranger = PatientFactory(practice=other_practice)
    assert client_of(poh).post(REGISTER, _posted(bsn=stranger.bsn)).status_code == 302


def test_register_somebody_alike_asks_and_enters_on_purpose(client_of, poh, practice):
    known = PatientFactory(practice=practice)
    client = client_of(poh)
    posted = _posted(birth_name="Meulen", birth_date="14-3-1958", bsn=fictional_bsn(7000))
    asked = client.post(REGISTER, posted)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Lijkt op iemand die hier bekend is" in page
    assert 'name="is_somebody_else"' in page
    assert _patients(practice) == [known]
    entered = client.post(REGISTER, posted | {"is_somebody_else": "on"})
    assert entered.status_code == 302
    assert len(_patients(practice)) == 2


def test_duplicates_while_typing(client_of, poh, practice, other_practice, logged):
    known = PatientFactory(practice=practice)
    PatientFactory(practice=other_practice)
    client = client_of(poh)
    nothing = client.post(DUPLICATES, {"birth_name": "Meulen"}).content.decode()
    hit = client.post(DUPLICATES, {"birth_name": "Meulen", "birth_date": "14-3-1958"}).content.decode()
    miss = client.post(DUPLICATES, {"birth_name": "Bakker", "birth_date": "14-3-1958"}).content.decode()
    assert (nothing.strip(), miss.strip()) == ("", "")
    assert "Meulen, T.A. van der (Truus)" in hit
    assert logged(practice) == [(Event.DUPLICATES_CHECKED, [known.pk])]


def _url(name, patient):
    return reverse(f"patients:{name}", args=[patient.uuid])


def test_deregister_closes_the_record(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    TreatmentRelationshipFactory(patient=patient)
    client, today = client_of(poh), timezone.localdate()
    response = client.post(_url("deregister", patient), {"on": f"{today:%d-%m-%Y}", "reason": "moved", "version": "1"})
    assert (response.status_code, response.url) == (302, reverse("patients:list"))
    assert _patients(practice)[0].registered_to == today
    assert client.get(_url("detail", patient)).status_code == 403
    assert [event for event, _ in logged(practice)] == [Event.PATIENT_ENDED, Event.ACCESS_REFUSED]


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({"on": "31-12-2014"}, {"on": ["De patiënt is pas ingeschreven per 1-1-2015."]}),
        ({"reason": ""}, {"reason": ["Dit veld is verplicht."]}),
        (
            {"version": "7"},
            {
                "__all__": [
                    "Iemand heeft deze patiënt intussen gewijzigd. Laad de pagina opnieuw en kijk na wat er nu staat."
                ]
            },
        ),
    ],
)
def test_deregister_refuses(client_of, poh, practice, posted, errors):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).post(
        _url("deregister", patient), {"on": "1-11-2026", "reason": "moved", "version": "1"} | posted
    )
    assert response.context["form"].errors == errors
    assert _patients(practice)[0].is_registered is True


def test_deregister_of_somebody_who_left_and_still_has_a_relation(client_of, poh, practice):
    patient = PatientFactory(practice=practice, left=True)
    with practice_scope(practice):
        from poh.accounts.models import Membership

        staff = Membership.objects.get(user=poh)
    TreatmentRelationshipFactory(patient=patient, staff=staff)
    response = client_of(poh).post(_url("deregister", patient), {"on": "1-11-2026", "reason": "moved", "version": "1"})
    assert list(response.context["form"].errors) == ["__all__"]


def test_reregister_opens_the_record_again(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice, left=True)
    client, today = client_of(poh), timezone.localdate()
    form = client.get(_url("reregister", patient))
    assert "geboren 1958" in form.content.decode()
    assert "Lindelaan" not in form.content.decode()
    response = client.post(_url("reregister", patient), {"on": f"{today:%d-%m-%Y}", "version": "1"})
    assert (response.status_code, response.url) == (302, _url("detail", patient))
    assert client.get(_url("detail", patient)).status_code == 200
    with practice_scope(practice):
        assert EarlierRegistration.objects.count() == 1
    assert [event for event, _ in logged(practice)] == [
        Event.DUPLICATES_CHECKED, Event.PATIENT_REGISTERED, Event.PATIENT_OPENED
    ]  # fmt: skip


def test_reregister_refuses_in_words(client_of, poh, practice):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason="moved")
    client, url = client_of(poh), _url("reregister", patient)

    def errors(**posted):
        return client.post(url, {"on": "1-11-2026", "version": "1"} | posted).context["form"].errors

    assert errors(on="31-12-2019") == {"on": ["De vorige inschrijving liep tot 1-1-2020."]}
    assert list(errors(version="7")) == ["__all__"]
    assert list(errors(version="")) == ["version"]
    here = PatientFactory(practice=practice, bsn=patient.bsn)
    assert errors() == {"__all__": ["mw. T.A. van der Meulen is al ingeschreven met dit BSN."]}
    again = client.post(_url("reregister", here), {"on": "1-11-2026", "version": "1"})
    assert list(again.context["form"].errors) == ["__all__"]


def test_death_of_somebody_who_left_is_noted_from_the_closed_record(client_of, assistent, practice, logged):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason="moved")
    client, today = client_of(assistent), timezone.localdate()
    closed = client.get(_url("detail", patient)).content.decode()
    assert (_url("record_death", patient) in closed, _url("reregister", patient) in closed) == (True, True)
    page = client.get(_url("record_death", patient)).content.decode()
    assert ("geboren 1958" in page, "Lindelaan" in page) == (True, False)

    response = client.post(_url("record_death", patient), {"on": f"{today:%d-%m-%Y}", "version": "1"})

    assert (response.status_code, response.url) == (302, reverse("patients:list"))
    assert _patients(practice)[0].deceased_on == today
    again = client.get(_url("detail", patient))
    assert (again.status_code, "Deze patiënt is overleden." in again.content.decode()) == (403, True)
    assert _url("record_death", patient) not in again.content.decode()
    assert [event for event, _ in logged(practice)] == [
        Event.ACCESS_REFUSED, Event.DUPLICATES_CHECKED, Event.PATIENT_CHANGED, Event.ACCESS_REFUSED,
    ]  # fmt: skip


def test_death_refuses_in_words(client_of, poh, practice):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason="moved")
    client = client_of(poh)

    def errors(of=patient, **posted):
        answer = client.post(_url("record_death", of), {"on": "1-11-2024", "version": "1"} | posted)
        return answer.context["form"].errors

    assert errors(on="31-12-2014") == {"on": ["De patiënt was ingeschreven per 1-1-2015."]}
    assert errors(on="1-1-2100") == {"on": ["Deze datum ligt in de toekomst."]}
    assert list(errors(version="7")) == ["__all__"]
    here = PatientFactory(practice=practice)
    assert errors(of=here) == {
        "__all__": ["Deze patiënt is nog ingeschreven: schrijf uit met als reden het overlijden."]
    }


def test_death_of_a_patient_of_another_practice_is_not_there(client_of, stranger, practice):
    assert client_of(stranger).get(_url("record_death", PatientFactory(practice=practice))).status_code == 404


def test_noodknop_that_is_refused_says_that_the_record_is_not_open(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    page = client_of(poh).post(_url("break_glass", patient), {"reason": "kort"}).content.decode()
    assert ("Het dossier is nog niet geopend" in page, "Nog niet opgeslagen" in page) == (True, False)

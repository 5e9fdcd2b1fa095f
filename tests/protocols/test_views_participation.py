"""The pages with a patient's programmes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PersonalTargetFactory, PracticeProtocolFactory, content_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice)


def _url(enrolment):
    return reverse("protocols:change_enrolment", args=[enrolment.patient.uuid, enrolment.uuid])


def _state(enrolment):
    with practice_scope(enrolment.practice):
        enrolment.refresh_from_db()
    return enrolment.state, enrolment.version


def _step(state: str, **fields) -> dict:
    return {"state": state, "on": timezone.localdate().isoformat(), "reason": "afgesproken", **fields}


def test_step_changes_the_participation(client_of, poh, enrolment):
    answer = client_of(poh).post(_url(enrolment), _step("declined", version=1))
    assert (answer.status_code, _state(enrolment)) == (302, ("declined", 2))


def test_step_from_a_page_that_is_too_old_changes_nothing(client_of, poh, enrolment):
    client = client_of(poh)
    client.post(_url(enrolment), _step("declined", version=1))
    answer = client.post(_url(enrolment), _step("specialist", version=1))
    assert answer.status_code == 200
    assert "Een collega wijzigde deze deelname intussen." in answer.content.decode()
    assert _state(enrolment) == ("declined", 2)


def test_step_without_a_reason_is_refused_beside_the_field(client_of, poh, enrolment):
    answer = client_of(poh).post(_url(enrolment), _step("ended", version=1, reason=""))
    assert "Schrijf waarom." in answer.content.decode()
    assert _state(enrolment) == ("included", 1)


def test_page_carries_the_version_it_was_opened_with(client_of, poh, enrolment):
    assert 'name="version" value="1"' in client_of(poh).get(_url(enrolment)).content.decode()


def test_patient_joins_a_programme_that_the_practice_uses(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    PracticeProtocolFactory(practice=practice)
    url = reverse("protocols:enrol", args=[patient.uuid])
    answer = client_of(poh).post(url, _step("included", protocol="dm2", reason=""))
    assert answer.status_code == 302
    with practice_scope(practice):
        [enrolment] = patient.enrolments.all()
    assert (enrolment.state, enrolment.next_control) == ("included", "jaar")


def test_programmes_page_lists_required_items_first(client_of, poh, practice, enrolment):
    page = client_of(poh).get(reverse("protocols:programmes", args=[enrolment.patient.uuid])).content.decode()
    assert page.index("Gewicht") < page.index("Lengte")


def _term_url(enrolment):
    return reverse("protocols:personal_term", args=[enrolment.patient.uuid, enrolment.uuid])


def test_page_of_programmes_takes_the_same_queries_whatever_there_is(client_of, poh, practice, enrolment):
    client, counts = client_of(poh), []
    quiet = PatientFactory(practice=practice, bsn=None)
    PersonalTargetFactory(patient=enrolment.patient)
    for patient in (enrolment.patient, enrolment.patient, quiet):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("protocols:programmes", args=[patient.uuid]))
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    assert max(counts[1:]) <= 30


def test_page_of_programmes_is_read_by_the_assistant_and_not_next_door(client_of, assistent, stranger, enrolment):
    url = reverse("protocols:programmes", args=[enrolment.patient.uuid])
    page = client_of(assistent).get(url)
    assert (page.status_code, "Maak eigen" in page.content.decode()) == (200, False)
    assert client_of(stranger).get(url).status_code == 404


def test_nobody_else_changes_a_participation(client_of, assistent, stranger, enrolment):
    for url in (_url(enrolment), _term_url(enrolment), reverse("protocols:enrol", args=[enrolment.patient.uuid])):
        assert client_of(assistent).post(url, _step("ended", version=1)).status_code == 403
        assert client_of(stranger).post(url, _step("ended", version=1)).status_code == 404
    assert _state(enrolment) == ("included", 1)


def test_form_of_joining_starts_with_the_programme_that_was_asked_for(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    for key in ("dm2", "copd"):
        PracticeProtocolFactory(practice=practice, protocol_version__protocol_id=key)
    page = client_of(poh).get(reverse("protocols:enrol", args=[patient.uuid]), {"programma": "copd"}).content.decode()
    assert '<option value="copd" selected>' in page


def test_day_that_cannot_be_is_refused_beside_the_field(client_of, poh, practice, enrolment):
    patient = PatientFactory(practice=practice, bsn=None, birth_year=2000)
    PracticeProtocolFactory(practice=practice)
    client = client_of(poh)
    joined = client.post(reverse("protocols:enrol", args=[patient.uuid]),
                         _step("included", protocol="dm2", on="1-1-1999"))  # fmt: skip
    assert "Deze dag ligt voor de geboorte van de patiënt." in joined.content.decode()
    early = client.post(_url(enrolment), _step("ended", version=1, on="1-1-2020"))
    assert "De deelname is doet mee sinds 1-1-2024." in early.content.decode()
    coming = client.post(_url(enrolment), _step("ended", version=1, on="1-1-2999"))
    assert "Deze dag ligt in de toekomst." in coming.content.decode()


def test_programme_that_cannot_be_joined_is_refused_beside_the_field(client_of, poh, practice):
    enrolment = EnrolmentFactory(
        patient__practice=practice, protocol_version__protocol_id="cvrm", state="declined", next_due_on=None
    )
    EnrolmentFactory(patient=enrolment.patient, protocol_version__data=content_data("dm2", takes_in=["cvrm"]))
    answer = client_of(poh).post(_url(enrolment), _step("included", version=1))
    assert "is al deel van het programma Diabetes mellitus type 2." in answer.content.decode()


def test_programme_that_somebody_else_just_recorded_is_not_offered(client_of, poh, practice, enrolment):
    PracticeProtocolFactory(practice=practice, protocol_version=enrolment.protocol_version)
    url = reverse("protocols:enrol", args=[enrolment.patient.uuid])
    answer = client_of(poh).post(url, _step("included", protocol="dm2"))
    assert (answer.status_code, _state(enrolment)) == (200, ("included", 1))


def test_end_of_diabetes_asks_whether_cvrm_follows(client_of, poh, practice):
    enrolment = EnrolmentFactory(
        patient__practice=practice, protocol_version__data=content_data("dm2", takes_in=["cvrm"])
    )
    PracticeProtocolFactory(practice=practice, protocol_version__protocol_id="cvrm")
    client = client_of(poh)
    answer = client.post(_url(enrolment), _step("ended", version=1), follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert any("ging mee in Diabetes mellitus type 2. Leg vast of de patiënt daaraan zelf meedoet." in t for t in told)


def test_end_of_a_declined_participation_asks_nothing_more(client_of, poh, practice):
    enrolment = EnrolmentFactory(
        patient__practice=practice,
        protocol_version__data=content_data("dm2", takes_in=["cvrm"]),
        state="declined",
        next_due_on=None,
    )
    PracticeProtocolFactory(practice=practice, protocol_version__protocol_id="cvrm")
    answer = client_of(poh).post(_url(enrolment), _step("ended", version=1), follow=True)
    assert len(list(answer.context["messages"])) == 1


def test_own_term_is_recorded_and_shown(client_of, poh, enrolment):
    client = client_of(poh)
    assert "Termijn voor Diabetes mellitus type 2" in client.get(_term_url(enrolment)).content.decode()
    answer = client.post(_term_url(enrolment), {"months": "6", "reason": "goed ingesteld", "version": "1"})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "eigen: 6 maanden" in page
    assert "Diabetes mellitus type 2: eigen termijn 6 maanden" in page


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"months": "0"}, "Kies 1 tot en met 60 maanden."),
        ({"months": "half jaar"}, "Kies 1 tot en met 60 maanden."),
        ({"months": "61"}, "Kies 1 tot en met 60 maanden."),
        ({"reason": ""}, "Dit veld is verplicht."),
        ({"version": "7"}, "Een collega wijzigde deze deelname intussen."),
    ],
)
def test_own_term_that_cannot_be_is_refused(client_of, poh, enrolment, fields, expected):
    answer = client_of(poh).post(_term_url(enrolment), {"months": "6", "reason": "rustig", "version": "1"} | fields)
    assert expected in answer.content.decode()
    assert _state(enrolment) == ("included", 1)


def test_own_term_is_not_for_who_declined(client_of, poh, practice):
    enrolment = EnrolmentFactory(patient__practice=practice, state="declined", next_due_on=None)
    answer = client_of(poh).post(_term_url(enrolment), {"months": "6", "reason": "rustig", "version": "1"})
    assert "Een eigen termijn geldt alleen voor wie meedoet." in answer.content.decode()


def test_history_tells_terms_and_targets_newest_first(client_of, poh, enrolment):
    client = client_of(poh)
    client.post(_term_url(enrolment), {"months": "6", "reason": "rustig", "version": "1"})
    client.post(_term_url(enrolment), {"months": "", "reason": "weer ontregeld", "version": "2"})
    PersonalTargetFactory(patient=enrolment.patient, determination_id="rr_sys", started_on=date(2025, 1, 1),
                          ended_on=date(2025, 6, 1), end_reason="hersteld", set_by=None)  # fmt: skip
    page = client.get(reverse("protocols:programmes", args=[enrolment.patient.uuid])).content.decode()
    order = ["termijn weer die van het protocol", "eigen termijn 6 maanden", "gold tot 1-6-2025: hersteld",
             "eigen streefwaarde 54–64: kwetsbaar"]  # fmt: skip
    places = [page.index(text) for text in order]
    assert places == sorted(places)


def test_targets_show_the_rule_that_holds_and_what_may_be_agreed(client_of, poh, practice):
    rule = {"key": "rr", "determination": "rr_sys", "high": 140, "high_inclusive": False, "text": "Mogelijk onder 130.",
            "source": "Verzonnen"}  # fmt: skip
    bmi = {"key": "bmi", "determination": "bmi", "low": 20, "high": 25, "source": "Verzonnen"}
    enrolment = EnrolmentFactory(
        patient__practice=practice, protocol_version__data=content_data("dm2", targets=[rule, bmi])
    )
    page = client_of(poh).get(reverse("protocols:programmes", args=[enrolment.patient.uuid])).content.decode()
    assert "&lt; 140" in page
    assert "Mogelijk onder 130." in page
    agree = [
        reverse("protocols:agree_target", args=[enrolment.patient.uuid, key]) for key in ("rr_sys", "gewicht", "bmi")
    ]
    # A calculated value is not agreed on: what it is made of is.
    assert [f'href="{url}"' in page for url in agree] == [True, True, False]

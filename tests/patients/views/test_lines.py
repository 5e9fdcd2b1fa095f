"""Writing in the record, on a page and in place."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Episode, Ica, MedicationLine, TreatmentLimit
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from tests.factories.patients import PatientFactory
from tests.factories.record import (
    EpisodeFactory,
    FamilyHistoryFactory,
    HistoryEntryFactory,
    IcaFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)

EPISODE = {"title": "Diabetes mellitus type 2", "icpc": "T90.02", "onset_on": "1-3-2015"}
HTMX = {"HX-Request": "true"}


def _key():
    return {"idempotency_key": str(uuid4())}


def _url(name, patient, *rest):
    return reverse(f"patients:{name}", args=[patient.uuid, *rest])


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def _all(patient, model):
    with practice_scope(patient.practice):
        return list(model.objects.filter(patient=patient).order_by("pk"))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("episodes", EPISODE),
        ("medicatie", {"name": "metformine 500 mg", "atc": "A10BA02", "dosage": "3dd1", "started_on": "1-4-2015"}),
        ("ica", {"kind": "allergy", "text": "penicilline"}),
        ("behandelgrenzen", {"kind": "no_resuscitation", "agreed_on": "1-6-2025", "agreed_with": "patient"}),
        ("voorgeschiedenis", {"text": "appendectomie", "year": "1984"}),
        ("familie", {"relative": "father", "condition": "hartinfarct", "age_at_event": "54"}),
    ],
)
def test_line_is_added_once_and_logged(client_of, poh, patient, logged, kind, fields):
    client, posted = client_of(poh), fields | _key()
    first, second = (client.post(_url("line_add", patient, kind), posted) for _ in range(2))
    assert (first.url, second.url) == (_url("overview", patient), _url("overview", patient))
    assert logged(patient.practice) == [(Event.RECORD_LINE_ADDED, [patient.pk])]


def test_line_with_an_error_is_not_added(client_of, poh, patient, logged):
    response = client_of(poh).post(_url("line_add", patient, "episodes"), EPISODE | _key() | {"icpc": "9"})
    assert list(response.context["form"].errors) == ["icpc"]
    assert _all(patient, Episode) == []
    assert logged(patient.practice) == [(Event.PATIENT_OPENED, [patient.pk])]


def test_line_form_opens_in_place(client_of, poh, patient):
    page = client_of(poh).get(_url("line_add", patient, "episodes")).content.decode()
    part = client_of(poh).get(_url("line_add", patient, "episodes"), headers=HTMX).content.decode()
    assert ("<html" in page, "<html" in part) == (True, False)
    assert 'name="icpc"' in part


def test_line_added_in_place_shows_the_record_anew(client_of, poh, patient):
    response = client_of(poh).post(_url("line_add", patient, "episodes"), EPISODE | _key(), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, _url("overview", patient))
    assert len(_all(patient, Episode)) == 1


def test_limit_that_stands_is_told_beside_the_field(client_of, poh, patient):
    TreatmentLimitFactory(patient=patient)
    fields = {"kind": "no_resuscitation", "agreed_on": "1-6-2025", "agreed_with": "patient"}
    response = client_of(poh).post(_url("line_add", patient, "behandelgrenzen"), fields | _key())
    assert response.context["form"].errors == {"kind": ["Deze grens is al afgesproken."]}


def test_unknown_kind_of_line_is_not_found(client_of, poh, patient):
    assert client_of(poh).get(_url("line_add", patient, "verzinsels")).status_code == 404


def test_line_is_changed(client_of, poh, patient, logged):
    episode = EpisodeFactory(patient=patient)
    url = _url("line_edit", patient, "episodes", episode.uuid)
    client = client_of(poh)
    assert 'value="Diabetes mellitus type 2"' in client.get(url).content.decode()
    response = client.post(url, EPISODE | {"has_attention": "on", "version": "1"})
    assert response.url == _url("overview", patient)
    assert _all(patient, Episode)[0].has_attention
    assert [event for event, _ in logged(patient.practice)] == [Event.PATIENT_OPENED, Event.RECORD_LINE_CHANGED]


def test_line_changed_by_two_shows_both_texts(client_of, poh, huisarts, patient):
    episode = EpisodeFactory(patient=patient)
    url = _url("line_edit", patient, "episodes", episode.uuid)
    client_of(huisarts).post(url, EPISODE | {"note": "eerst", "version": "1"})
    late = client_of(poh).post(url, EPISODE | {"note": "later", "version": "1"})
    assert late.status_code == 409
    assert late.context["conflict"]["parts"] == [{"label": "toelichting", "mine": "later", "theirs": "eerst"}]
    assert 'name="version" value="2"' in late.content.decode()


def test_line_of_another_patient_is_not_found(client_of, poh, patient):
    other = EpisodeFactory(patient=PatientFactory(practice=patient.practice, bsn=None))
    assert client_of(poh).get(_url("line_edit", patient, "episodes", other.uuid)).status_code == 404


@pytest.mark.parametrize(
    ("factory", "kind"),
    [
        (EpisodeFactory, "episodes"),
        (MedicationLineFactory, "medicatie"),
        (IcaFactory, "ica"),
        (TreatmentLimitFactory, "behandelgrenzen"),
        (HistoryEntryFactory, "voorgeschiedenis"),
        (FamilyHistoryFactory, "familie"),
    ],
)
def test_line_is_ended(client_of, poh, patient, factory, kind):
    line = factory(patient=patient)
    fields = {"einde-on": f"{timezone.localdate():%d-%m-%Y}", "einde-reason": "niet meer nodig", "version": "1"}
    response = client_of(poh).post(_url("line_end", patient, kind, line.uuid), fields)
    assert response.url == _url("overview", patient)
    (ended,) = _all(patient, type(line))
    assert getattr(ended, "stopped_on", None) or ended.ended_on == timezone.localdate()


def test_line_that_needs_a_reason_is_not_ended_without(client_of, poh, patient):
    ica = IcaFactory(patient=patient)
    fields = {"einde-on": f"{timezone.localdate():%d-%m-%Y}", "version": "1"}
    response = client_of(poh).post(_url("line_end", patient, "ica", ica.uuid), fields)
    assert response.context["end_form"].errors == {"reason": ["Dit veld is verplicht."]}
    assert _all(patient, Ica)[0].ended_on is None


def test_line_ended_too_late_stays_as_it_is(client_of, poh, patient):
    episode = EpisodeFactory(patient=patient)
    fields = {"einde-on": f"{timezone.localdate():%d-%m-%Y}", "version": "7"}
    response = client_of(poh).post(_url("line_end", patient, "episodes", episode.uuid), fields, follow=True)
    assert "intussen gewijzigd" in response.content.decode()
    assert _all(patient, Episode)[0].ended_on is None


def test_line_that_ended_shows_no_way_to_end_it(client_of, poh, patient):
    episode = EpisodeFactory(patient=patient, ended=True)
    url = _url("line_edit", patient, "episodes", episode.uuid)
    assert client_of(poh).get(url).context["end_form"] is None
    response = client_of(poh).post(_url("line_end", patient, "episodes", episode.uuid), {"version": "1"}, follow=True)
    assert "was al beëindigd" in response.content.decode()


def test_dosage_is_changed_with_a_new_line(client_of, poh, patient):
    line = MedicationLineFactory(patient=patient, name="perindopril 4 mg")
    url = _url("dosage", patient, line.uuid)
    client = client_of(poh)
    assert client.get(url).status_code == 200
    fields = {"name": "perindopril 8 mg", "dosage": "1dd1", "on": f"{timezone.localdate():%d-%m-%Y}", "version": "1"}
    assert client.post(url, fields | _key()).url == _url("overview", patient)
    assert [(row.name, row.stopped_on) for row in _all(patient, MedicationLine)] == [
        ("perindopril 4 mg", timezone.localdate()),
        ("perindopril 8 mg", None),
    ]


def test_medicine_in_use_offers_another_dosage(client_of, poh, patient):
    used = MedicationLineFactory(patient=patient)
    stopped = MedicationLineFactory(patient=patient, stopped=True)
    client = client_of(poh)
    pages = [client.get(_url("line_edit", patient, "medicatie", line.uuid)) for line in (used, stopped)]
    assert [page.context.get("dosage_url") for page in pages] == [_url("dosage", patient, used.uuid), None]


def test_dosage_of_a_medicine_that_stopped_is_refused(client_of, poh, patient):
    line = MedicationLineFactory(patient=patient, stopped=True)
    fields = {"name": line.name, "dosage": "1dd1", "on": f"{timezone.localdate():%d-%m-%Y}", "version": "1"}
    response = client_of(poh).post(_url("dosage", patient, line.uuid), fields | _key(), follow=True)
    assert "intussen gewijzigd" in response.content.decode()
    assert len(_all(patient, MedicationLine)) == 1


def test_dosage_with_an_error_changes_nothing(client_of, poh, patient):
    line = MedicationLineFactory(patient=patient)
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"name": line.name, "dosage": "1dd1", "on": f"{tomorrow:%d-%m-%Y}", "version": "1"}
    response = client_of(poh).post(_url("dosage", patient, line.uuid), fields | _key())
    assert list(response.context["form"].errors) == ["on"]


@pytest.mark.parametrize("name", ["line_add", "line_edit", "line_end"])
def test_assistent_writes_no_lines(client_of, assistent, patient, name):
    episode = EpisodeFactory(patient=patient)
    rest = ["episodes"] if name == "line_add" else ["episodes", episode.uuid]
    assert client_of(assistent).post(_url(name, patient, *rest), _key()).status_code == 403


def test_stranger_finds_no_line(client_of, stranger, patient):
    episode = EpisodeFactory(patient=patient)
    assert client_of(stranger).get(_url("line_edit", patient, "episodes", episode.uuid)).status_code == 404


def test_limit_is_agreed_by_who_writes_it(client_of, huisarts, patient):
    fields = {"kind": "other", "text": "geen infuus", "agreed_on": "1-6-2025", "agreed_with": "both"}
    client_of(huisarts).post(_url("line_add", patient, "behandelgrenzen"), fields | _key())
    (limit,) = _all(patient, TreatmentLimit)
    assert (limit.agreed_by, limit.agreed_on) == (huisarts, date(2025, 6, 1))

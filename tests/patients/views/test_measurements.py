"""Entering values, putting them right, and the history of a determination."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients import targets
from patients.enums_record import Source
from patients.models import Measurement
from patients.rules.charts import Band
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from tests.factories.patients import PatientFactory
from tests.factories.record import OBSERVED_AT, MeasurementFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def _key():
    return {"idempotency_key": str(uuid4())}


def _url(name, patient, *rest):
    return reverse(f"patients:{name}", args=[patient.uuid, *rest])


def _fields(**values):
    today = timezone.localdate()
    return {
        "observed_on": f"{today:%d-%m-%Y}",
        "source": "consult",
        "bepaling": list(values),
        **{f"value-{key}": value for key, value in values.items()},
        **_key(),
    }


def _stored(patient):
    with practice_scope(patient.practice):
        rows = Measurement.objects.of_patient(patient).exclude(source=Source.CALCULATED).order_by("pk")
        return [(row.determination_id, row.numeric, row.choice) for row in rows]


def _text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_form_shows_the_usual_determinations(client_of, poh, patient):
    response = client_of(poh).get(_url("measure", patient))
    assert response.context["keys"] == ["rr_sys", "rr_dia", "pols", "pols_ritme", "gewicht", "lengte"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("?bepaling=hba1c&bepaling=roken", ["hba1c", "roken"]),
        ("?bepaling=rr_sys", ["rr_sys", "rr_dia"]),
        ("?blok=ogen", ["fundus", "fundusfoto", "fundus_status", "dmrp_li", "dmrp_re", "visus_klachten"]),
        ("?blok=onzin&bepaling=bmi", []),
    ],
)
def test_form_shows_what_the_address_names(client_of, poh, patient, query, keys):
    assert client_of(poh).get(_url("measure", patient) + query).context["keys"] == keys


def test_values_are_recorded_once_and_logged(client_of, assistent, patient, logged):
    client, posted = client_of(assistent), _fields(rr_sys="142", rr_dia="84", gewicht="81,4")
    first, second = (client.post(_url("measure", patient), posted) for _ in range(2))
    assert (first.url, second.url) == (_url("overview", patient), _url("overview", patient))
    assert _stored(patient) == [
        ("rr_sys", Decimal(142), None),
        ("rr_dia", Decimal(84), None),
        ("gewicht", Decimal("81.4"), None),
    ]
    assert logged(patient.practice) == [(Event.MEASURED, [patient.pk])]


def test_values_recorded_in_place_show_the_record_anew(client_of, poh, patient):
    response = client_of(poh).post(_url("measure", patient), _fields(hba1c="58"), headers=HTMX)
    assert response["HX-Redirect"] == _url("overview", patient)


def test_impossible_value_is_refused_beside_the_field_with_an_offer(client_of, poh, patient):
    response = client_of(poh).post(_url("measure", patient), _fields(hba1c="7,2"))
    text = _text(response)
    assert "7,2 mmol/mol kan niet. Vul een waarde in tussen 15 en 200 mmol/mol." in text
    assert "7,2% is 55 mmol/mol" in text
    assert _stored(patient) == []


def test_offer_is_taken_over(client_of, poh, patient):
    fields = _fields(hba1c="7,2") | {"offer": "hba1c=55"}
    assert client_of(poh).post(_url("measure", patient), fields).status_code == 302
    assert _stored(patient) == [("hba1c", Decimal(55), None)]


def test_unusual_value_is_asked_about_and_kept_after_confirmation(client_of, poh, patient):
    MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142)
    client, url = client_of(poh), _url("measure", patient)
    asked = client.post(url, _fields(rr_sys="182", rr_dia="88"), headers=HTMX)
    assert "182 is hoger dan gebruikelijk: klopt dit?" in _text(asked)
    assert 'name="confirmed-rr_sys" value="182"' in asked.content.decode()
    changed = client.post(url, _fields(rr_sys="183", rr_dia="88") | {"confirmed-rr_sys": "182"})
    assert "183 is hoger dan gebruikelijk: klopt dit?" in _text(changed)
    kept = client.post(url, _fields(rr_sys="182", rr_dia="88") | {"confirmed-rr_sys": "182"})
    assert kept.status_code == 302
    with practice_scope(patient.practice):
        row = Measurement.objects.of("rr_sys").latest("pk")
    assert (row.numeric, row.confirmed_by) == (Decimal(182), poh)


def test_two_questions_are_answered_one_after_the_other(client_of, poh, patient):
    fields = _fields(rr_sys="182", rr_dia="112") | {"confirmed-rr_sys": "182"}
    response = client_of(poh).post(_url("measure", patient), fields)
    content = response.content.decode()
    assert 'type="hidden" name="confirmed-rr_sys" value="182"' in content
    assert 'name="confirmed-rr_dia" value="112">Ja, klopt' in content


def test_swapped_pressures_are_offered_the_right_way_round(client_of, poh, patient):
    response = client_of(poh).post(_url("measure", patient), _fields(rr_sys="84", rr_dia="142"))
    assert "Wissel om: 142/84" in _text(response)


def test_another_determination_joins_with_what_was_typed(client_of, poh, patient):
    fields = _fields(gewicht="81,4", lengte="onzin") | {"erbij": "hba1c"}
    response = client_of(poh).post(_url("measure", patient), fields, headers=HTMX)
    content = response.content.decode()
    assert response.context["keys"] == ["gewicht", "lengte", "hba1c"]
    assert 'value="81,4"' in content
    assert 'value="onzin"' in content
    assert _stored(patient) == []


def test_nothing_filled_in_is_told(client_of, poh, patient):
    response = client_of(poh).post(_url("measure", patient), _fields(gewicht=""))
    assert response.context["form"].non_field_errors() == ["Vul ten minste een waarde in."]


def test_safety_cannot_be_entered_by_the_assistent(client_of, assistent, poh, patient):
    url = _url("measure", patient) + "?bepaling=suicide_plan"
    assert client_of(assistent).get(url).context["keys"] == []
    assert client_of(poh).get(url).context["keys"] == ["suicide_plan"]


def test_history_shows_chart_table_and_definition_once_logged(client_of, poh, patient, logged):
    for days, number in ((0, 58), (200, 61), (400, 64)):
        MeasurementFactory(patient=patient, numeric=number, observed_at=OBSERVED_AT - timedelta(days=days))
    response = client_of(poh).get(_url("measurements", patient, "hba1c"))
    text = _text(response)
    assert [row["value"] for row in response.context["page"].object_list] == ["58", "61", "64"]
    assert 'class="chart"' in response.content.decode()
    assert "NHG-tabel 45 2816, 3266, 3754" in text
    assert "1–3 van 3 waarden" in text
    assert logged(patient.practice) == [(Event.PATIENT_OPENED, [patient.pk])]


def test_history_of_a_period(client_of, poh, patient):
    for days in (0, 200, 400):
        MeasurementFactory(patient=patient, observed_at=OBSERVED_AT - timedelta(days=days))
    url = _url("measurements", patient, "hba1c")
    client = client_of(poh)
    response = client.get(url, {"van": "1-1-2026", "tot": "1-6-2026"})
    assert [row["when"] for row in response.context["page"].object_list] == ["26-3-2026"]
    assert len(client.get(url, {"van": "onzin"}).context["page"].object_list) == 3
    assert "Geen waarden in deze periode" in _text(client.get(url, {"tot": "1-1-2000"}))


def test_history_marks_the_chosen_period(client_of, poh, patient):
    MeasurementFactory(patient=patient)
    url = _url("measurements", patient, "hba1c")
    client = client_of(poh)
    periods = client.get(url).context["periods"]
    assert [each["label"] for each in periods] == ["1 jaar", "3 jaar", "5 jaar", "10 jaar"]
    chosen = client.get(periods[1]["url"]).context["periods"]
    assert [each["is_current"] for each in chosen] == [False, True, False, False]


def test_history_shows_the_target(client_of, poh, patient, monkeypatch):
    aim = targets.Target(Band(low=54, high=58), "54–58 eigen")
    monkeypatch.setattr(targets, "_sources", [lambda *, patient, keys, on: dict.fromkeys(keys, aim)])
    MeasurementFactory(patient=patient, numeric=61)
    response = client_of(poh).get(_url("measurements", patient, "hba1c"))
    assert "Doel 54–58 eigen" in _text(response)
    assert 'class="chart__band"' in response.content.decode()


def test_history_of_words_has_no_chart(client_of, poh, patient):
    MeasurementFactory(patient=patient, determination_id="roken", numeric=None, choice="ja")
    response = client_of(poh).get(_url("measurements", patient, "roken"))
    assert (response.context["chart"], 'class="chart"' in response.content.decode()) == (None, False)


def test_history_of_a_calculated_value_offers_no_entry(client_of, poh, patient):
    assert client_of(poh).get(_url("measurements", patient, "bmi")).context["add_url"] == ""
    assert client_of(poh).get(_url("measurements", patient, "hba1c")).context["add_url"] != ""


def test_history_is_paged(client_of, poh, patient):
    with practice_scope(patient.practice):
        Measurement.objects.bulk_create(
            Measurement(
                practice=patient.practice,
                patient=patient,
                determination_id="hba1c",
                numeric=50,
                observed_at=OBSERVED_AT - timedelta(days=days),
                source="lab",
            )
            for days in range(60)
        )
    response = client_of(poh).get(_url("measurements", patient, "hba1c"), {"page": "2"})
    assert len(response.context["page"].object_list) == 10


@pytest.mark.parametrize("key", ["bestaat_niet", "suicide_plan"])
def test_history_of_what_one_may_not_see_is_not_found(client_of, assistent, patient, key):
    assert client_of(assistent).get(_url("measurements", patient, key)).status_code == 404


def _correction(measurement, **fields):
    key = measurement.determination_id
    return {
        f"value-{key}": "57",
        "observed_on": f"{measurement.observed_at:%d-%m-%Y}",
        "source": "consult",
        "reason": "tikfout",
        **fields,
    }


def test_wrong_value_is_put_right(client_of, poh, patient, logged):
    wrong = MeasurementFactory(patient=patient, numeric=85, entered_by=poh)
    url = _url("correct", patient, "hba1c", wrong.uuid)
    client = client_of(poh)
    assert 'value="85"' in client.get(url).content.decode()
    response = client.post(url, _correction(wrong))
    assert response.url == _url("measurements", patient, "hba1c")
    assert _stored(patient) == [("hba1c", Decimal(85), None), ("hba1c", Decimal(57), None)]
    assert [event for event, _ in logged(patient.practice)] == [Event.PATIENT_OPENED, Event.MEASUREMENT_CORRECTED]
    assert "verbeterd door Anja de Vries" in _text(client.get(response.url))


def test_wrong_choice_is_put_right(client_of, poh, patient):
    wrong = MeasurementFactory(patient=patient, determination_id="roken", numeric=None, choice="ja", has_time=True)
    url = _url("correct", patient, "roken", wrong.uuid)
    content = client_of(poh).get(url).content.decode()
    assert re.search(r'value="ja"[^>]*checked', content)
    assert 'value="10:30"' in content
    client_of(poh).post(url, _correction(wrong, **{"value-roken": "nooit"}))
    assert _stored(patient)[-1] == ("roken", None, "nooit")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"reason": ""}, "reason"),
        ({"value-hba1c": ""}, "__all__"),
        ({"value-hba1c": "580"}, "value-hba1c"),
    ],
)
def test_correction_with_an_error_changes_nothing(client_of, poh, patient, fields, error):
    wrong = MeasurementFactory(patient=patient, numeric=85)
    response = client_of(poh).post(_url("correct", patient, "hba1c", wrong.uuid), _correction(wrong, **fields))
    assert list(response.context["form"].errors) == [error]
    assert len(_stored(patient)) == 1


def test_correction_that_comes_too_late_is_told(client_of, poh, patient):
    wrong = MeasurementFactory(patient=patient, numeric=85)
    url = _url("correct", patient, "hba1c", wrong.uuid)
    client = client_of(poh)
    client.post(url, _correction(wrong))
    late = client.post(url, _correction(wrong, **{"value-hba1c": "56"}), follow=True)
    assert "intussen al verbeterd of ingetrokken" in _text(late)
    assert len(_stored(patient)) == 2


def test_value_from_the_lab_cannot_be_put_right(client_of, poh, patient):
    came_in = MeasurementFactory(patient=patient, lab=True)
    url = _url("correct", patient, "hba1c", came_in.uuid)
    client = client_of(poh)
    assert "niet te verbeteren, wel in te trekken" in _text(client.get(url))
    assert client.post(url, _correction(came_in)).status_code == 404


def test_value_is_taken_back(client_of, poh, patient):
    came_in = MeasurementFactory(patient=patient, lab=True)
    url = _url("withdraw", patient, "hba1c", came_in.uuid)
    client = client_of(poh)
    refused = client.post(url, {"intrekken-reason": ""})
    assert refused.context["withdrawal"].errors == {"reason": ["Dit veld is verplicht."]}
    done = client.post(url, {"intrekken-reason": "van een andere patiënt"}, follow=True)
    assert "ingetrokken door Anja de Vries" in _text(done)
    late = client.post(url, {"intrekken-reason": "nog eens"}, follow=True)
    assert "intussen al verbeterd of ingetrokken" in _text(late)


def test_measurement_of_another_patient_is_not_found(client_of, poh, patient):
    other = MeasurementFactory(patient=PatientFactory(practice=patient.practice, bsn=None))
    assert client_of(poh).get(_url("correct", patient, "hba1c", other.uuid)).status_code == 404


@pytest.mark.parametrize(("name", "rest"), [("measure", []), ("measurements", ["hba1c"])])
def test_stranger_finds_nothing(client_of, stranger, patient, name, rest):
    assert client_of(stranger).get(_url(name, patient, *rest)).status_code == 404


@pytest.mark.parametrize(("name", "rest"), [("measure", []), ("measurements", ["hba1c"])])
def test_manager_may_not_enter(client_of, poh_mmt, patient, name, rest):
    assert client_of(poh_mmt).get(_url(name, patient, *rest)).status_code == 403

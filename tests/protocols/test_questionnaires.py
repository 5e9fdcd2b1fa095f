"""Questionnaires: fill in, score, keep, put right; and the text that a practice may enter."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from patients.enums_record import Source
from patients.models import LatestMeasurement, Measurement
from poh.accounts.scope import practice_scope
from protocols.instruments.definition import LicenceMark, TextRefused
from protocols.instruments.loader import instruments
from protocols.models import InstrumentText, QuestionnaireResponse
from protocols.selectors.questionnaires import questionnaire, questionnaires, responses_of
from protocols.services import questionnaires as services
from protocols.services.questionnaires import CorrectionOf, Evidence, FilledIn
from tests.factories.patients import PatientFactory
from tests.factories.questionnaires import InstrumentTextFactory, QuestionnaireResponseFactory
from tests.routes import FIELD

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 1, 10, tzinfo=UTC)
KEY = "00000000-0000-4000-8000-00000000000"


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice, sex="female")


def _keep(patient, poh, key: str, codes: dict[int, int] | list[int], at: datetime = AT):
    found = questionnaire(practice=patient.practice, key=key)
    numbered = dict(enumerate(codes, start=1)) if isinstance(codes, list) else codes
    answers = {item.id: numbered.get(item.number) for item in found.instrument.items}
    with practice_scope(patient.practice, user=poh):
        found = questionnaire(practice=patient.practice, key=key)
        return services.keep_response(
            patient=patient, questionnaire=found, filled_in=FilledIn(answers, at), by=poh, at=timezone.now()
        )


def _correct(response, poh, codes: list[int | None], at: datetime = AT):
    with practice_scope(response.practice, user=poh):
        found = questionnaire(practice=response.practice, key=response.instrument)
        answers = {item.id: code for item, code in zip(found.instrument.items, codes, strict=True)}
        return services.correct_response(
            response=response,
            questionnaire=found,
            correction=CorrectionOf(FilledIn(answers, at), "verkeerd overgetypt"),
            by=poh,
            at=timezone.now(),
        )


def _latest(patient, key: str) -> Decimal | None:
    with practice_scope(patient.practice):
        row = LatestMeasurement.objects.of_patient(patient).of(key).first()
        return row and row.numeric


def test_score_is_kept_as_a_measurement_with_its_source(patient, poh):
    kept = _keep(patient, poh, "gad7", [2, 2, 2, 1, 1, 1, 1])
    with practice_scope(patient.practice):
        [row] = Measurement.objects.of_patient(patient)
    assert (row.determination_id, row.numeric, row.source, row.source_name, row.entered_by, row.observed_at) == (
        "gad7",
        Decimal(10),
        Source.QUESTIONNAIRE,
        "GAD-7",
        poh,
        AT,
    )
    assert kept.measured == {"gad7": str(row.uuid)}
    assert kept.scores["scales"]["totaal"]["band"]["code"] == "matig"
    assert (kept.instrument_version, kept.answers["gad7-1"], kept.scores["flags"]) == ("2006", 2, [])


def test_blank_is_no_zero_and_gives_no_score(patient, poh):
    kept = _keep(patient, poh, "gad7", {1: 3, 2: 3})
    assert kept.scores["scales"]["totaal"] == {"blocked": "Niet alle vragen zijn beantwoord: 3, 4, 5, 6, 7."}
    assert (kept.answers, kept.measured) == ({"gad7-1": 3, "gad7-2": 3}, {})
    assert _latest(patient, "gad7") is None


def test_flag_holds_without_a_total(patient, poh):
    kept = _keep(patient, poh, "phq9", {9: 1})
    assert [flag["code"] for flag in kept.scores["flags"]] == ["suicidaliteit"]
    assert _latest(patient, "phq9_gedachten") == 1
    assert _latest(patient, "phq9") is None


def test_flag_of_the_4dkl_holds_for_one_of_its_two_questions(patient, poh):
    kept = _keep(patient, poh, "4dkl", {46: 1})
    assert "suicidaliteit" in {flag["code"] for flag in kept.scores["flags"]}


def test_mean_is_kept_with_its_places_and_feeds_what_is_calculated(patient, poh):
    _keep(patient, poh, "ccq", [2, 3, 1, 1, 2, 2, 3, 2, 1, 1])
    assert (_latest(patient, "ccq"), _latest(patient, "ccq_klachten")) == (Decimal("1.8000"), Decimal("2.2500"))


def test_mrc_gives_the_mmrc_at_once(patient, poh):
    _keep(patient, poh, "mrc", [3])
    assert (_latest(patient, "mrc"), _latest(patient, "mmrc")) == (Decimal(3), Decimal(2))


def test_nothing_answered_is_not_kept(patient, poh):
    with pytest.raises(services.NothingAnswered):
        _keep(patient, poh, "gad7", {})


def test_correction_replaces_the_scores_and_leaves_the_wrong_one_to_be_seen(patient, poh):
    wrong = _keep(patient, poh, "gad7", [3] * 7)
    right = _correct(wrong, poh, [1] * 7)
    with practice_scope(patient.practice):
        assert [row.pk for row in responses_of(patient=patient)] == [right.pk]
        rows = list(Measurement.objects.of_patient(patient).of("gad7").order_by("id"))
    assert [(row.numeric, row.is_superseded) for row in rows] == [(Decimal(21), True), (Decimal(7), False)]
    assert (right.supersedes_id, right.correction_reason, right.measured) == (
        wrong.pk,
        "verkeerd overgetypt",
        {"gad7": str(rows[1].uuid)},
    )


def test_correction_to_an_incomplete_list_takes_its_score_back(patient, poh):
    wrong = _keep(patient, poh, "gad7", [3] * 7)
    right = _correct(wrong, poh, [1] * 6 + [None])
    assert (right.measured, _latest(patient, "gad7")) == ({}, None)


def test_correction_that_completes_a_list_gives_the_score_it_had_not(patient, poh):
    wrong = _keep(patient, poh, "gad7", {1: 1})
    right = _correct(wrong, poh, [1] * 7)
    assert (set(right.measured), _latest(patient, "gad7")) == ({"gad7"}, Decimal(7))


def test_correction_of_the_same_score_keeps_its_measurement(patient, poh):
    wrong = _keep(patient, poh, "gad7", [1] * 7)
    right = _correct(wrong, poh, [2, 0, 1, 1, 1, 1, 1])
    assert right.measured == wrong.measured


@pytest.mark.parametrize("first", [{1: 1}, [1] * 7])
def test_second_correction_of_one_list_is_refused(patient, poh, first):
    wrong = _keep(patient, poh, "gad7", first)
    _correct(wrong, poh, [2] * 7)
    with pytest.raises(services.AlreadyCorrected):
        _correct(wrong, poh, [3] * 7)
    with practice_scope(patient.practice):
        assert QuestionnaireResponse.objects.of_patient(patient).count() == 2


@pytest.mark.parametrize("is_text", [False, True])
def test_what_was_kept_cannot_be_changed_by_the_application(patient, practice, is_text):
    row = InstrumentTextFactory(practice=practice) if is_text else QuestionnaireResponseFactory(patient=patient)
    with practice_scope(practice), pytest.raises(ProgrammingError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(instrument="phq9")
    with practice_scope(practice), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def test_correction_without_a_reason_is_refused_by_the_database(practice):
    wrong = QuestionnaireResponseFactory(patient__practice=practice)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireResponseFactory(patient=wrong.patient, supersedes=wrong)


def test_scores_of_every_questionnaire_fit_their_determinations(patient, poh):
    """The highest codes of each list give values that the determinations accept."""
    for key, instrument in instruments().items():
        for choose in (min, max):
            kept = _keep(patient, poh, key, [choose(item.codes) for item in instrument.items])
            assert "blocked" not in str(kept.scores["scales"]), key


def test_text_of_the_practice_is_shown_with_its_evidence(practice):
    with practice_scope(practice):
        assert questionnaire(practice=practice, key="mmse").instrument.has_text is False
    text = InstrumentTextFactory(practice=practice)
    with practice_scope(practice):
        found = questionnaire(practice=practice, key="mmse")
        listed = {each.instrument.key: each for each in questionnaires(practice=practice)}["mmse"]
    assert (found.text, found.instrument.items[0].text, listed.text) == (text, "Totaal van het formulier", text)


def test_text_of_another_version_or_practice_is_not_shown(practice, other_practice):
    InstrumentTextFactory(practice=practice, instrument_version="1900")
    InstrumentTextFactory(practice=other_practice)
    with practice_scope(practice):
        assert questionnaire(practice=practice, key="mmse").text is None


def test_text_needs_evidence_and_every_question(practice, poh):
    mmse, cat = instruments()["mmse"], instruments()["cat"]
    empty = Evidence(" ", date(2026, 1, 1), "brief")
    with practice_scope(practice, user=poh):
        with pytest.raises(TextRefused):
            services.enter_text(practice=practice, instrument=mmse, texts={"mmse-1": "x"}, evidence=empty, by=poh)
        full = Evidence("Rechthebbende", date(2026, 1, 1), "brief")
        with pytest.raises(TextRefused):
            services.enter_text(practice=practice, instrument=cat, texts={"cat-1": "x"}, evidence=full, by=poh)
        assert InstrumentText.objects.for_practice(practice).count() == 0


def test_no_text_of_a_closed_questionnaire_is_shipped():
    closed = [each for each in instruments().values() if each.licence.mark is not LicenceMark.FREE]
    assert [each.key for each in closed if any(item.text for item in each.items)] == []


# Pages


def _post(client, url: str, number: int = 1, **fields):
    return client.post(url, {FIELD: f"{KEY}{number}", **fields})


def test_form_shows_free_questions_in_words_and_keeps_what_is_filled_in(client_of, poh, patient):
    url = reverse("protocols:fill_in", args=[patient.uuid, "gad7"])
    page = client_of(poh).get(url).content.decode()
    assert "Hoe vaak hebt u in de afgelopen 2 weken" in page
    assert "De vragen mogen hier niet in woorden staan" not in page
    fields = {f"gad7-{number}": "1" for number in range(1, 8)} | {"on": f"{timezone.localdate():%d-%m-%Y}"}
    client = client_of(poh)
    answer = _post(client, url, **fields)
    assert answer.status_code == 302
    again = _post(client, url, **fields)
    assert again.url == answer.url
    with practice_scope(patient.practice):
        assert QuestionnaireResponse.objects.of_patient(patient).count() == 1
    shown = client.get(answer.url).content.decode()
    assert "lichte angst" in shown or "licht" in shown
    assert "Verbeter" in shown


def test_form_of_a_closed_list_asks_by_number(client_of, poh, patient):
    page = client_of(poh).get(reverse("protocols:fill_in", args=[patient.uuid, "cat"])).content.decode()
    assert "De vragen mogen hier niet in woorden staan" in page
    assert "Vraag 8" in page


def test_number_outside_the_list_is_refused_beside_the_field(client_of, poh, patient):
    url = reverse("protocols:fill_in", args=[patient.uuid, "mmse"])
    answer = _post(client_of(poh), url, **{"mmse-1": "31", "on": "01-10-2026"})
    assert answer.status_code == 200
    assert "30" in answer.content.decode()
    with practice_scope(patient.practice):
        assert QuestionnaireResponse.objects.of_patient(patient).count() == 0


def test_empty_form_says_what_is_missing(client_of, poh, patient):
    url = reverse("protocols:fill_in", args=[patient.uuid, "gad7"])
    assert "Vul ten minste één vraag in." in _post(client_of(poh), url, on="01-10-2026").content.decode()


def test_warning_is_shown_and_answers_are_kept_from_the_assistent(client_of, poh, assistent, patient):
    kept = _keep(patient, poh, "phq9", {9: 2})
    url = reverse("protocols:response", args=[patient.uuid, "phq9", kept.uuid])
    assert "suïcid" in client_of(poh).get(url).content.decode().lower()
    assert client_of(assistent).get(url).status_code == 403
    history = client_of(assistent).get(reverse("protocols:questionnaire", args=[patient.uuid, "phq9"])).content.decode()
    assert str(kept.uuid) not in history
    assert "let op" not in history


def test_correction_page_carries_the_answers_and_needs_a_reason(client_of, poh, patient):
    kept = _keep(patient, poh, "gad7", [3] * 7)
    url = reverse("protocols:correct_response", args=[patient.uuid, "gad7", kept.uuid])
    client = client_of(poh)
    assert len(re.findall(r'type="radio"[^>]*value="3"[^>]*checked', client.get(url).content.decode())) == 7
    fields = {f"gad7-{number}": "0" for number in range(1, 8)} | {"on": "01-10-2026"}
    assert _post(client, url, 1, **fields).status_code == 200
    answer = _post(client, url, 2, reason="verkeerd formulier", **fields)
    assert answer.status_code == 302
    with practice_scope(patient.practice):
        [row] = responses_of(patient=patient)
    assert (row.filled_in_at, row.scores["scales"]["totaal"]["value"]) == (AT, 0)
    late = _post(client, url, 3, reason="nog eens", **fields)
    assert "Een collega verbeterde deze vragenlijst intussen." in late.content.decode()
    old = client.get(reverse("protocols:response", args=[patient.uuid, "gad7", kept.uuid])).content.decode()
    assert "Deze vragenlijst is verbeterd: verkeerd formulier." in old


@pytest.mark.parametrize("name", ["questionnaire", "fill_in"])
def test_unknown_list_is_not_found(client_of, poh, patient, name):
    assert client_of(poh).get(reverse(f"protocols:{name}", args=[patient.uuid, "niets"])).status_code == 404


def test_response_of_another_patient_is_not_found(client_of, poh, patient, practice):
    other = QuestionnaireResponseFactory(patient=PatientFactory(practice=practice))
    url = reverse("protocols:response", args=[patient.uuid, "gad7", other.uuid])
    assert client_of(poh).get(url).status_code == 404


def test_pages_cost_the_same_for_one_list_and_for_many(client_of, poh, patient, django_assert_num_queries):
    client = client_of(poh)
    page, history = (
        reverse("protocols:questionnaires", args=[patient.uuid]),
        reverse("protocols:questionnaire", args=[patient.uuid, "gad7"]),
    )
    client.get(page)
    counts = []
    for number in (1, 3):
        for day in range(number):
            QuestionnaireResponseFactory(patient=patient, filled_in_at=AT + timedelta(days=day))
        counts.append([_queries(client, url) for url in (page, history)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def _queries(client, url: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_beheerder_enters_and_withdraws_a_text(client_of, beheerder, practice):
    client = client_of(beheerder)
    url = reverse("protocols:enter_text", args=["mmse"])
    fields = {"granted_by": "Rechthebbende", "granted_on": "05-01-2026", "document": "brief", "mmse-1": "Totaal"}
    assert "Dit veld" in _post(client, url, 1, **fields | {"document": ""}).content.decode()
    assert _post(client, url, 2, **fields).status_code == 302
    page = client.get(reverse("protocols:instrument", args=["mmse"])).content.decode()
    assert "eigen tekst" in page
    assert "Rechthebbende, 5-1-2026: brief" in page
    client.post(reverse("protocols:withdraw_text", args=["mmse"]))
    with practice_scope(practice):
        assert questionnaire(practice=practice, key="mmse").text is None
    client.post(reverse("protocols:withdraw_text", args=["mmse"]))
    with practice_scope(practice):
        assert InstrumentText.objects.for_practice(practice).count() == 2


def test_list_of_questionnaires_tells_licence_source_and_doubt(client_of, assistent):
    page = client_of(assistent).get(reverse("protocols:instruments")).content.decode()
    assert page.count("<tr>") == 1 + len(instruments())
    for text in ("licentie nodig", "onder voorwaarden", "vrij", "te accorderen", "Spitzer"):
        assert text in page
    assert client_of(assistent).get(reverse("protocols:instrument", args=["niets"])).status_code == 404


def test_every_questionnaire_has_a_page(client_of, poh):
    client = client_of(poh)
    for key, instrument in instruments().items():
        page = client.get(reverse("protocols:instrument", args=[key])).content.decode()
        assert instrument.licence.holder.split(" ")[0] in page
    shown = client.get(reverse("protocols:instrument", args=["phq9"])).content.decode()
    assert "Antwoorden: Helemaal niet · Verscheidene dagen" in shown
    closed = client.get(reverse("protocols:instrument", args=["bdi2"])).content.decode()
    assert "niet in woorden" in closed
    assert "0 tot en met 63" in closed

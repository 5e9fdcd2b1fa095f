"""The pages of imports and their quarantine."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from exchange.enums import ItemState, QuarantineReason
from exchange.models import QuarantinedItem
from exchange.rules.report import short_number
from exchange.services.quarantine import AlreadyJudged, Judge, keep_item
from patients.enums_record import Source
from patients.models import LatestMeasurement, Measurement
from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from tests.exchange.fhir import Bundle
from tests.factories.exchange import ImportFactory, QuarantinedItemFactory
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.django_db

LIST = "/import/quarantaine/"


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


@pytest.fixture
def item(practice, patient):
    return QuarantinedItemFactory(practice=practice, patient=patient)


def url(item, name="item"):
    return reverse(f"exchange:{name}", args=[item.uuid])


def last_event(practice):
    with practice_scope(practice):
        return AccessLog.objects.for_practice(practice).order_by("-pk").first().event_type


def stored(item):
    with practice_scope(item.practice):
        return QuarantinedItem.objects.for_practice(item.practice).get(pk=item.pk)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def filled(item, **fields):
    typed = {"value": "7,1", "unit": "%", "observed_on": "02-03-2026", "observed_time": ""}
    return {**typed, "version": item.version, **fields}


def test_list_of_imports_tells_what_became_of_each(practice, beheerder, client_of, item):
    answer = client_of(beheerder).get("/import/")
    assert "eenheid ontbreekt: 1" in text(answer)
    assert "beheer van de server 1 1 4 1 klaar" in text(answer)
    assert LIST not in answer.content.decode()


def test_list_of_imports_without_any_says_so(practice, poh, client_of):
    assert "Nog niets overgenomen" in text(client_of(poh).get("/import/"))


def test_report_explains_every_row_that_was_left_out(practice, poh, client_of, item):
    answer = client_of(poh).get(reverse("exchange:import", args=[item.import_run.uuid]))
    assert "Metingen 4 2 0" in text(answer)
    assert "geen bepaling in POH met deze code 3 Calcium (49765-1) 3" in text(answer)
    assert "/import/quarantaine/?stand=alle&amp;reden=no_unit" in answer.content.decode()


def test_quarantine_shows_what_the_source_wrote_and_why_it_waits(practice, poh, client_of, item):
    answer = client_of(poh).get(LIST)
    assert "HbA1c Hemoglobin A1c Meulen, T.A. van der (Truus) 14-3-1958 7,1 2-3-2026 Eenheid ontbreekt." in text(answer)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2), ("?stand=alle", 3), ("?stand=dismissed", 1), ("?reden=ambiguous", 1), ("?code=4548-4", 1),
        ("?reden=niets&stand=zomaar", 2), ("?overname=00000000-0000-4000-8000-000000000000", 0),
    ],
)  # fmt: skip
def test_quarantine_is_filtered_in_the_address(practice, poh, client_of, patient, item, query, count):
    QuarantinedItemFactory(practice=practice, patient=patient, ambiguous=True)
    QuarantinedItemFactory(practice=practice, patient=patient, dismissed=True)
    assert client_of(poh).get(LIST + query).context["page_obj"].paginator.count == count


def test_quarantine_keeps_restricted_patients_from_ordinary_staff(practice, poh, huisarts, client_of):
    QuarantinedItemFactory(practice=practice, patient=PatientFactory(practice=practice, restricted=True))
    assert client_of(poh).get(LIST).context["rows"] == []
    assert len(client_of(huisarts).get(LIST).context["rows"]) == 1


def test_row_of_a_closed_record_does_not_open(practice, poh, client_of):
    closed = QuarantinedItemFactory(practice=practice, patient=PatientFactory(practice=practice, restricted=True))
    assert client_of(poh).get(url(closed)).status_code == 403
    assert client_of(poh).post(url(closed), filled(closed)).status_code == 403


def test_quarantine_as_a_file_holds_everything_that_is_asked(practice, poh, client_of, item):
    answer = client_of(poh).get(f"{LIST}?vorm=csv&reden=no_unit")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1].startswith("Meulen, T.A. van der (Truus);14-3-1958;Hemoglobin A1c;4548-4;7.1;;2026-03-02;")
    assert last_event(practice) == "patient.exported"


def test_list_takes_as_many_queries_for_many_rows(practice, poh, client_of, django_assert_max_num_queries):
    for _ in range(5):
        QuarantinedItemFactory(practice=practice, patient=PatientFactory(practice=practice))
    client = client_of(poh)
    client.get(LIST)
    # Twelve, and one with which the transaction of the test goes on.
    with django_assert_max_num_queries(13):
        client.get(LIST)


def test_value_is_kept_with_the_unit_that_a_person_chose(practice, poh, client_of, item):
    answer = client_of(poh).post(url(item), filled(item))
    assert answer.url == LIST
    judged = stored(item)
    assert (judged.state, judged.resolved_by, judged.original_value) == (ItemState.RESOLVED, poh, "7.1")
    with practice_scope(practice):
        row = Measurement.objects.for_practice(practice).get(determination="hba1c")
        assert row == judged.measurement
    assert (row.numeric, row.original_value, row.source, row.entered_by) == (Decimal(54), "7.1", Source.IMPORT, poh)
    assert (row.source_name, row.has_time, str(row.observed_on)) == ("Proefsysteem", False, "2026-03-02")
    assert last_event(practice) == "patient.import_judged"


def test_value_that_was_kept_by_a_person_is_known_to_the_next_import(practice, poh, client_of, take_over):
    bundle = Bundle().measured("4548-4", 7.1, key="a")
    take_over(bundle)
    with practice_scope(practice):
        item = QuarantinedItem.objects.for_practice(practice).get()
    client_of(poh).post(url(item), filled(item))
    take_over(bundle)
    with practice_scope(practice):
        assert Measurement.objects.for_practice(practice).filter(determination="hba1c").count() == 1
        assert QuarantinedItem.objects.for_practice(practice).open().count() == 0


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"unit": "mmol/mol"}, "7 mmol/mol kan niet"),
        ({"unit": ""}, "Dit veld is verplicht"),
        ({"value": "hoog"}, "Schrijf een getal, zoals 7,2 of &lt; 3."),
        ({"observed_on": ""}, "Dit veld is verplicht"),
        ({"observed_on": "01-01-1950"}, "Deze dag ligt voor de geboorte van de patiënt."),
        ({"observed_on": "01-01-2100"}, "Deze datum ligt in de toekomst."),
        ({"value": "13,5"}, "hoger dan gebruikelijk"),
    ],
)
def test_value_is_checked_as_one_typed_by_hand(practice, poh, client_of, item, fields, error):
    answer = client_of(poh).post(url(item), filled(item, **fields))
    assert error in answer.content.decode()
    assert stored(item).state == ItemState.OPEN
    with practice_scope(practice):
        assert not Measurement.objects.for_practice(practice).exists()


def test_unusual_value_is_kept_when_somebody_says_that_it_is_right(practice, poh, client_of, item):
    client_of(poh).post(url(item), filled(item, value="13,5", is_confirmed="on"))
    with practice_scope(practice):
        row = Measurement.objects.for_practice(practice).get(determination="hba1c")
    assert (row.numeric, row.confirmed_by) == (Decimal(124), poh)


def test_determination_is_chosen_first_when_the_code_leaves_it_open(practice, poh, client_of, patient):
    item = QuarantinedItemFactory(practice=practice, patient=patient, ambiguous=True)
    client = client_of(poh)
    assert "Kies eerst welke bepaling dit is." in text(client.get(url(item)))
    here = f"{url(item)}?bepaling=fev1_fvc_post"
    assert "Leg vast als FEV1/FVC na luchtwegverwijding" in text(client.get(here))
    client.post(here, filled(item, value="66,7"))
    with practice_scope(practice):
        assert LatestMeasurement.objects.for_practice(practice).of("fev1_fvc_post").get().numeric == Decimal("0.667")


def test_answer_is_chosen_from_those_of_the_determination(practice, poh, client_of, patient):
    item = QuarantinedItemFactory(
        practice=practice, patient=patient, determination="roken", code="72166-2", original_value="Light smoker",
        reason=QuarantineReason.UNKNOWN_ANSWER,
    )  # fmt: skip
    client_of(poh).post(url(item), {"value": "ja", "observed_on": "02-03-2026", "version": item.version})
    with practice_scope(practice):
        assert LatestMeasurement.objects.for_practice(practice).of("roken").get().choice == "ja"


def test_row_that_was_judged_in_the_meantime_stays_as_it_was_judged(practice, poh, huisarts, client_of, item):
    client_of(huisarts).post(url(item, "dismiss"), {"afwijzen-reason": "dubbel", "afwijzen-version": item.version})
    client = client_of(poh)
    assert client.post(url(item, "dismiss"), {"afwijzen-reason": "x", "afwijzen-version": 1}).url == url(item)
    client.post(url(item), filled(item))
    judged = stored(item)
    assert (judged.state, judged.resolution, judged.resolved_by) == (ItemState.DISMISSED, "dubbel", huisarts)
    assert "dubbel" in text(client.get(url(item)))


def test_dismissal_needs_a_reason(practice, poh, client_of, item):
    answer = client_of(poh).post(url(item, "dismiss"), {"afwijzen-reason": "", "afwijzen-version": item.version})
    assert "Nog niet afgewezen" in text(answer)
    assert stored(item).state == ItemState.OPEN


def test_all_open_rows_with_one_reason_are_dismissed_at_once(practice, poh, client_of, patient, item):
    other = QuarantinedItemFactory(practice=practice, patient=patient, ambiguous=True)
    hidden = QuarantinedItemFactory(practice=practice, patient=PatientFactory(practice=practice, restricted=True))
    client = client_of(poh)
    assert "alles-afwijzen" in client.get(f"{LIST}?reden=no_unit").content.decode()
    client.post(f"{LIST}afwijzen/", {"reden": "no_unit", "reason": "zonder eenheid onbruikbaar"})
    assert [stored(row).state for row in (item, other, hidden)] == ["dismissed", "open", "open"]
    assert stored(item).resolution == "zonder eenheid onbruikbaar"


def test_dismissing_all_without_a_reason_does_nothing(practice, poh, client_of, item):
    client_of(poh).post(f"{LIST}afwijzen/", {"reden": "no_unit", "reason": " "})
    assert stored(item).state == ItemState.OPEN


def test_resource_that_is_not_valid_can_only_be_dismissed(practice, poh, client_of):
    item = QuarantinedItemFactory(practice=practice, of_nobody=True)
    answer = client_of(poh).get(url(item))
    assert "Vastleggen in het dossier" not in text(answer)
    assert "Niet overnemen" in text(answer)
    client_of(poh).post(url(item), filled(item))
    assert stored(item).state == ItemState.OPEN


def test_held_patient_is_taken_in_after_somebody_said_who_it_is(practice, poh, client_of, take_over):
    PatientFactory(practice=practice, birth_name="Bloemendaal", birth_name_prefix="")
    bundle = Bundle().measured("4548-4", 7.1, "%")
    take_over(bundle)
    with practice_scope(practice):
        item = QuarantinedItem.objects.for_practice(practice).get()
    client = client_of(poh)
    assert "Dit is iemand anders" in text(client.get(url(item)))
    client.post(url(item, "somebody_else"), {"version": item.version})
    client.post(url(item, "somebody_else"), {"version": item.version})
    take_over(bundle)
    with practice_scope(practice):
        assert LatestMeasurement.objects.for_practice(practice).of("hba1c").get().numeric == Decimal(54)


def test_other_reasons_cannot_be_said_to_be_somebody_else(practice, poh, client_of, item):
    client_of(poh).post(url(item, "somebody_else"), {"version": item.version})
    assert stored(item).state == ItemState.OPEN


def test_reports_of_another_practice_are_not_there(practice, stranger, client_of, item):
    client = client_of(stranger)
    assert client.get(url(item)).status_code == 404
    assert client.get(reverse("exchange:import", args=[item.import_run.uuid])).status_code == 404
    assert client.get(LIST).context["rows"] == client.get("/import/").context["rows"] == []


def test_import_that_did_not_finish_says_so(practice, poh, client_of):
    row = ImportFactory(practice=practice, finished_at=None, report={})
    client = client_of(poh)
    assert "niet afgerond" in text(client.get("/import/"))
    assert "niet afgerond" in text(client.get(reverse("exchange:import", args=[row.uuid])))


@pytest.mark.parametrize(
    ("written", "shown"),
    [("51.513411904516225", "51,513"), ("> 90", "> 90"), ("7.1", "7,1"), ("Light smoker", "Light smoker"), ("", "")],
)
def test_number_of_the_source_is_shown_short(written, shown):
    assert short_number(written) == shown


def test_step_of_a_scale_and_text_keep_what_the_source_wrote(practice, poh, client_of, patient):
    scale = QuarantinedItemFactory(practice=practice, patient=patient, determination="mrc", original_value="9")
    words = QuarantinedItemFactory(
        practice=practice, patient=patient, determination="persoonlijk_doel", original_value="wandelen"
    )
    client = client_of(poh)
    assert "unit" not in client.get(url(scale)).context["form"].fields
    assert client.get(url(words)).context["form"].initial["value"] == "wandelen"
    client.post(url(words), {"value": "wandelen", "observed_on": "02-03-2026", "version": words.version})
    with practice_scope(practice):
        assert Measurement.objects.for_practice(practice).get(determination="persoonlijk_doel").text == "wandelen"


@pytest.mark.parametrize("answer", ["misschien", ""])
def test_answer_that_is_none_is_refused(practice, poh, client_of, patient, answer):
    item = QuarantinedItemFactory(practice=practice, patient=patient, determination="roken")
    client_of(poh).post(url(item), {"value": answer, "observed_on": "02-03-2026", "version": item.version})
    assert stored(item).state == ItemState.OPEN


def test_date_that_is_none_is_refused(practice, poh, client_of, patient):
    item = QuarantinedItemFactory(practice=practice, patient=patient, determination="fundus", original_value="laatst")
    answer = client_of(poh).post(url(item), {"value": "laatst", "observed_on": "02-03-2026", "version": item.version})
    assert "Schrijf een datum als 14-3-2026." in text(answer)


def test_value_of_later_today_is_of_the_future(practice, poh, client_of, item):
    with time_machine.travel("2026-11-25 09:00+01:00", tick=False):
        answer = client_of(poh).post(url(item), filled(item, observed_on="25-11-2026", observed_time="23:00"))
    assert "Dit moment ligt in de toekomst." in text(answer)


def test_posting_to_a_row_that_was_judged_says_so(practice, poh, client_of, item):
    client = client_of(poh)
    form = client.get(url(item)).context["form"]
    assert form.initial["version"] == item.version
    client.post(url(item, "dismiss"), {"afwijzen-reason": "dubbel", "afwijzen-version": item.version})
    assert client.post(url(item), filled(item)).context["form"] is None
    with practice_scope(practice, user=poh, roles=("poh_s",)):
        judge = Judge(by=poh, at=timezone.now())
        with pytest.raises(AlreadyJudged):
            keep_item(item=stored(item), version=2, entry=None, observed=None, judge=judge)


def test_two_who_judge_at_once_leave_one_judgement(practice, poh, client_of, item):
    answer = client_of(poh).post(url(item), filled(item, version=item.version + 5))
    assert answer.url == url(item)
    assert stored(item).state == ItemState.OPEN
    with practice_scope(practice):
        assert not Measurement.objects.for_practice(practice).exists()


def test_dismissing_a_row_of_nobody_with_an_empty_reason_shows_it_again(practice, poh, client_of):
    item = QuarantinedItemFactory(practice=practice, of_nobody=True)
    assert "Nog niet afgewezen" in text(client_of(poh).post(url(item, "dismiss"), {}))


def test_names_in_words(item):
    assert (str(item), str(item.import_run)) == ("Hemoglobin A1c (eenheid ontbreekt)", "/bundels (Proefsysteem)")


@pytest.mark.django_db
def test_what_came_in_is_never_changed(practice, item):
    with practice_scope(practice), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        QuarantinedItem.objects.for_practice(practice).filter(pk=item.pk).update(original_value="9")
    with practice_scope(practice), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        item.delete()


def test_meaning_of_foreign_codes_is_shown_with_what_is_to_be_approved(practice, beheerder, client_of):
    shown = text(client_of(beheerder).get("/import/koppelingen/"))
    assert "LOINC 4548-4 HbA1c geverifieerd" in shown
    assert "SNOMED 15777000 Prediabetes (zonder ICPC-code) geverifieerd" in shown
    assert "FEV1/FVC voor luchtwegverwijding of FEV1/FVC na luchtwegverwijding" in shown
    assert "RxNorm 860975 A10BA02 te accorderen" in shown


def test_day_that_the_source_did_not_give_is_not_filled_in(practice, poh, client_of, patient):
    item = QuarantinedItemFactory(practice=practice, patient=patient, observed_at=None, original_moment="2026-05")
    answer = client_of(poh).get(url(item))
    assert answer.context["form"]["observed_on"].value() is None
    assert "Datum in de bron 2026-05" in text(answer)


def test_date_after_the_day_of_observing_is_refused(practice, poh, client_of, patient):
    item = QuarantinedItemFactory(practice=practice, patient=patient, determination="fundus")
    answer = client_of(poh).post(url(item), {"value": "2-4-2026", "observed_on": "2-3-2026", "version": item.version})
    assert "Deze datum ligt na de dag waarop dit is vastgesteld." in text(answer)

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from exchange.enums import QuarantineReason, SkipReason
from exchange.maps import maps
from exchange.rules.catalogue import NotOurs, make_catalogue, quantity_value, typed_number, units_of
from exchange.rules.fhir import SNOMED
from exchange.rules.found import Held, Measured, Skipped
from exchange.rules.observations import Reader
from patients.enums_record import Operator
from patients.models import Determination
from patients.rules.values import Value
from tests.exchange.fhir import LOINC, UCUM, concept

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def catalogue(db):
    return make_catalogue(list(Determination.objects.all()), maps())


@pytest.fixture
def read(catalogue):
    def run(loinc, born=date(1958, 3, 14), **fields):
        fields = {"status": "final", "effectiveDateTime": "2026-03-02", "code": concept(LOINC, loinc, "Test"), **fields}
        return Reader(catalogue, born, NOW).read({"resourceType": "Observation", **fields}, "x")

    return run


def quantity(value, unit, **fields):
    return {"value": Decimal(str(value)), "unit": unit, "system": UCUM, "code": unit, **fields}


@pytest.mark.parametrize(
    ("fields", "moment", "has_time"),
    [
        ({"effectiveDateTime": "2026-03-02"}, "2026-03-02T12:00:00+01:00", False),
        ({"effectiveDateTime": "2026-07-02T09:00:00Z"}, "2026-07-02T09:00:00+00:00", True),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-07-02T09:00:00Z"}, "2026-07-02T09:00:00+00:00", True),
        ({"effectiveDateTime": None, "effectivePeriod": {"start": "2026-03-02"}}, "2026-03-02T12:00:00+01:00", False),
    ],
)
def test_moment_is_taken_as_it_is_known(read, fields, moment, has_time):
    [found] = read("29463-7", valueQuantity=quantity(80, "kg"), **fields)
    assert (found.observed_at.isoformat(), found.has_time) == (moment, has_time)


@pytest.mark.parametrize("text", ["2026", "2026-03", "2026-03-02T09:00:00", None])
def test_moment_of_which_less_is_known_is_no_moment(read, text):
    [found] = read("29463-7", valueQuantity=quantity(80, "kg"), effectiveDateTime=text)
    assert (found.reason, found.observed_at) == (QuarantineReason.NO_DATE, None)


def test_value_before_1900_is_impossible_when_the_birth_is_not_known(read):
    [found] = read("29463-7", born=None, valueQuantity=quantity(80, "kg"), effectiveDateTime="1899-12-31")
    assert found.reason == QuarantineReason.IMPOSSIBLE_DATE


@pytest.mark.parametrize(
    ("loinc", "fields", "value"),
    [
        ("44261-6", {"valueInteger": 12}, Value(numeric=Decimal(12))),
        ("44261-6", {"valueQuantity": quantity(12, "{score}")}, Value(numeric=Decimal(12))),
        ("29463-7", {"valueQuantity": quantity(2400, "g")}, Value(numeric=Decimal("2.4"))),
        ("8302-2", {"valueQuantity": {"value": Decimal("1.7"), "unit": "m"}}, Value(numeric=Decimal("170.0"))),
        ("2823-3", {"valueQuantity": quantity("4.14", "meq/L")}, Value(numeric=Decimal("4.1"))),
        ("62238-1", {"valueQuantity": quantity(90, "mL/min/{1.73_m2}", comparator=">=")},
         Value(numeric=Decimal(90), operator=Operator.AT_LEAST)),
        ("72166-2", {"valueCodeableConcept": concept(SNOMED, "77176002", "Smoker")}, Value(choice="ja")),
        ("72166-2", {"valueCodeableConcept": concept(LOINC, "LA18978-9", "Never smoker")}, Value(choice="nooit")),
    ],
)  # fmt: skip
def test_value_of_each_kind(read, loinc, fields, value):
    [found] = read(loinc, **fields)
    assert isinstance(found, Measured)
    assert found.value == value


@pytest.mark.parametrize(
    ("loinc", "fields", "reason"),
    [
        ("44261-6", {"valueQuantity": quantity("12.5", "{score}")}, QuarantineReason.IMPLAUSIBLE),
        ("44261-6", {"valueQuantity": {"value": Decimal(12)}}, QuarantineReason.NO_UNIT),
        ("29463-7", {"valueQuantity": {"unit": "kg"}}, QuarantineReason.UNKNOWN_ANSWER),
        ("29463-7", {"valueInteger": 80}, QuarantineReason.UNKNOWN_ANSWER),
        ("29463-7", {"valueRange": {"low": {"value": 80}}}, QuarantineReason.UNKNOWN_ANSWER),
        ("72166-2", {"valueQuantity": quantity(1, "{pack}/d")}, QuarantineReason.UNKNOWN_ANSWER),
        ("72166-2", {"valueCodeableConcept": {"coding": [{"code": "x"}]}}, QuarantineReason.UNKNOWN_ANSWER),
        ("72166-2", {"valueBoolean": True}, QuarantineReason.UNKNOWN_ANSWER),
    ],
)
def test_value_of_another_kind_waits_for_a_person(read, loinc, fields, reason):
    [found] = read(loinc, **fields)
    assert isinstance(found, Held)
    assert found.reason == reason


def test_kinds_that_no_delivered_code_has(catalogue, read):
    """Text, date and yes or no, under codes that a practice may add to the map."""
    codes = {"t-1": "kwetsbaar", "t-2": "persoonlijk_doel", "t-3": "fundus"}
    for code, key in codes.items():
        catalogue.codes[code] = type(catalogue.codes["29463-7"])(
            catalogue.codes["29463-7"].evidence, "", loinc=code, determination=key
        )
    kinds = {key: catalogue.determinations[key].kind for key in codes.values()}
    assert kinds == {"kwetsbaar": "boolean", "persoonlijk_doel": "text", "fundus": "date"}
    values = [
        read("t-1", valueBoolean=True), read("t-1", valueBoolean=False), read("t-2", valueString=" wandelen "),
        read("t-3", valueDateTime="2025-01-02"),
    ]  # fmt: skip
    assert [found.value for [found] in values] == [
        Value(choice="ja"), Value(choice="nee"), Value(text="wandelen"), Value(date=date(2025, 1, 2)),
    ]  # fmt: skip
    empty = [read("t-2", valueString=" "), read("t-3", valueDateTime="2025")]
    assert [found.reason for [found] in empty] == [QuarantineReason.UNKNOWN_ANSWER] * 2


def test_panel_of_its_own_value_and_components_gives_each(read):
    part = {"code": concept(LOINC, "8302-2", "Height"), "valueQuantity": quantity(170, "cm")}
    found = read("29463-7", valueQuantity=quantity(80, "kg"), component=[part, part, {"code": {"text": "iets"}}])
    assert [row.origin.identity for row in found] == ["x", "x#8302-2", "x#8302-2:2", "x#iets"]
    assert [type(row) for row in found] == [Measured, Measured, Measured, Skipped]
    assert found[-1].reason == SkipReason.NO_VALUE


def test_retired_determination_takes_no_new_values(catalogue, read):
    catalogue.determinations["gewicht"].is_retired = True
    [found] = read("29463-7", valueQuantity=quantity(80, "kg"))
    assert found.reason == SkipReason.NO_DETERMINATION


def test_code_that_several_determinations_name_and_no_map_decides_is_ambiguous(catalogue):
    rows = [row for key, row in catalogue.determinations.items() if key in {"rr_sys", "rr_24u"}]
    empty = type(maps())(observations={}, answers=(), conditions={}, medicines={})
    meaning = make_catalogue(rows, empty).meaning("8480-6")
    assert (meaning.determination, set(meaning.candidates)) == ("", {"rr_sys", "rr_24u"})


def test_every_code_of_the_map_leads_somewhere(catalogue):
    for row in maps().observations.values():
        assert {key for key in (row.determination, *row.candidates) if key} <= set(catalogue.determinations)
        methods = (
            {method["code"] for method in catalogue.determinations[row.determination].methods} if row.method else {""}
        )
        assert row.method in methods
    for answer in maps().answers:
        assert answer.choice in {row["code"] for row in catalogue.determinations[answer.determination].choices}


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("7,1", "%", Value(numeric=Decimal(54))),
        ("< 5", "%", Value(numeric=Decimal(31), operator=Operator.BELOW)),
        ("≥ 58.4", "mmol/mol", Value(numeric=Decimal(58), operator=Operator.AT_LEAST)),
    ],
)
def test_number_typed_over_from_the_source(catalogue, typed, unit, value):
    assert typed_number(catalogue.determinations["hba1c"], typed, unit) == value


@pytest.mark.parametrize("typed", ["", "hoog", "7,1 %", "1.000,5"])
def test_what_is_no_number_is_refused(catalogue, typed):
    with pytest.raises(NotOurs):
        typed_number(catalogue.determinations["hba1c"], typed, "%")


def test_units_to_choose_from(catalogue):
    assert units_of(catalogue.determinations["hba1c"]) == ["mmol/mol", "%"]
    assert units_of(catalogue.determinations["phq9"]) == ["{score}"]


def test_unit_of_another_system_is_read_as_text(catalogue):
    value = quantity_value(catalogue.determinations["gewicht"], {"value": Decimal(80), "system": "x", "code": "kg"})
    assert value == Value(numeric=Decimal("80.0"))

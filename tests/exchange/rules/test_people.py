from datetime import date

import pytest

from exchange.enums import QuarantineReason
from exchange.rules.catalogue import NotOurs
from exchange.rules.people import read_patient
from patients.enums import NameUse, Sex

ON = date(2026, 11, 20)
HUMAN_NAME = "http://hl7.org/fhir/StructureDefinition/humanname-"


def read(**fields):
    return read_patient({"name": [{"family": "Terpstra"}], **fields}, on=ON)


def part(name, value):
    return {"url": HUMAN_NAME + name, "valueString": value}


def test_own_and_partner_name_of_the_dutch_profile():
    parts = [part("own-name", "Putten"), part("own-prefix", "van"), part("partner-name", "Giessen")]
    parts += [part("partner-prefix", "van der"), {"url": "http://example.org/else"}]
    fields = read(name=[{"use": "official", "family": "van der Giessen-van Putten", "_family": {"extension": parts}}])
    names = ("birth_name", "birth_name_prefix", "partner_name", "partner_name_prefix", "name_use")
    assert [fields[name] for name in names] == ["Putten", "van", "Giessen", "van der", NameUse.PARTNER]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"family": "Terpstra"}, {"use": "maiden", "family": "Terpstra"}], ("Terpstra", "")),
        ([{"use": "maiden", "family": "Terpstra"}], ("Terpstra", "")),
        ([{"use": "nickname", "family": "Kort"}, {"use": "official", "family": "Lang"}], ("Lang", "")),
        ([{"family": "Getrouwd"}, {"use": "maiden", "family": "Terpstra"}], ("Terpstra", "Getrouwd")),
    ],
)
def test_name_at_birth_goes_before_the_name_of_now(names, expected):
    fields = read(name=names)
    assert (fields["birth_name"], fields["partner_name"]) == expected


@pytest.mark.parametrize("names", [[], [{"given": ["Ymkje"]}]])
def test_patient_without_a_family_name_is_nobody(names):
    with pytest.raises(NotOurs) as refused:
        read(name=names)
    assert refused.value.reason == QuarantineReason.INVALID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1958-03-14", (1958, 3, 14)), ("1958-03", (1958, 3, None)), ("1958", (1958, None, None)),
        ("", (None, None, None)), ("2026-11-20", (2026, 11, 20)),
    ],
)  # fmt: skip
def test_birth_date_is_taken_as_far_as_it_is_known(text, expected):
    fields = read(birthDate=text)
    assert (fields["birth_year"], fields["birth_month"], fields["birth_day"]) == expected


@pytest.mark.parametrize("text", ["1874-12-31", "2026-11-21", "2027"])
def test_impossible_birth_date_is_refused(text):
    with pytest.raises(NotOurs) as refused:
        read(birthDate=text)
    assert refused.value.reason == QuarantineReason.IMPOSSIBLE_DATE


@pytest.mark.parametrize(("gender", "sex"), [("male", Sex.MALE), ("other", Sex.OTHER), ("unknown", Sex.UNKNOWN)])
def test_sex(gender, sex):
    assert read(gender=gender)["sex"] == sex


ABROAD = {"line": ["12 Main Street", "Unit 4"], "city": "Marlborough", "postalCode": "01752", "country": "US"}
HERE = {"city": "", "postcode": "1012 NX", "country": ""}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (ABROAD, {"street": "12 Main Street Unit 4", "city": "Marlborough", "postcode": "01752", "country": "US"}),
        ({"country": "NL", "postalCode": "99"}, {"street": "", "city": "", "postcode": "", "country": ""}),
        (
            {"line": ["1e Dwarsstraat 15-2"], "postalCode": "1012 NX"},
            {"street": "1e Dwarsstraat", "house_number": 15, "house_number_addition": "-2", **HERE},
        ),
        ({"line": ["Woonboot Anna"], "postalCode": "1012 NX"}, {"street": "Woonboot Anna", **HERE}),
    ],
)
def test_address(address, expected):
    fields = read(address=[{"use": "old", "city": "Vroeger"}, {"use": "home", **address}])
    keys = ("street", "house_number", "house_number_addition", "city", "postcode", "country")
    assert {key: fields[key] for key in keys if key in fields} == expected


def test_only_what_can_be_dialled_or_written_to_is_taken():
    fields = read(
        telecom=[
            {"system": "phone", "value": "geen"},
            {"system": "phone", "value": "0" * 26},
            {"system": "phone", "value": "010-0000001"},
            {"system": "phone", "value": "010-0000002"},
            {"system": "email", "value": "geen adres"},
            {"system": "email", "value": "ymkje@example.nl"},
            {"system": "fax", "value": "010-0000003"},
        ]
    )
    assert (fields["phone"], fields["mobile"], fields["email"]) == ("010-0000001", "", "ymkje@example.nl")


@pytest.mark.parametrize(
    "fields", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-11-21"}, {"deceasedDateTime": "2020"}]
)
def test_death_without_a_day_waits_for_a_person(fields):
    with pytest.raises(NotOurs) as refused:
        read(**fields)
    assert refused.value.detail == "De patiënt is overleden en de dag is niet bekend."


def test_patient_who_did_not_die_lives():
    assert "deceased_on" not in read(deceasedBoolean=False)

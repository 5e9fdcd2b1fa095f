from datetime import date

import pytest

from patients.models import Consent, Patient
from patients.presenters.rows import (
    exchange_summary,
    hit,
    holds,
    masked_bsn,
    place_line,
    row,
    state_of,
    street_line,
)

ON = date(2026, 11, 25)
FROM = date(2015, 1, 1)


@pytest.mark.parametrize(("bsn", "shown"), [("999900006", "••••••006"), (None, ""), ("", "")])
def test_bsn_shows_its_last_three_digits(bsn, shown):
    assert masked_bsn(bsn) == shown


@pytest.mark.parametrize(
    ("fields", "street", "place"),
    [
        ({"street": "Lindelaan", "house_number": 1, "postcode": "1012 NX", "city": "Ee"}, "Lindelaan 1", "1012 NX Ee"),
        ({"street": "Lindelaan", "house_number": 12, "house_number_addition": "A"}, "Lindelaan 12 A", ""),
        ({"street": "Lindelaan", "house_number": 12, "house_number_addition": "-2"}, "Lindelaan 12-2", ""),
        ({"city": "Gent", "postcode": "9000", "country": "België"}, "", "9000 Gent, België"),
        ({"country": "België"}, "", "België"),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_address_in_two_lines(fields, street, place):
    patient = Patient(**fields)
    assert (street_line(patient), place_line(patient)) == (street, place)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, None),
        ({"is_restricted": True}, ("afgeschermd", "warn")),
        ({"registered_to": date(2026, 11, 25)}, ("uitgeschreven 25-11-2026", "warn")),
        ({"registered_to": date(2026, 11, 26)}, None),
        ({"registered_from": date(2026, 12, 1)}, ("ingeschreven per 1-12-2026", "warn")),
        (
            {"registered_to": date(2026, 1, 1), "deceased_on": date(2026, 1, 1), "is_restricted": True},
            ("overleden 1-1-2026", "stop"),
        ),
    ],
)
def test_state_beside_the_name(fields, state):
    patient = Patient(**{"registered_from": FROM} | fields)
    assert state_of(patient, on=ON) == (state and {"text": state[0], "tone": state[1]})


def test_row_of_somebody_of_whom_little_is_known():
    shown = row(Patient(birth_name="Bos", registered_from=FROM), on=ON)
    assert (shown["name"], shown["born"], shown["age"], shown["sex"], shown["bsn_masked"]) == (
        "Bos", "onbekend", "leeftijd onbekend", "geslacht onbekend", ""
    )  # fmt: skip


def test_row_and_hit_of_a_closed_record_show_name_year_and_why():
    patient = Patient(birth_name="Bos", registered_from=FROM, is_restricted=True, street="Lindelaan", bsn="999900006")
    for shown in (row(patient, on=ON), hit(patient, on=ON)):
        assert (shown["name"], shown["born"]) == ("Bos", "geboortejaar onbekend")
        assert {"street", "bsn_masked", "phone"}.isdisjoint(shown)
    assert (hit(patient, on=ON)["sub"], hit(patient, on=ON)["note"]) == ("", "afgeschermd")


@pytest.mark.parametrize(
    ("state", "until", "expected"),
    [
        ("given", None, True),
        ("given", ON, True),
        ("given", date(2026, 11, 24), False),
        ("refused", None, False),
        ("withdrawn", None, False),
    ],
)
def test_consent_holds_while_it_is_given(state, until, expected):
    consent = Consent(kind="exchange_ooh", state=state, valid_until=until)
    assert holds(consent, on=ON) is expected
    assert exchange_summary([consent], on=ON) == ("delen deels" if expected else "delen nee")

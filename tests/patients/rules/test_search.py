from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.search import Birth, PatientQuery, parse_query, words_to_resemble

TODAY = date(2026, 11, 25)
MARCH_14 = Birth(1958, 3, 14)
WIDE = {ord(digit): chr(0xFF10 + int(digit)) for digit in "0123456789"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("jansen pieter", PatientQuery(words="jansen pieter")),
        ("  meulen   van der t ", PatientQuery(words="meulen van der t")),
        ("14-3-1958", PatientQuery(births=(MARCH_14,))),
        ("14/03/1958", PatientQuery(births=(MARCH_14,))),
        ("14031958", PatientQuery(births=(MARCH_14,))),
        ("1958-03-14", PatientQuery(births=(MARCH_14,))),
        ("14-03-58", PatientQuery(births=(MARCH_14,))),
        ("14-03-20", PatientQuery(births=(Birth(1920, 3, 14), Birth(2020, 3, 14)))),
        ("14-3", PatientQuery(births=(Birth(None, 3, 14),))),
        ("14-3-", PatientQuery(births=(Birth(None, 3, 14),))),
        ("14-3-195", PatientQuery(births=(Birth(None, 3, 14),))),
        ("29-2", PatientQuery(births=(Birth(None, 2, 29),))),
        ("29-2-1957", PatientQuery(births=(Birth(1957),))),
        ("1958", PatientQuery(births=(Birth(1958),), number=1958)),
        ("140358", PatientQuery(births=(MARCH_14,), number=140358)),
        ("jansen 1958", PatientQuery(words="jansen", births=(Birth(1958),))),
        ("1958 de vries", PatientQuery(words="de vries", births=(Birth(1958),))),
        ("de vries 14-3-1958 anna", PatientQuery(words="de vries anna", births=(MARCH_14,))),
        ("999900006", PatientQuery(bsn="999900006")),
        ("9999 00 006", PatientQuery(bsn="999900006")),
        ("9999.00.006", PatientQuery(bsn="999900006")),
        ("999900006".translate(WIDE), PatientQuery(bsn="999900006")),
        ("1012AB", PatientQuery(postcode="1012 AB")),
        ("1012AB 12", PatientQuery(postcode="1012 AB", house_number=12)),
        ("1012 ab 12", PatientQuery(postcode="1012 AB", house_number=12)),
        ("1012ab12", PatientQuery(postcode="1012 AB", house_number=12)),
        ("1012ab 12-a", PatientQuery(postcode="1012 AB", house_number=12)),
        ("jansen 1012 ab 12", PatientQuery(words="jansen", postcode="1012 AB", house_number=12)),
        ("1958 de", PatientQuery(postcode="1958 DE")),
        ("1958 de 12", PatientQuery(postcode="1958 DE", house_number=12)),
        ("1234 SS", PatientQuery(words="SS")),
        ("12", PatientQuery(number=12)),
        ("#12", PatientQuery(number=12)),
        ("0", PatientQuery(number=0)),
        ("3000", PatientQuery(number=3000)),
        ("jan\x00sen\x07", PatientQuery(words="jan sen")),
        ("", PatientQuery()),
        ("   ", PatientQuery()),
        ("%", PatientQuery()),
        ("- . '", PatientQuery()),
        ("12345678901234567890", PatientQuery()),
        ("13-13", PatientQuery()),
        ("0-5-1958", PatientQuery(births=(Birth(1958),))),
        ("jansen 14-0-1958", PatientQuery(words="jansen", births=(Birth(1958),))),
    ],
)  # fmt: skip
def test_query_as_typed(typed, expected):
    assert parse_query(typed, today=TODAY) == expected


def test_query_is_cut_before_it_can_hurt():
    assert parse_query("a" * 10_000, today=TODAY) == PatientQuery(words="a" * 100)


@pytest.mark.parametrize(
    ("query", "is_empty"),
    [
        (PatientQuery(), True),
        (PatientQuery(words="a"), False),
        (PatientQuery(births=(MARCH_14,)), False),
        (PatientQuery(bsn="999900006"), False),
        (PatientQuery(postcode="1012 AB"), False),
        (PatientQuery(number=0), False),
    ],
)
def test_query_is_empty_only_without_anything_to_go_by(query, is_empty):
    assert query.is_empty is is_empty


@given(st.text(max_size=120))
def test_query_of_any_text_is_taken_apart(typed):
    query = parse_query(typed, today=TODAY)
    assert len(query.words) <= 1800  # NFKC can make one sign into eighteen
    assert all(birth.year is None or 1875 <= birth.year <= 2026 for birth in query.births)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("van der meulen t.a.", ["meulen"]),
        ("jansen-smit", ["jansen", "smit"]),
        ("bos", []),
        ("", []),
    ],
)
def test_words_to_resemble_are_long_enough(words, expected):
    assert words_to_resemble(words) == expected

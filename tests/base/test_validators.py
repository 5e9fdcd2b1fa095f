import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from poh.base.validators import (
    OneLine,
    clean_text,
    fictional_bsn,
    normalize_bsn,
    normalize_phone,
    normalize_postcode,
    passes_elfproef,
)

SERIES = 9091
WIDE = {ord(digit): chr(0xFF10 + int(digit)) for digit in "0123456789"}
ARABIC = {ord(digit): chr(0x0660 + int(digit)) for digit in "0123456789"}


@pytest.mark.parametrize(
    "typed",
    ["111222333", "123456782", "999900511", "999901011", "999999114", "999911120", "999910966", "012345672"],
)
def test_bsn_valid_is_kept(typed):
    assert normalize_bsn(typed) == typed


@pytest.mark.parametrize(
    "typed", ["1112.22.333", "111 222 333", "111222333 ", "111222333".translate(WIDE), "111\u00a0222\u00a0333"]
)
def test_bsn_with_separators_or_wide_digits_is_normalised(typed):
    assert normalize_bsn(typed) == "111222333"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("000000000", "bsn_elfproef"),
        ("123456789", "bsn_elfproef"),
        ("111252333", "bsn_elfproef"),
        ("99999114", "bsn_length"),
        ("-111222333", "bsn_length"),
        ("", "bsn_length"),
        ("1112223334", "bsn_length"),
        ("11122233X", "bsn_length"),
        ("111222333".translate(ARABIC), "bsn_length"),
        ("=111222333", "bsn_length"),
    ],
)
def test_bsn_invalid_is_refused(typed, code):
    with pytest.raises(ValidationError) as refused:
        normalize_bsn(typed)
    assert refused.value.code == code


@given(st.integers(0, SERIES - 1), st.integers(0, 8), st.integers(1, 9))
def test_bsn_with_one_digit_wrong_is_refused(number, place, shift):
    digits = list(fictional_bsn(number))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert not passes_elfproef("".join(digits))


@given(st.integers(0, SERIES - 1), st.integers(0, 7))
def test_bsn_with_two_neighbours_swapped_is_refused(number, place):
    digits = list(fictional_bsn(number))
    assume(digits[place] != digits[place + 1])
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert not passes_elfproef("".join(digits))


@given(st.text(max_size=20))
def test_bsn_of_any_text_gives_nine_digits_or_a_reason(typed):
    try:
        bsn = normalize_bsn(typed)
    except ValidationError:
        return
    assert len(bsn) == 9
    assert passes_elfproef(bsn)


def test_fictional_bsns_are_valid_different_and_of_the_9999_series():
    made = [fictional_bsn(number) for number in range(SERIES)]
    assert len(set(made)) == SERIES
    assert {bsn[:4] for bsn in made} == {"9999"}
    assert all(passes_elfproef(bsn) for bsn in made)
    assert fictional_bsn(SERIES) == made[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1012 NX", "1012 NX"),
        ("1012nx", "1012 NX"),
        ("NL-2611ET", "2611 ET"),
        (" 9999 xk ", "9999 XK"),
        ("１０１２ｎｘ", "1012 NX"),
    ],
)
def test_postcode_valid_is_written_the_same_way(typed, expected):
    assert normalize_postcode(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["0999 AB", "12345 AB", "1234 SS", "1234SA", "1234 SD", "1234", "1234 A", "1234 ABC", "", "B-1000", "1234  AB"],
)
def test_postcode_invalid_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        normalize_postcode(typed)
    assert refused.value.messages == ["Een postcode ziet eruit als 1012 NX."]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("06-00000001", "06-00000001"),
        ("+31 6 00000001", "+31 6 00000001"),
        (" 010   0000001 ", "010 0000001"),
        ("(010) 000.00.01", "(010) 000.00.01"),
        ("112", "112"),
        ("０６－００００００００", "06-00000000"),
    ],
)
def test_phone_valid_is_kept_as_typed(typed, expected):
    assert normalize_phone(typed) == expected


@pytest.mark.parametrize("typed", ["12", "0612345678901234", "bel na 17 uur", "", "06+00000000", "=1+1"])
def test_phone_invalid_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        normalize_phone(typed)
    assert refused.value.code == "phone"


def test_clean_text_composes_and_keeps_everything_that_can_be_seen():
    assert clean_text("Rene\u0301e 👩‍⚕️ שלום =SUM(A1)\n\tx") == "Renée 👩‍⚕️ שלום =SUM(A1)\n\tx"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_clean_text_refuses_what_cannot_be_stored_or_seen(character):
    with pytest.raises(ValidationError) as refused:
        clean_text(f"Jan{character}sen")
    assert refused.value.messages == [
        f"Hier staat een teken dat niet kan worden bewaard (U+{ord(character):04X}). Haal het weg."
    ]


@given(st.text(max_size=60))
def test_clean_text_of_any_text_is_stable_or_refused(typed):
    try:
        cleaned = clean_text(typed)
    except ValidationError:
        return
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\u2028", "\u2029", "\x00"])
def test_one_line_refuses_breaks_and_controls(character):
    with pytest.raises(ValidationError):
        OneLine()(f"Jan{character}sen")


def test_one_line_accepts_ordinary_text_and_equals_its_kind():
    assert OneLine()("Jansen") is None
    assert OneLine() == OneLine()
    assert OneLine() != "one line"
    assert hash(OneLine()) == hash(OneLine())

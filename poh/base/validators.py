"""Checks on what people type: BSN, postcode, telephone, ordinary text. Values in, values or a Dutch sentence out."""

import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_BSN_SEPARATORS = re.compile(r"[\s.]")
_POSTCODE = re.compile(r"(?:NL-?)?([1-9]\d{3})\s?([A-Z]{2})")
# Never issued: they were thought to recall a dark time.
_POSTCODE_LETTERS_NOT_USED = {"SA", "SD", "SS"}
_PHONE = re.compile(r"\+?[\d]{3,15}")
_PHONE_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015]")
# Line breaks and tabs are ordinary in a text of several lines.
_ORDINARY_CONTROLS = {"\n", "\r", "\t"}


def normalize_bsn(value: str) -> str:
    """The nine digits of a BSN as typed (with spaces, dots or full-width digits); ValidationError when it is none.

    Eight digits are refused rather than completed: only an import knows that a zero in front got lost.
    """
    digits = _BSN_SEPARATORS.sub("", unicodedata.normalize("NFKC", value))
    if not (len(digits) == 9 and digits.isascii() and digits.isdecimal()):
        raise ValidationError("Een BSN heeft 9 cijfers.", code="bsn_length")
    if not passes_elfproef(digits):
        raise ValidationError(
            "Dit BSN klopt niet (elfproef). Kijk het na op het identiteitsbewijs.", code="bsn_elfproef"
        )
    return digits


def passes_elfproef(digits: str) -> bool:
    """Whether nine digits are a possible BSN. 000000000 divides by eleven too, and is none."""
    total = sum(weight * int(digit) for weight, digit in zip(BSN_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def normalize_postcode(value: str) -> str:
    """A Dutch postcode as `1012 NX`; ValidationError when it is none."""
    found = _POSTCODE.fullmatch(unicodedata.normalize("NFKC", value).strip().upper())
    if not found or found[2] in _POSTCODE_LETTERS_NOT_USED:
        raise ValidationError("Een postcode ziet eruit als 1012 NX.", code="postcode")
    return f"{found[1]} {found[2]}"


def normalize_phone(value: str) -> str:
    """A telephone number as typed, spaces tidied; ValidationError when it cannot be dialled."""
    tidy = " ".join(unicodedata.normalize("NFKC", value).split())
    if not _PHONE.fullmatch(_PHONE_SEPARATORS.sub("", tidy)):
        raise ValidationError("Een telefoonnummer heeft 3 tot 15 cijfers, eventueel met + ervoor.", code="phone")
    return tidy


def clean_text(value: str) -> str:
    """`value` in composed form (NFC); ValidationError for characters that cannot be stored or seen."""
    composed = unicodedata.normalize("NFC", value)
    for character in composed:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in _ORDINARY_CONTROLS):
            raise ValidationError(
                f"Hier staat een teken dat niet kan worden bewaard (U+{ord(character):04X}). Haal het weg.",
                code="control_character",
            )
    return composed


@deconstructible
class OneLine:
    """Refuses line breaks, tabs and other control characters in a value that stands on one line."""

    def __call__(self, value: str) -> None:
        clean_text(value)
        if any(character in _ORDINARY_CONTROLS or character in "\u2028\u2029" for character in value):
            raise ValidationError("Zet deze tekst op één regel, zonder tabs.", code="one_line")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OneLine)

    def __hash__(self) -> int:
        return hash(OneLine)


@cache
def _fictional_bsns() -> tuple[str, ...]:
    first_eight = (f"9999{rest:04d}" for rest in range(10_000))
    sums = ((digits, sum(w * int(d) for w, d in zip(BSN_WEIGHTS, digits, strict=False)) % 11) for digits in first_eight)
    return tuple(f"{digits}{check}" for digits, check in sums if check < 10)


def fictional_bsn(number: int) -> str:
    """A BSN of the 9999 series that passes the elfproef, for invented people; the same one again after 9,091."""
    series = _fictional_bsns()
    return series[number % len(series)]

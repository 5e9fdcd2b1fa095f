"""What somebody means by what they type in the search field."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from poh.base.dates import NotADate, PartialDate
from poh.base.validators import normalize_postcode

FIRST_YEAR = 1900
LONGEST_QUERY = 100

_BSN = re.compile(r"\d[\d. ]{7,}\d")
_POSTCODE = re.compile(r"\b([1-9]\d{3}) ?([a-z]{2})(?![a-z])(?: ?(\d{1,5})(?: ?-?[a-z0-9]{1,10}\b)?)?", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d-])(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{0,4}))?(?![\d-])")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DIGITS_DATE = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NUMBER = re.compile(r"#?\d{1,7}")
# Begin a surname as often as they end a postcode: `1958 de Vries` means a year.
_PREFIXES = {"da", "de", "di", "du", "el", "al", "la", "le", "te", "op", "in", "st"}


@dataclass(frozen=True)
class Birth:
    """A birth date as far as it was typed; the year may still be coming."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class PatientQuery:
    """A search, taken apart. `births` are alternatives; everything else must hold together."""

    words: str = ""
    births: tuple[Birth, ...] = ()
    bsn: str = ""
    postcode: str = ""
    house_number: int | None = None
    number: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.births or self.bsn or self.postcode or self.number is not None)


def parse_query(text: str, *, today: date) -> PatientQuery:
    """Take apart what was typed: BSN, patient number, postcode with number, birth date or year, and name parts."""
    composed = unicodedata.normalize("NFKC", text[:LONGEST_QUERY])
    typed = " ".join("".join(sign if sign.isprintable() else " " for sign in composed).split())
    digits = re.sub(r"[. ]", "", typed)
    if _BSN.fullmatch(typed) and len(digits) == 9:
        return PatientQuery(bsn=digits)
    if found := _postcode(typed, today=today):
        match, postcode = found
        rest = f"{typed[: match.start()]} {typed[match.end() :]}"
        return PatientQuery(words=_words(rest), postcode=postcode, house_number=int(match[3]) if match[3] else None)
    births, rest = _births(typed, today=today)
    number = int(typed.lstrip("#")) if _NUMBER.fullmatch(typed) else None
    return PatientQuery(words=_words(rest), births=births, number=number)


def _words(text: str) -> str:
    """The words of the text that a name can hold; digits and signs alone are what was left of something else."""
    return " ".join(word for word in text.split() if any(character.isalpha() for character in word))


def _postcode(typed: str, *, today: date) -> tuple[re.Match, str] | None:
    match = _POSTCODE.search(typed)
    if match is None:
        return None
    is_year = FIRST_YEAR <= int(match[1]) <= today.year and match[2].lower() in _PREFIXES and not match[3]
    if is_year and typed[match.end() :].strip():
        return None
    try:
        return match, normalize_postcode(match[1] + match[2])
    except ValidationError:
        return None


def _births(typed: str, *, today: date) -> tuple[tuple[Birth, ...], str]:
    """The birth dates that the text can mean, and the text without them."""
    for pattern, read in ((_ISO_DATE, _read_iso), (_DATE, _read_date), (_DIGITS_DATE, _read_date), (_YEAR, _read_year)):
        for match in pattern.finditer(typed):
            births = tuple(birth for birth in read(match, today) if _is_possible(birth, today=today))
            if births:
                return births, f"{typed[: match.start()]} {typed[match.end() :]}"
    return (), typed


def _read_iso(match: re.Match, today: date) -> list[Birth]:
    return [Birth(int(match[1]), int(match[2]), int(match[3]))]


def _read_date(match: re.Match, today: date) -> list[Birth]:
    day, month, year = int(match[1]), int(match[2]), match[3] or ""
    if len(year) == 4:
        return [Birth(int(year), month, day)]
    if len(year) == 2:
        century = today.year // 100 * 100
        return [Birth(century - 100 + int(year), month, day), Birth(century + int(year), month, day)]
    return [Birth(None, month, day)]


def _read_year(match: re.Match, today: date) -> list[Birth]:
    return [Birth(int(match[1]))]


def _is_possible(birth: Birth, *, today: date) -> bool:
    if birth.year is not None and not FIRST_YEAR - 25 <= birth.year <= today.year:
        return False
    try:
        # A year that is still being typed may be a leap year.
        PartialDate(birth.year or 2000, birth.month, birth.day)
    except NotADate:
        return False
    return birth.month != 0 and birth.day != 0


def words_to_resemble(words: str) -> list[str]:
    """The words that are long enough to recognise in another spelling: prefixes and initials are not."""
    return [word for word in words.replace("-", " ").split() if sum(letter.isalpha() for letter in word) > 3]

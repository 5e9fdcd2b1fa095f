"""What is known of one patient on one day, as calculations read it: latest values in stored units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from poh.base.dates import PartialDate

from .age import AgeRange, age_on, decimal_age
from .measured import Measured, Operator
from .result import Reason, Sex
from .score2 import NO_EXCLUSIONS, Exclusions
from .score2_tables import Region

Value = Measured | str | bool | date

# Words for a determination inside a sentence ("... ontbreekt").
NAMES = MappingProxyType(
    {
        "gewicht": "het gewicht",
        "lengte": "de lengte",
        "rr_sys": "de bovendruk",
        "chol": "het totaal cholesterol",
        "hdl": "het HDL",
        "trig": "het triglyceridengehalte",
        "kreat": "het creatinine",
        "egfr": "de eGFR",
        "acr": "de albumine/creatinine-ratio",
        "hba1c": "het HbA1c",
        "roken": "de rookstatus",
        "sigaretten_per_dag": "het aantal sigaretten per dag",
        "rookjaren": "het aantal rookjaren",
        "mrc": "de MRC-score",
        "fev1_pre": "de FEV1 voor luchtwegverwijding",
        "fev1_post": "de FEV1 na luchtwegverwijding",
        "fvc_post": "de FVC na luchtwegverwijding",
        "fev1_fvc_post": "de FEV1/FVC na luchtwegverwijding",
        "ras": "de referentiegroep voor spirometrie",
    }
)


_FINDINGS = {True: True, "ja": True, "afwijkend": True, False: False, "nee": False, "normaal": False}


class NotAvailable(Exception):
    """A calculation cannot start: the reason and the Dutch text for the screen."""

    def __init__(self, reason: Reason, text: str) -> None:
        self.reason, self.text = reason, text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Facts:
    """One patient on one day; `values` holds the latest value per determination key."""

    on: date
    values: Mapping[str, Value] = field(default_factory=dict)
    sex: Sex | None = None
    born: PartialDate | None = None
    diabetes_since: PartialDate | None = None
    exclusions: Exclusions = NO_EXCLUSIONS
    region: Region = Region.LOW

    def measured(self, key: str) -> Measured:
        """A number with its operator."""
        value = self.values.get(key)
        if value is None:
            raise NotAvailable(Reason.MISSING, f"{_capital(NAMES.get(key, key))} ontbreekt.")
        return value

    def number(self, key: str) -> float:
        """An exact number; `<` and `>` cannot enter a formula."""
        measured = self.measured(key)
        if not measured.is_exact:
            text = f"{_capital(NAMES.get(key, key))} is geen exacte waarde ({measured})."
            raise NotAvailable(Reason.OPERATOR, text)
        return float(measured.value)

    def number_or_none(self, key: str) -> float | None:
        """An exact number, or None when it is absent or carries an operator."""
        value = self.values.get(key)
        return float(value.value) if isinstance(value, Measured) and value.is_exact else None

    def choice(self, key: str) -> str:
        """The code of a choice."""
        value = self.values.get(key)
        if value is None:
            raise NotAvailable(Reason.MISSING, f"{_capital(NAMES.get(key, key))} ontbreekt.")
        return str(value)

    def truth(self, *keys: str) -> bool | None:
        """Whether any of some findings holds (yes, or abnormal); None when none does and one is unknown."""
        known = [_FINDINGS.get(self.values.get(key)) for key in keys]
        if True in known:
            return True
        return None if None in known else False

    def known_sex(self) -> Sex:
        """The sex, or the reason why an equation cannot do without."""
        if self.sex is None:
            raise NotAvailable(Reason.MISSING, "Het geslacht is niet bekend.")
        return self.sex

    def age(self) -> int:
        """Whole years on the day, when certain."""
        age = self.age_range()
        if not age.is_certain:
            raise NotAvailable(Reason.AMBIGUOUS, f"De leeftijd is {age} jaar: vul de geboortedatum aan.")
        return age.low

    def age_range(self) -> AgeRange:
        """Whole years on the day as a range."""
        if self.born is None or self.born.year is None:
            raise NotAvailable(Reason.MISSING, "De geboortedatum ontbreekt.")
        return age_on(self.born, self.on)

    def decimal_age(self) -> float:
        """Decimal years on the day, only with a fully known birth date."""
        if self.born is None or not self.born.is_complete:
            raise NotAvailable(Reason.MISSING, "De volledige geboortedatum is nodig.")
        return decimal_age(self.born.earliest, self.on)


def stored_value(
    *, numeric: Decimal | None = None, operator: str = "", choice: str | None = None, day: date | None = None
) -> Value:
    """A value as a calculation reads it, from the columns in which a measurement keeps it."""
    if numeric is not None:
        return Measured(float(numeric), Operator(operator))
    return day if choice is None else choice


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

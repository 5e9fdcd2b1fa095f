"""What a calculation hands back: a value with its provenance, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType


class Evidence(StrEnum):
    """Whether the numbers behind a calculation were read in a source or still need a clinical owner."""

    VERIFIED = "verified"
    TO_APPROVE = "to_approve"

    @property
    def label(self) -> str:
        """The Dutch word for the screen."""
        return "geverifieerd" if self is Evidence.VERIFIED else "te accorderen"


class Sex(StrEnum):
    """Sex as the equations need it; other or unknown is passed as None."""

    MALE = "male"
    FEMALE = "female"


class Reason(StrEnum):
    """Why a calculation gives no value."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    OUT_OF_RANGE = "out_of_range"
    AGE = "age"
    OPERATOR = "operator"
    UNIT = "unit"
    AMBIGUOUS = "ambiguous"
    MIXED_EDITIONS = "mixed_editions"
    NOT_FASTING = "not_fasting"
    BP_METHOD = "bp_method"
    DIABETES = "diabetes"
    NO_DIABETES = "no_diabetes"
    CVD = "cvd"
    TREATED = "treated"
    CKD = "ckd"
    FH = "fh"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that must be shown with an outcome: a stable code and its Dutch text."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """A named class that starts at `lower` (inclusive) and runs to the next band."""

    code: str
    label: str
    lower: float


def classify(value: float, bands: tuple[Band, ...]) -> Band:
    """Return the last band whose lower limit is not above the value; bands run from low to high."""
    found = bands[0]
    for band in bands:
        if value >= band.lower:
            found = band
    return found


def round_half_up(value: float, decimals: int) -> Decimal:
    """Round for display the way people do: 0.5 goes up, on the decimal notation of the number."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Result:
    """A computed value, unrounded, with the algorithm, version and inputs that gave it."""

    value: float | int | str
    unit: str
    algorithm: str
    version: str
    inputs: Mapping[str, object]
    notes: tuple[Note, ...] = ()
    band: Band | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    decimals: int = 0
    evidence: Evidence = Evidence.VERIFIED
    source: str = ""

    @property
    def is_blocked(self) -> bool:
        """A result always holds a value."""
        return False

    @property
    def rounded(self) -> Decimal | str:
        """The value as it is shown; classes are taken from the unrounded value, never from this one."""
        if isinstance(self.value, str):
            return self.value
        return round_half_up(self.value, self.decimals)

    def as_record(self) -> dict[str, object]:
        """Plain values for storage beside a measurement, so that history never needs recomputing."""
        return {
            "value": self.value,
            "unit": self.unit,
            "algorithm": self.algorithm,
            "version": self.version,
            "inputs": {name: _plain(value) for name, value in self.inputs.items()},
            "details": {name: _plain(value) for name, value in self.details.items()},
            "band": self.band.code if self.band else "",
            "notes": [note.code for note in self.notes],
            "evidence": str(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Blocked:
    """No value, and why: the reason for code, the Dutch text for the person at the screen."""

    reason: Reason
    text: str
    algorithm: str = ""
    version: str = ""

    @property
    def is_blocked(self) -> bool:
        """A blocked outcome never holds a value."""
        return True


Outcome = Result | Blocked


@dataclass(frozen=True, slots=True)
class Algorithm:
    """Identity of one calculation: stable key, version, Dutch title, source and unit of the result."""

    key: str
    version: str
    title: str
    source: str
    unit: str = ""
    decimals: int = 0
    evidence: Evidence = Evidence.VERIFIED

    def result(self, value: float | int | str, inputs: Mapping[str, object], **extra: object) -> Result:
        """A result of this algorithm; `extra` may hold notes, band and details."""
        return Result(
            value=value,
            unit=self.unit,
            algorithm=self.key,
            version=self.version,
            inputs=MappingProxyType(dict(inputs)),
            decimals=self.decimals,
            evidence=self.evidence,
            source=self.source,
            **extra,
        )

    def blocked(self, reason: Reason, text: str) -> Blocked:
        """The refusal of this algorithm to give a number."""
        return Blocked(reason=reason, text=text, algorithm=self.key, version=self.version)


@dataclass(frozen=True, slots=True)
class Scored:
    """A filled-in questionnaire: an outcome per scale, and flags that hold even when a total is blocked."""

    instrument: str
    version: str
    scales: Mapping[str, Outcome]
    flags: tuple[Note, ...] = ()

    def __getitem__(self, scale: str) -> Outcome:
        return self.scales[scale]


def _plain(value: object) -> object:
    if isinstance(value, str | int | float | bool | None):
        return value.value if isinstance(value, StrEnum) else value
    return str(value)

"""Which calculated values belong to a patient's history: on which days, and from which values.

A calculated value belongs to each day on which one of its anchors was recorded. Values that are one examination
(the lipids of one sample, spirometry before and after) are taken from that day; others may be older, up to the
look-back. A value that was given on the day itself (by a laboratory, by hand) goes before a calculated one.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from .age import add_months
from .facts import Facts, Value
from .measured import Measured
from .registry import COMPUTED, Calculation
from .result import Outcome

# House limits, no guideline: how old a value may be to count on a later day. Fifteen months is the look-back of a
# yearly control that came late (VIPLive reports); what once happened or hardly changes has no limit.
LOOK_BACK_MONTHS = 15
WITHOUT_LIMIT = frozenset(
    {"lengte", "ras", "voetulcus_ooit", "charcot_inactief", "dialyse", "sigaretten_per_dag", "rookjaren"}
)
GROWN_UP = 18
# What tells severe kidney damage, outside which no ten-year risk is given.
_KIDNEYS = ("egfr", "acr")


@dataclass(frozen=True, slots=True)
class Kept:
    """When a calculation is kept: its anchors, what must be of one day, and with which episode it has a meaning."""

    calculation: Calculation
    anchors: tuple[str, ...]
    together: tuple[str, ...] = ()
    with_episode: str = ""
    from_age: int = 0

    @property
    def reads(self) -> tuple[str, ...]:
        """Every determination whose value may change the outcome."""
        calculation = self.calculation
        return calculation.needs + calculation.uses + (_KIDNEYS if calculation.key == "hvz_risico" else ())


def _kept(key: str, *anchors: str, **limits: object) -> Kept:
    calculation = COMPUTED[key]
    return Kept(calculation, anchors or calculation.needs, **limits)


_LIPIDS = ("chol", "hdl", "trig", "nuchter")
_FINDINGS = ("monofil_li", "monofil_re", "voetdoorbl_li", "voetdoorbl_re", "voetdruk")
# In an order in which each finds what it is made of. Of the two eGFR equations only 2009 is kept: the one that
# the guideline on kidney damage of 2018 uses; two equations never share a line. How long somebody has diabetes
# changes without a measurement, so that is not kept at all.
KEPT = (
    _kept("bmi"),
    _kept("nonhdl", together=_LIPIDS),
    _kept("chol_hdl_ratio", together=_LIPIDS),
    _kept("ldl_friedewald", together=_LIPIDS),
    _kept("egfr_2009"),
    _kept("rcns"),
    _kept("hba1c_procent"),
    _kept("hvz_risico", "rr_sys", "chol", "hdl"),
    _kept("pakjaren"),
    _kept("sims", *_FINDINGS, together=_FINDINGS),
    _kept("mmrc"),
    _kept("fev1_z", "fev1_post"),
    _kept("fvc_z", "fvc_post"),
    _kept("fev1_fvc_z", "fev1_fvc_post"),
    _kept("fev1_procent", "fev1_post"),
    _kept("gold_stadium", "fev1_post", "fev1_fvc_post", together=("fev1_post", "fev1_fvc_post"), with_episode="R95"),
    _kept("reversibiliteit", together=("fev1_pre", "fev1_post")),
    _kept("gold_abe", with_episode="R95"),
    _kept("ziektelast_copd", "mrc", "ccq", with_episode="R95"),
    _kept("astmacontrole", "acq6", "act", with_episode="R96", from_age=16),
    _kept("valrisico", *COMPUTED["valrisico"].uses, together=COMPUTED["valrisico"].uses),
    _kept("ggz_echelon", together=COMPUTED["ggz_echelon"].needs),
)
STORED = frozenset(kept.calculation.stores for kept in KEPT)


def touched_by(keys: Collection[str]) -> tuple[Kept, ...]:
    """What has to be looked at when these determinations got another value, in the order of `KEPT`."""
    changed, found = set(keys), []
    for kept in KEPT:
        if not changed.isdisjoint((*kept.reads, kept.calculation.stores)):
            found.append(kept)
            changed.add(kept.calculation.stores)
    return tuple(found)


def read_for(which: Collection[Kept]) -> frozenset[str]:
    """The determinations that these calculations read or store, with those that go into them."""
    return frozenset(key for kept in _with_sources(which) for key in (*kept.reads, kept.calculation.stores))


def _with_sources(which: Collection[Kept]) -> list[Kept]:
    """These, and the calculations of which the outcome goes into them, in the order of `KEPT`."""
    wanted: set[str] = set()
    found = []
    for kept in reversed(KEPT):
        if kept in which or kept.calculation.stores in wanted:
            found.append(kept)
            wanted.update(kept.reads)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value of one determination as it was recorded."""

    on: date
    at: datetime
    value: Value
    has_time: bool = True


@dataclass(slots=True)
class Series:
    """What was recorded of one patient, by determination, oldest first."""

    rows: dict[str, list[Recorded]] = field(default_factory=dict)

    def add(self, key: str, row: Recorded) -> None:
        """Take up one value more; rows of one determination come in order."""
        self.rows.setdefault(key, []).append(row)

    def days_of(self, keys: Iterable[str]) -> dict[date, Recorded]:
        """The days on which one of these was recorded, each with the last of them, oldest first."""
        found: dict[date, Recorded] = {}
        for key in keys:
            for row in self.rows.get(key, ()):
                there = found.get(row.on)
                if there is None or row.at > there.at:
                    found[row.on] = row
        return dict(sorted(found.items()))

    def last(self, key: str, on: date) -> Recorded | None:
        """The last value up to and including the day."""
        rows = self.rows.get(key, [])
        place = bisect_right(rows, on, key=lambda row: row.on)
        return rows[place - 1] if place else None

    def merged(self, key: str, more: list[Recorded]) -> None:
        """Take up calculated values between those that were given."""
        self.rows[key] = sorted([*self.rows.get(key, []), *more], key=lambda row: row.at)


class Subject(Protocol):
    """The patient as the calculations know one: age, sex, episodes and medicines on a day."""

    def facts_on(self, on: date, values: Mapping[str, Value]) -> Facts:
        """The facts on the day with these values."""

    def has_episode(self, code: str, on: date) -> bool:
        """Whether an episode with this code runs on the day."""

    def is_younger_than(self, years: int, on: date) -> bool:
        """Whether the patient surely is younger than so many years on the day."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The outcome of one calculation on one day, and the moment it belongs to."""

    kept: Kept
    on: date
    at: datetime
    has_time: bool
    outcome: Outcome


def computed(
    series: Series, subject: Subject, which: Collection[Kept] = KEPT, *, last_only: bool = False
) -> Iterator[Computed]:
    """Every outcome that belongs to the history, blocked ones too; none on a day that has a given value.

    Oldest first for each calculation, or only that of its last day. A calculated value is an input of those after it
    (a class of kidney damage from a calculated eGFR).
    """
    known = Series(dict(series.rows))
    for kept in _with_sources(which):
        outcomes = list(_outcomes(kept, known, subject, last_only=last_only))
        known.merged(
            kept.calculation.stores,
            [
                Recorded(c.on, c.at, _as_input(c.outcome.value), c.has_time)
                for c in outcomes
                if not c.outcome.is_blocked
            ],
        )
        if kept in which:
            yield from outcomes


def _outcomes(kept: Kept, known: Series, subject: Subject, *, last_only: bool) -> Iterator[Computed]:
    given = {row.on for row in known.rows.get(kept.calculation.stores, ())}
    days = list(known.days_of(kept.anchors).items())
    for on, anchor in days[-1:] if last_only else days:
        if on in given or not _has_meaning(kept, subject, on):
            continue
        facts = subject.facts_on(on, _values(kept, known, subject, on))
        yield Computed(kept, on, anchor.at, anchor.has_time, kept.calculation.compute(facts))


def _has_meaning(kept: Kept, subject: Subject, on: date) -> bool:
    if kept.with_episode and not subject.has_episode(kept.with_episode, on):
        return False
    return not (kept.from_age and subject.is_younger_than(kept.from_age, on))


def _as_input(value: float | int | str) -> Value:
    return value if isinstance(value, str) else Measured(float(value))


def _values(kept: Kept, known: Series, subject: Subject, on: date) -> dict[str, Value]:
    """The values that count on the day for one calculation."""
    since = add_months(on, -LOOK_BACK_MONTHS)
    # A child grows: its height counts on the day on which it was measured.
    grows = subject.is_younger_than(GROWN_UP, on)
    found: dict[str, Value] = {}
    for key in kept.reads:
        row = known.last(key, on)
        if row is None:
            continue
        if key in kept.together or (key == "lengte" and grows):
            is_in_time = row.on == on
        else:
            is_in_time = key in WITHOUT_LIMIT or row.on > since
        if is_in_time:
            found[key] = row.value
    return found

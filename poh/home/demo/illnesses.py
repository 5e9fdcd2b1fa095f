"""Who has what, and what was measured of it: five years of controls, with the gaps of a real practice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

YEARS = 5


@dataclass(frozen=True)
class Series:
    """One determination in time: where it starts, how it drifts a year, how it varies, and how often it is done."""

    key: str
    start: tuple[float, float]
    drift: float
    noise: float
    every_days: int
    bounds: tuple[float, float]


@dataclass(frozen=True)
class Illness:
    """A condition of the demo: code and title, share by age, medicines, and what is measured of it."""

    key: str
    icpc: str
    title: str
    # (from age, share of the people of that age and older until the next)
    shares: tuple[tuple[int, float], ...]
    medicines: tuple[tuple[str, str, str, float], ...]
    series: tuple[Series, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...], tuple[int, ...], int], ...] = ()
    programme: str = ""
    # From this year of age the programme of the illness takes people in.
    from_age: int = 18

    def share(self, age: int) -> float:
        """The share of people of `age` who have it."""
        found = 0.0
        for from_age, share in self.shares:
            if age >= from_age:
                found = share
        return found


PRESSURE = (
    Series("rr_sys", (128, 158), -0.5, 8, 120, (95, 195)),
    Series("rr_dia", (72, 92), -0.3, 5, 120, (50, 110)),
)
# Asked once in twenty years of a grown-up; here with the yearly control, so that the body mass index is known.
HEIGHT = Series("lengte", (156, 190), 0, 0.2, 365, (145, 205))
WEIGHT = Series("gewicht", (62, 108), 0.3, 1.2, 120, (45, 160))
KIDNEY = (
    Series("kreat", (62, 108), 1.2, 4, 365, (45, 320)),
    Series("egfr", (52, 96), -1.4, 3, 365, (12, 120)),
    Series("acr", (0.4, 4), 0.2, 0.6, 365, (0.1, 60)),
)
LIPIDS = (
    Series("chol", (3.8, 5.8), -0.1, 0.3, 365, (2.5, 9)),
    Series("hdl", (0.9, 1.7), 0, 0.08, 365, (0.6, 2.6)),
    Series("ldl", (1.6, 3.6), -0.1, 0.3, 365, (0.7, 6)),
    Series("trig", (0.9, 2.8), 0, 0.3, 365, (0.5, 6)),
)
SMOKING = ("roken", ("nooit", "voorheen", "ja"), (42, 40, 18), 365)
EXERCISE = ("bewegen", ("voldoet", "voldoet_niet"), (48, 52), 365)

DIABETES = Illness(
    key="dm2",
    icpc="T90.02",
    title="Diabetes mellitus type 2",
    shares=((35, 0.015), (45, 0.05), (60, 0.13), (75, 0.17)),
    medicines=(
        ("metformine 500 mg", "A10BA02", "2dd1", 0.85),
        ("gliclazide MGA 30 mg", "A10BB09", "1dd1", 0.35),
        ("insuline glargine 100 E/ml", "A10AE04", "1dd 18 E", 0.16),
        ("simvastatine 40 mg", "C10AA01", "1dd1", 0.7),
        ("enalapril 10 mg", "C09AA02", "1dd1", 0.5),
    ),
    series=(
        Series("hba1c", (46, 66), 0.6, 4, 120, (38, 105)),
        Series("gluc_n", (6.2, 9.2), 0.1, 0.9, 120, (3.8, 16)),
        HEIGHT, WEIGHT, *PRESSURE, *KIDNEY, *LIPIDS,
        Series("sims", (0, 1.2), 0.05, 0.2, 365, (0, 3)),
    ),
    choices=(
        SMOKING, EXERCISE,
        ("monofil_li", ("normaal", "afwijkend"), (88, 12), 365),
        ("monofil_re", ("normaal", "afwijkend"), (88, 12), 365),
        ("dmrp_li", ("R0", "R1"), (92, 8), 720),
        ("dmrp_re", ("R0", "R1"), (92, 8), 720),
    ),
    programme="dm2",
)  # fmt: skip

VASCULAR = Illness(
    key="hvz",
    icpc="K76",
    title="Coronairlijden",
    shares=((50, 0.03), (65, 0.1), (80, 0.16)),
    medicines=(
        ("acetylsalicylzuur 80 mg", "B01AC06", "1dd1", 0.9),
        ("atorvastatine 40 mg", "C10AA05", "1dd1", 0.85),
        ("metoprolol 50 mg", "C07AB02", "1dd1", 0.6),
        ("perindopril 4 mg", "C09AA04", "1dd1", 0.55),
    ),
    series=(*PRESSURE, HEIGHT, WEIGHT, *KIDNEY, *LIPIDS),
    choices=(SMOKING, EXERCISE),
    programme="cvrm",
)

HYPERTENSION = Illness(
    key="hypertensie",
    icpc="K86",
    title="Hypertensie zonder orgaanbeschadiging",
    shares=((40, 0.08), (55, 0.22), (70, 0.34)),
    medicines=(
        ("hydrochloorthiazide 12,5 mg", "C03AA03", "1dd1", 0.5),
        ("amlodipine 5 mg", "C08CA01", "1dd1", 0.45),
        ("losartan 50 mg", "C09CA01", "1dd1", 0.4),
    ),
    series=(*PRESSURE, HEIGHT, WEIGHT, *KIDNEY, *LIPIDS),
    choices=(SMOKING, EXERCISE),
    programme="cvrm",
)

COPD = Illness(
    key="copd",
    icpc="R95",
    title="COPD",
    shares=((45, 0.015), (60, 0.06), (75, 0.09)),
    medicines=(
        ("tiotropium 18 mcg", "R03BB04", "1dd1", 0.7),
        ("salbutamol 100 mcg", "R03AC02", "zo nodig", 0.8),
    ),
    series=(
        Series("ccq", (0.6, 2.4), 0.05, 0.3, 365, (0, 5)),
        Series("mrc", (1, 3.4), 0.05, 0.3, 365, (1, 5)),
        Series("longaanvallen", (0, 1.4), 0, 0.5, 365, (0, 5)),
        Series("fev1_post", (1.3, 2.9), -0.04, 0.06, 540, (0.5, 4.5)),
        Series("fev1_fvc_post", (0.48, 0.69), -0.004, 0.01, 540, (0.3, 0.75)),
        HEIGHT,
        Series("gewicht", (52, 98), -0.2, 1, 365, (40, 150)),
    ),
    choices=(
        ("roken", ("voorheen", "ja", "nooit"), (56, 36, 8), 365),
        EXERCISE,
        ("ziektelast_copd", ("licht", "matig", "ernstig"), (62, 31, 7), 365),
        ("inhalatietechniek", ("goed", "matig", "slecht"), (64, 28, 8), 365),
    ),
    programme="copd",
)  # fmt: skip

ASTHMA = Illness(
    key="astma",
    icpc="R96",
    title="Astma",
    shares=((18, 0.04),),
    medicines=(
        ("budesonide 200 mcg", "R03BA02", "2dd1", 0.75),
        ("salbutamol 100 mcg", "R03AC02", "zo nodig", 0.8),
    ),
    series=(
        Series("act", (16, 24), 0.1, 2, 365, (5, 25)),
        Series("longaanvallen", (0, 0.8), 0, 0.4, 365, (0, 4)),
    ),
    choices=(
        SMOKING,
        ("inhalatietechniek", ("goed", "matig", "slecht"), (70, 25, 5), 365),
    ),
    programme="astma",
)

CHILD_ASTHMA = Illness(
    key="astma_kind",
    icpc="R96",
    title="Astma",
    shares=((6, 0.05), (18, 0)),
    medicines=(
        ("fluticason 50 mcg", "R03BA05", "2dd1", 0.6),
        ("salbutamol 100 mcg", "R03AC02", "zo nodig", 0.9),
    ),
    series=(
        Series("c_act", (17, 26), 0.1, 2, 180, (5, 27)),
        Series("longaanvallen", (0, 0.8), 0, 0.4, 180, (0, 4)),
    ),
    choices=(("inhalatietechniek", ("goed", "matig"), (70, 30), 180),),
    programme="astma_kind",
    from_age=6,
)

ILLNESSES = (DIABETES, VASCULAR, HYPERTENSION, COPD, ASTHMA, CHILD_ASTHMA)


@dataclass(frozen=True)
class Reading:
    """One value of the history: a number (as the laboratory reports it, with its operator) or an answer."""

    key: str
    on: date
    number: float | None = None
    operator: str = ""
    answer: str = ""


@dataclass
class Course:
    """How faithfully somebody comes: the share of controls kept, and when they were last seen at all.

    `levels` is of the person: weight and pressure start in one place, whatever illness asks for them.
    """

    chance: random.Random
    on: date
    since: date
    levels: dict[str, float]
    keeps: float = field(init=False)
    until: date = field(init=False)
    _visits: dict[int, list[date]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.keeps = self.chance.choice([0.95, 0.9, 0.85, 0.7, 0.4])
        # About one in seven stopped coming some time ago: those are the ones a recall must find.
        gap = self.chance.choice([0, 0, 0, 0, 0, 30, 60, 90, 150, 300, 500])
        self.until = self.on - timedelta(days=gap + self.chance.randint(1, 25))

    def visits(self, every_days: int) -> list[date]:
        """The days of the visits at this rhythm, oldest first, some missed: everything of it is done together."""
        if every_days not in self._visits:
            self._visits[every_days] = list(self._draw(every_days))
        return self._visits[every_days]

    def _draw(self, every_days: int) -> Iterator[date]:
        first = max(self.since, self.on - timedelta(days=365 * YEARS))
        day = first + timedelta(days=self.chance.randint(0, every_days))
        while day <= self.until:
            if self.chance.random() < self.keeps:
                yield day
            day += timedelta(days=every_days + self.chance.randint(-12, 18))


def readings(illness: Illness, course: Course) -> Iterator[Reading]:
    """Everything that was measured of one illness in one person."""
    for series in illness.series:
        yield from _numbers(series, course)
    for key, answers, weights, every_days in illness.choices:
        answer = course.chance.choices(answers, weights=weights)[0]
        for day in course.visits(every_days):
            yield Reading(key, day, answer=answer)


def _numbers(series: Series, course: Course) -> Iterator[Reading]:
    chance, (low, high) = course.chance, series.bounds
    level = course.levels.setdefault(series.key, chance.uniform(*series.start))
    for day in course.visits(series.every_days):
        years = (day - course.on).days / 365.25 + YEARS
        value = min(high, max(low, level + series.drift * years + chance.gauss(0, series.noise)))
        if series.key == "egfr" and value > 90:
            yield Reading(series.key, day, 90, ">")
        elif series.key == "acr" and value < 0.5:
            yield Reading(series.key, day, 0.3, "<")
        else:
            yield Reading(series.key, day, value)

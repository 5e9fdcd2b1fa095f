"""A patient as the calculations need one: what was true of age, sex, episodes and medicines on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from poh.base.dates import PartialDate
from protocols.calculations.age import add_months
from protocols.calculations.facts import Facts, Value
from protocols.calculations.kidney_risk import Risk, ckd_risk
from protocols.calculations.measured import Measured
from protocols.calculations.result import Sex
from protocols.calculations.score2 import Exclusions
from protocols.conditions import KnownEpisode
from protocols.conditions.python import has_code

# Heart or vascular disease as the regional protocols list it (ROHA, HZW, PrimaCura), and the medicines that make
# somebody treated: blood pressure (VVR inclusion of the same sources) and cholesterol (C10).
DIABETES = ("T90",)
CARDIOVASCULAR = (
    *("K74", "K75", "K76.01", "K76.02", "K89", "K90.02", "K90.03"),
    *("K91", "K92.01", "K99.01"),
)
KIDNEY_DISEASE = ("U99.01",)
PREVENTIVE = ("C02", "C03", "C07", "C08", "C09", "C10")
# No code for it was read in a source; the title of the episode says it.
FAMILIAL = "familiaire hyperchol"
SEVERE_EGFR = 30


@dataclass(frozen=True, slots=True)
class KnownMedicine:
    """A medicine with the period of its use; None is unknown, or still in use."""

    atc: str
    started_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class PatientSubject:
    """One patient over the years."""

    sex: Sex | None
    born: PartialDate
    episodes: tuple[KnownEpisode, ...] = ()
    medicines: tuple[KnownMedicine, ...] = ()
    has_familial: bool = False

    def facts_on(self, on: date, values: Mapping[str, Value]) -> Facts:
        """The facts on the day with these values."""
        born = self.born if self.born.earliest and self.born.earliest <= on else None
        return Facts(on, values, self.sex, born, self._diabetes_since(on), self._exclusions(on, values))

    def has_episode(self, code: str, on: date) -> bool:
        """Whether an episode with this code runs on the day."""
        return any(has_code(e.icpc, (code,)) and _runs(e, on) for e in self.episodes)

    def is_younger_than(self, years: int, on: date) -> bool:
        """Whether the patient surely is younger than so many years on the day."""
        return self.born.earliest is not None and add_months(self.born.earliest, 12 * years) > on

    def _diabetes_since(self, on: date) -> PartialDate | None:
        onsets = [e.onset_on for e in self.episodes if has_code(e.icpc, DIABETES) and _runs(e, on) and e.onset_on]
        first = min(onsets, default=None)
        return PartialDate(first.year, first.month, first.day) if first else None

    def _exclusions(self, on: date, values: Mapping[str, Value]) -> Exclusions:
        return Exclusions(
            has_diabetes=self.has_episode(DIABETES[0], on),
            has_cvd=any(has_code(e.icpc, CARDIOVASCULAR) and _has_begun(e.onset_on, on) for e in self.episodes),
            uses_preventive_medication=any(m.atc.startswith(PREVENTIVE) and _in_use(m, on) for m in self.medicines),
            has_severe_ckd=self.has_episode(KIDNEY_DISEASE[0], on) or _is_severe(values),
            has_fh=self.has_familial,
        )


def _has_begun(onset_on: date | None, on: date) -> bool:
    return onset_on is None or onset_on <= on


def _runs(episode: KnownEpisode, on: date) -> bool:
    return _has_begun(episode.onset_on, on) and (episode.ended_on is None or episode.ended_on > on)


def _in_use(medicine: KnownMedicine, on: date) -> bool:
    return _has_begun(medicine.started_on, on) and (medicine.stopped_on is None or medicine.stopped_on > on)


def _is_severe(values: Mapping[str, Value]) -> bool:
    """Whether eGFR and ACR of the day mean severe kidney damage, whatever the ACR below an eGFR of 30."""
    egfr, acr = values.get("egfr"), values.get("acr")
    if not isinstance(egfr, Measured):
        return False
    if egfr.highest < SEVERE_EGFR:
        return True
    if not isinstance(acr, Measured):
        return False
    outcome = ckd_risk(egfr, acr)
    return not outcome.is_blocked and outcome.details["risk"] == int(Risk.SEVERE)

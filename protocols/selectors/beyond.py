"""What came before the latest values, and what few rules ask: read once a rule asks, for all patients together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from patients.models import FamilyHistory, Ica, Measurement, TreatmentLimit
from poh.accounts.models import Practice
from protocols.conditions import KnownValue
from protocols.conditions.facts import KnownIca, KnownMore, KnownRange, KnownRelative
from protocols.contents import histories_asked
from protocols.models import PersonalTarget


@dataclass
class Beyond:
    """One reading for a group of patients: four queries for what few rules ask, one for the histories."""

    practice: Practice
    patient_ids: Collection[int]
    on: date
    _more: dict[int, KnownMore] | None = field(default=None, init=False)
    _histories: dict[int, dict[str, list[KnownValue]]] = field(default_factory=dict, init=False)
    _read: set[str] = field(default_factory=set, init=False)

    def of(self, patient_id: int) -> BeyondOf:
        """What is known beyond the latest values of one of the patients."""
        return BeyondOf(self, patient_id)

    def more(self, patient_id: int) -> KnownMore:
        """Family history, warnings, limits and agreed targets of one patient."""
        if self._more is None:
            self._more = self._read_more()
        return self._more.get(patient_id, KnownMore())

    def values_of(self, patient_id: int, key: str) -> Sequence[KnownValue]:
        """Every value of one determination of one patient, newest first."""
        if key not in self._read:
            self._read_histories({key, *histories_asked()} - self._read)
        return self._histories.get(patient_id, {}).get(key, ())

    def _read_histories(self, keys: set[str]) -> None:
        rows = Measurement.objects.for_practice(self.practice).filter(
            patient__in=self.patient_ids, determination__in=keys
        )
        columns = ("patient", "determination", "observed_on", "date", "numeric", "operator", "choice", "method")
        for patient, key, observed_on, day, *value in rows.current().newest_first().values_list(*columns):
            done_on = min(observed_on, day) if day else observed_on
            self._histories.setdefault(patient, {}).setdefault(key, []).append(KnownValue(done_on, *value))
        self._read |= keys

    def _read_more(self) -> dict[int, KnownMore]:
        relatives, icas, limits = defaultdict(list), defaultdict(list), defaultdict(set)
        agreed: dict[int, dict[str, KnownRange]] = defaultdict(dict)
        for row in self._current(FamilyHistory):
            relatives[row.patient_id].append(KnownRelative(row.relative, row.icpc, row.age_at_event))
        for row in self._current(Ica):
            icas[row.patient_id].append(KnownIca(row.kind, row.code))
        for row in self._current(TreatmentLimit):
            limits[row.patient_id].add(row.kind)
        for row in self._current(PersonalTarget).order_by("started_on", "pk"):
            agreed[row.patient_id][row.determination_id] = KnownRange(row.low, row.high)
        return {
            pk: KnownMore(tuple(relatives[pk]), tuple(icas[pk]), frozenset(limits[pk]), dict(agreed[pk]))
            for pk in self.patient_ids
        }

    def _current(self, model) -> Iterable:
        return model.objects.for_practice(self.practice).current(on=self.on).filter(patient__in=self.patient_ids)


@dataclass(frozen=True)
class BeyondOf:
    """The same for one patient, as `KnownFacts` holds it."""

    group: Beyond
    patient_id: int

    def more(self) -> KnownMore:
        """Family history, warnings, treatment limits and agreed targets."""
        return self.group.more(self.patient_id)

    def values_of(self, key: str) -> Sequence[KnownValue]:
        """Every value of a determination, newest first."""
        return self.group.values_of(self.patient_id, key)

"""What came before the latest values, and what few rules ask: read once a rule asks, for all patients together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, QuerySet

from patients.models import FamilyHistory, Ica, Measurement, TreatmentLimit
from poh.accounts.models import Practice
from poh.base.together import read_together
from protocols.conditions import KnownValue
from protocols.conditions.facts import KnownIca, KnownMore, KnownRange, KnownRelative
from protocols.contents import histories_asked
from protocols.models import PersonalTarget

_VALUE = ("patient", "determination", "observed_on", "date", "numeric", "operator", "choice", "method")


@dataclass
class Beyond:
    """One reading for a group of patients: a query for what few rules ask, and one for the histories."""

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

    def asked(self) -> dict[str, QuerySet]:
        """What `take` takes in: to be read together with the rest that a page needs."""
        return self._more_asked() | {"histories": self._rows(histories_asked())}

    def take(self, read: Mapping[str, list]) -> None:
        """Know what was read together, so that nothing is read for it later."""
        self._more = self._more_from(read)
        self._keep(read["histories"])
        self._read |= histories_asked()

    def _read_histories(self, keys: set[str]) -> None:
        self._keep(self._rows(keys))
        self._read |= keys

    def _rows(self, keys: Collection[str]) -> QuerySet[Measurement]:
        rows = Measurement.objects.for_practice(self.practice)
        rows = rows.filter(patient__in=self.patient_ids, determination__in=keys)
        return rows.current().newest_first().only(*_VALUE)

    def _keep(self, rows: Iterable[Measurement]) -> None:
        for row in rows:
            done_on = min(row.observed_on, row.date) if row.date else row.observed_on
            value = KnownValue(done_on, row.numeric, row.operator, row.choice, row.method)
            self._histories.setdefault(row.patient_id, {}).setdefault(row.determination_id, []).append(value)

    def _read_more(self) -> dict[int, KnownMore]:
        return self._more_from(read_together(**self._more_asked()))

    def _more_asked(self) -> dict[str, QuerySet]:
        """Four short tables: a rule that asks for one of them is followed by others that ask for the rest."""

        def of_them(model: type[Model], *columns: str) -> QuerySet:
            rows = model.objects.for_practice(self.practice).filter(patient__in=self.patient_ids)
            return rows.current(on=self.on).order_by("id").only("patient", *columns)

        targets = of_them(PersonalTarget, "determination", "low", "high").order_by("started_on", "id")
        return {
            "relatives": of_them(FamilyHistory, "relative", "icpc", "age_at_event"),
            "icas": of_them(Ica, "kind", "code"),
            "limits": of_them(TreatmentLimit, "kind"),
            "targets": targets,
        }

    def _more_from(self, read: Mapping[str, list]) -> dict[int, KnownMore]:
        relatives, icas, limits = defaultdict(list), defaultdict(list), defaultdict(set)
        agreed: dict[int, dict[str, KnownRange]] = defaultdict(dict)
        for row in read["relatives"]:
            relatives[row.patient_id].append(KnownRelative(row.relative, row.icpc, row.age_at_event))
        for row in read["icas"]:
            icas[row.patient_id].append(KnownIca(row.kind, row.code))
        for row in read["limits"]:
            limits[row.patient_id].add(row.kind)
        for row in read["targets"]:
            agreed[row.patient_id][row.determination_id] = KnownRange(row.low, row.high)
        return {
            pk: KnownMore(tuple(relatives[pk]), tuple(icas[pk]), frozenset(limits[pk]), dict(agreed[pk]))
            for pk in self.patient_ids
        }


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

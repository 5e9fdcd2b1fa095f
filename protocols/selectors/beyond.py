"""What came before the latest values, and what few rules ask: read once a rule asks, for all patients together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from patients.models import Measurement
from poh.accounts.models import Practice
from protocols.conditions import KnownValue
from protocols.conditions.facts import KnownIca, KnownMore, KnownRange, KnownRelative
from protocols.contents import histories_asked


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
        with connection.cursor() as cursor:
            cursor.execute(_MORE, {"practice": self.practice.pk, "patients": list(self.patient_ids), "on": self.on})
            for patient, what, word, code, first, second in cursor.fetchall():
                if what == "relative":
                    relatives[patient].append(KnownRelative(word, code, None if first is None else int(first)))
                elif what == "ica":
                    icas[patient].append(KnownIca(word, code))
                elif what == "limit":
                    limits[patient].add(word)
                else:
                    agreed[patient][word] = KnownRange(first, second)
        return {
            pk: KnownMore(tuple(relatives[pk]), tuple(icas[pk]), frozenset(limits[pk]), dict(agreed[pk]))
            for pk in self.patient_ids
        }


# One reading for four short tables: a rule that asks for one of them is followed by others that ask for the rest.
_OF_THEM = "practice_id = %(practice)s AND patient_id = ANY(%(patients)s) AND (ended_on IS NULL OR ended_on > %(on)s)"
_MORE = f"""
    SELECT patient_id, what, word, code, first, second FROM (
        SELECT patient_id, 'relative' AS what, relative AS word, icpc AS code, age_at_event::numeric AS first,
            NULL::numeric AS second, NULL::date AS since, id
        FROM patients_familyhistory WHERE {_OF_THEM}
        UNION ALL SELECT patient_id, 'ica', kind, code, NULL, NULL, NULL, id FROM patients_ica WHERE {_OF_THEM}
        UNION ALL SELECT patient_id, 'limit', kind, '', NULL, NULL, NULL, id
        FROM patients_treatmentlimit WHERE {_OF_THEM}
        UNION ALL SELECT patient_id, 'agreed', determination_id, '', low, high, started_on, id
        FROM protocols_personaltarget WHERE {_OF_THEM} AND started_on <= %(on)s
    ) found ORDER BY since, id
"""  # noqa: S608 - our own words


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

"""The log as people read it: who saw one patient, and what happened in a practice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Exists, F, Func, Max, Min, OuterRef, QuerySet, Subquery
from django.utils.functional import cached_property

from poh.accounts.models import Membership, Practice
from poh.audit.enums import Event
from poh.audit.models import AccessLog, ChainCheck, LogReview
from poh.audit.querysets import AccessLogQuerySet
from poh.audit.rules.periods import Period

MOST_COUNTED = 5000

# What makes two lines the same act of the same person on the same day.
_ACT = (
    "user_id, user_name, user_role, is_requestor, responsible_name, responsible_role, event_type, action, outcome, "
    "reason, relation_basis, consent_profile, auth_protocol, detail, object_class"
)


@dataclass(frozen=True)
class Act:
    """One line of a log as shown: an act, done `times` times on one day between two moments."""

    first_at: Any
    last_at: Any
    times: int
    user_id: int | None
    user_name: str
    user_role: str
    is_requestor: bool
    responsible_name: str
    responsible_role: str
    event_type: str
    action: str
    outcome: int
    reason: str
    relation_basis: str
    consent_profile: str
    auth_protocol: str
    detail: dict
    object_class: str


class Acts(Sequence):
    """Lines from one of the reading functions of the database, newest first; only what is sliced is read."""

    def __init__(self, function: str, *params: Any, merged: bool) -> None:
        self.function, self.params, self.merged = function, params, merged

    def __len__(self) -> int:
        return self._rows(f"SELECT count(*) FROM ({self._acts}) acts")[0][0]  # noqa: S608 - our own words

    def __getitem__(self, part: slice) -> list[Act]:
        start, stop = part.start or 0, part.stop
        limit = "ALL" if stop is None else str(int(stop) - int(start))
        sql = f"{self._acts} ORDER BY first_at DESC, last_at DESC LIMIT {limit} OFFSET {int(start)}"
        # Django leaves JSON from its own cursor as text.
        return [Act(*row[:-2], json.loads(row[-2]), row[-1]) for row in self._rows(sql)]

    @property
    def _acts(self) -> str:
        group = f"(at AT TIME ZONE '{settings.TIME_ZONE}')::date" if self.merged else "seq"
        places = ", ".join(["%s"] * len(self.params))
        return (
            f"SELECT min(at) AS first_at, max(at) AS last_at, count(*) AS times, {_ACT}"  # noqa: S608 - own words
            f" FROM {self.function}({places}) GROUP BY {group}, {_ACT}"
        )

    def _rows(self, sql: str) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return cursor.fetchall()


def access_of_patient(*, patient_id: int, period: Period, merged: bool = True) -> Acts:
    """Who did what with this patient of the current practice; `merged` takes a day's same acts together."""
    return Acts("audit_entries_of_patient", patient_id, period.since, period.until, merged=merged)


def logins_of_staff(*, period: Period) -> Acts:
    """How the people who work or worked in the current practice logged in, or failed to."""
    return Acts("audit_logins_of_staff", period.since, period.until, merged=False)


def entries_of_practice(*, practice: Practice, period: Period) -> AccessLogQuerySet:
    """Everything logged in a practice, newest first."""
    rows = AccessLog.objects.for_practice(practice).between(since=period.since, until=period.until)
    return rows.order_by("-at", "-seq")


class EntryPaginator(Paginator):
    """Pages of a log that may be very long: counts no further than `MOST_COUNTED`, and shows each verdict."""

    def __init__(self, entries: AccessLogQuerySet, per_page: int, *, practice: Practice) -> None:
        review = LogReview.objects.for_practice(practice).filter(entry_id=OuterRef("pk"))
        super().__init__(entries.annotate(verdict=Subquery(review.values("verdict"))), per_page)
        self.counted = entries

    @cached_property
    def count(self) -> int:
        return self.counted[:MOST_COUNTED].count()

    @property
    def is_cut_off(self) -> bool:
        """Whether there may be more than is counted."""
        return self.count == MOST_COUNTED


@dataclass(frozen=True)
class Touched:
    """What kind of act was done with one patient, how often, and between which moments."""

    patient_id: int
    event_type: str
    times: int
    first_at: datetime
    last_at: datetime


def patients_touched(entries: AccessLogQuerySet) -> list[Touched]:
    """Which patients these entries are about, and what was done with each: what a data breach must be told with."""
    rows = (
        entries.order_by().annotate(patient=Func(F("patient_ids"), function="unnest")).values("patient", "event_type")
    )
    rows = rows.annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at")).order_by("patient", "event_type")
    return [Touched(row.pop("patient"), **row) for row in rows]


def awaiting_review(*, practice: Practice) -> QuerySet[AccessLog]:
    """Uses of the noodknop that nobody has judged yet, the oldest first."""
    review = LogReview.objects.for_practice(practice).filter(entry_id=OuterRef("pk"))
    return AccessLog.objects.for_practice(practice).break_glass().filter(~Exists(review)).order_by("at", "seq")


def staff_of_practice(*, practice: Practice) -> list[tuple[int, str]]:
    """Everybody who works or worked in a practice, by name."""
    rows = Membership.objects.for_practice(practice).order_by("user__name").values_list("user_id", "user__name")
    return list(dict.fromkeys(rows))


def latest_check(*, practice: Practice) -> ChainCheck | None:
    """The outcome of the last verification of this practice's log."""
    return ChainCheck.objects.for_practice(practice).order_by("-checked_at").first()


EVENTS_IN_PRACTICE = [event for event in Event if not event.value.startswith("login.")]

"""Figures about requests: how old, how fast, how often within the term, and where they come from. No patients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from consultations.enums_requests import RequestAct, RequestChannel, RequesterKind
from consultations.models import ConsultationRequest
from poh.accounts.models import Practice

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """The numbers of a period; None where there is nothing to count."""

    received: int
    oldest_on: date | None
    median_days: float | None
    within_norm: int | None
    returned: int | None
    no_show: int | None


@dataclass(frozen=True)
class Share:
    """The numbers of one channel or one kind of requester."""

    label: str
    figures: Figures


def figures(*, practice: Practice, since: date, at: datetime) -> tuple[Figures, list[Share], list[Share]]:
    """All requests received since, and the same by channel and by requester. Two queries whatever their number."""
    rows = ConsultationRequest.objects.for_practice(practice).filter(received_at__date__gte=since)
    seen = _seen(rows, at=at)
    oldest = ConsultationRequest.objects.for_practice(practice).unfinished().aggregate(first=Min("received_at"))
    oldest_on = oldest["first"] and timezone.localdate(oldest["first"])
    by_channel = [Share(c.label, _figures([r for r in seen if r["channel"] == c], None)) for c in RequestChannel]
    by_kind = [Share(k.label, _figures([r for r in seen if r["requester_kind"] == k], None)) for k in RequesterKind]
    return (
        _figures(seen, oldest_on),
        [share for share in by_channel if share.figures.received],
        [share for share in by_kind if share.figures.received],
    )


def _seen(rows: QuerySet, *, at: datetime) -> list[dict]:
    """A line for each request: when it came, when it was planned and by when that should be, what befell it."""
    befell = {
        "returned": Count("steps", filter=Q(steps__act=RequestAct.RETURNED)),
        "missed": Count("steps", filter=Q(steps__act=RequestAct.NO_SHOW)),
    }
    fields = ("channel", "requester_kind", "received_at", "planned_at", "plan_due_at")
    return [row | {"at": at} for row in rows.annotate(**befell).order_by().values(*fields, *befell)]


def _figures(rows: list[dict], oldest_on: date | None) -> Figures:
    planned = [row for row in rows if row["planned_at"]]
    # Of what is not planned yet only what should have been counts: it is late.
    judged = [row for row in rows if row["plan_due_at"] and (row["planned_at"] or row["plan_due_at"] < row["at"])]
    in_time = [row for row in judged if row["planned_at"] and row["planned_at"] <= row["plan_due_at"]]
    days = [(row["planned_at"] - row["received_at"]) / DAY for row in planned]
    return Figures(
        received=len(rows),
        oldest_on=oldest_on,
        median_days=round(median(days), 1) if days else None,
        within_norm=_percentage(len(in_time), len(judged)),
        returned=_percentage(sum(row["returned"] > 0 for row in rows), len(rows)),
        no_show=_percentage(sum(row["missed"] > 0 for row in planned), len(planned)),
    )


def _percentage(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None

"""A week of the log as the rules of suspicion read it, and the proposals that came of it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from django.db.models import F, Func, QuerySet
from django.db.models.functions import TruncDate

from poh.accounts.models import Practice
from poh.audit.enums import Event
from poh.audit.models import AccessLog, LogProposal
from poh.audit.rules.periods import Period
from poh.audit.rules.suspicion import Line, Suspect, far_above_usual, outside_hours, repeatedly_refused

USUAL_DAYS = 56

# Apps that know more than the log add what they look at: (practice, lines of the week) -> suspects.
Finder = Callable[[Practice, list[Line]], list[Suspect]]
finders: list[Finder] = []


def suspects_of_week(*, practice: Practice, week: Period) -> list[Suspect]:
    """What stands out in the week, of every rule that there is."""
    lines = _lines(practice, week)
    found = outside_hours(lines) + repeatedly_refused(lines)
    found += far_above_usual(lines, usual=_usual(practice, week))
    return found + [suspect for finder in finders for suspect in finder(practice, lines)]


def open_proposals(*, practice: Practice) -> QuerySet[LogProposal]:
    """What waits for a finding, the weightiest and oldest first."""
    rows = LogProposal.objects.for_practice(practice).open().select_related("user")
    return rows.order_by("week", "suspicion", "user__name")


def closed_proposals(*, practice: Practice) -> QuerySet[LogProposal]:
    """What has a finding, the newest first."""
    return (
        LogProposal.objects.for_practice(practice).closed().select_related("user", "closed_by").order_by("-closed_at")
    )


def lines_of_proposal(*, proposal: LogProposal) -> QuerySet[AccessLog]:
    """The lines of the log that a proposal rests on, oldest first."""
    return AccessLog.objects.for_practice(proposal.practice).filter(pk__in=proposal.entry_ids).order_by("at", "seq")


def _lines(practice: Practice, week: Period) -> list[Line]:
    rows = AccessLog.objects.for_practice(practice).between(since=week.since, until=week.until)
    rows = rows.filter(event_type__in=[Event.PATIENT_OPENED, Event.ACCESS_REFUSED], user_id__isnull=False)
    values = rows.order_by("at", "seq").values_list("id", "at", "user_id", "user_name", "event_type", "patient_ids")
    return [Line(*row[:-1], patient_ids=tuple(row[-1])) for row in values.iterator()]


def _usual(practice: Practice, week: Period) -> dict[int, list[int]]:
    """Of each person, how many records they opened on each day of the eight weeks before."""
    rows = AccessLog.objects.for_practice(practice).between(
        since=week.since - timedelta(days=USUAL_DAYS), until=week.since
    )
    opened = rows.filter(event_type=Event.PATIENT_OPENED, user_id__isnull=False)
    opened = opened.annotate(day=TruncDate("at"), patient=Func(F("patient_ids"), function="unnest"))
    counts: dict[int, list[int]] = defaultdict(list)
    days = opened.values("user_id", "day", "patient").distinct()
    per_day: dict[tuple[int, object], int] = defaultdict(int)
    for row in days.iterator():
        per_day[row["user_id"], row["day"]] += 1
    for (user_id, _), count in per_day.items():
        counts[user_id].append(count)
    return counts

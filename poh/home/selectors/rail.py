"""What the rail counts: only what somebody must act on today."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from consultations.models import ConsultationRequest
from poh.accounts.models import Membership, Practice
from poh.accounts.permissions import Permission
from poh.worklist.models import Task


def rail_counts(*, member: Membership, permissions: Collection[str], at: datetime) -> dict[str, int]:
    """What somebody must act on today, by the url name of the list that shows it; one query."""
    on = timezone.localdate(at)
    tasks = Task.objects.for_practice(OuterRef("pk")).unfinished().before(member).pressing(on=on)
    if Permission.PATIENT_VIEW not in permissions:
        tasks = tasks.without_patients()
    counted = {"worklist:list": tasks}
    if Permission.REQUEST_REGISTER in permissions:
        requests = ConsultationRequest.objects.for_practice(OuterRef("pk"))
        counted["consultations:inbox"] = requests.pressing(member, until=_end_of(on))
    names = {name.replace(":", "_"): name for name in counted}
    query = Practice.objects.filter(pk=member.practice_id)
    found = query.values(**{key: _count(counted[name]) for key, name in names.items()}).get()
    return {names[key]: count for key, count in found.items()}


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("practice").annotate(count=Count("pk")).values("count")), 0)


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), datetime.min.time()))

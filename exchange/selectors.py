"""Imports and their quarantine, for pages and for the import itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from exchange.enums import ItemState, QuarantineReason
from exchange.maps import maps
from exchange.models import Import, QuarantinedItem
from exchange.querysets import ImportQuerySet, QuarantineQuerySet
from exchange.rules.catalogue import Catalogue, make_catalogue
from patients.enums_record import Section
from patients.models import Determination
from poh.accounts.models import Practice


def current_catalogue() -> Catalogue:
    """What foreign codes mean in this installation; one query."""
    return make_catalogue(list(Determination.objects.all()), maps())


def imports_of(*, practice: Practice) -> ImportQuerySet:
    """The imports of a practice, newest first."""
    return Import.objects.for_practice(practice).newest_first().select_related("started_by")


@dataclass(frozen=True)
class ItemFilter:
    """What the list of the quarantine is asked to show; an empty reason is every reason."""

    state: str = ItemState.OPEN
    reason: str = ""
    code: str = ""
    import_uuid: str = ""


def items(*, practice: Practice, asked: ItemFilter, may_see_restricted: bool) -> QuarantineQuerySet:
    """The rows of the quarantine that the filter asks, the last that came in first."""
    found = QuarantinedItem.objects.for_practice(practice).visible(may_see_restricted=may_see_restricted)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.reason:
        found = found.filter(reason=asked.reason)
    if asked.code:
        found = found.filter(code=asked.code)
    if asked.import_uuid:
        found = found.filter(import_run__uuid=asked.import_uuid)
    return found.select_related("patient", "resolved_by").order_by("-id")


def open_by_reason(*, practice: Practice) -> list[tuple[QuarantineReason, int]]:
    """How many rows wait for a person, by reason, most frequent first."""
    rows = QuarantinedItem.objects.for_practice(practice).open().order_by().values("reason").annotate(count=Count("pk"))
    found = [(QuarantineReason(row["reason"]), row["count"]) for row in rows]
    return sorted(found, key=lambda row: (-row[1], row[0].value))


def codes_in(rows: QuarantineQuerySet) -> list[tuple[str, str]]:
    """(code, description) of what stands in the quarantine, for the filter."""
    found = rows.exclude(code="").order_by("code").values_list("code", "text").distinct("code")
    return sorted(found, key=lambda row: row[1].casefold())


def labels_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of determinations; one query."""
    return dict(Determination.objects.filter(key__in=set(keys)).values_list("key", "label"))


def determinations_to_choose(*, with_sensitive: bool) -> list[Determination]:
    """What a person may make of a foreign value: everything in use that is not calculated; one query."""
    found = Determination.objects.in_use().typed_by_hand()
    return list(found if with_sensitive else found.exclude(section=Section.SAFETY))

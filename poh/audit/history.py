"""What changed in a row, when, and by whom: the history that the database keeps, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils import timezone

from poh.accounts.models import User
from poh.base.dates import day_text

EMPTY = "leeg"
LABELS = {"insert": "vastgelegd", "update": "gewijzigd", "delete": "verwijderd"}
# Columns that change with every save, or that only the machine reads.
TECHNICAL = ("id", "uuid", "created_at", "updated_at", "practice")


@dataclass(frozen=True)
class Change:
    """One change: `fields` are (label, old, new); none for the first version of a row."""

    at: datetime
    who: str
    label: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)


def changes_of(row: models.Model, *, hide: Collection[str] = (), mask: Collection[str] = ()) -> list[Change]:
    """The changes of a row with a history, newest first.

    Fields in `hide` are left out, and a change of nothing else with them; of fields in `mask` only the last three
    characters are shown. A constant number of queries, whatever the number of changes.
    """
    events = list(type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_created_at", "pgh_id"))
    names = _names(event.pgh_context for event in events)
    shown = [f for f in _tracked_fields(type(row), events) if f.name not in {*hide, *TECHNICAL}]
    words = {f.name: _words(f, events, masked=f.name in mask) for f in shown}
    changes = [_change(event, names, []) for event in events[:1]]
    for before, after in pairwise(events):
        pairs = [
            (_label(f), words[f.name](getattr(before, f.attname)), words[f.name](getattr(after, f.attname)))
            for f in shown
            if getattr(before, f.attname) != getattr(after, f.attname)
        ]
        if pairs or after.pgh_label != "update":
            changes.append(_change(after, names, pairs))
    return changes[::-1]


def _change(event: models.Model, names: dict[int, str], pairs: list[tuple[str, str, str]]) -> Change:
    label = LABELS.get(event.pgh_label, event.pgh_label)
    return Change(event.pgh_created_at, _who(event.pgh_context, names), label, pairs)


def _tracked_fields(model: type[models.Model], events: list[models.Model]) -> list[models.Field]:
    kept = {f.name for f in events[0]._meta.fields} if events else set()
    return [f for f in model._meta.concrete_fields if f.name in kept]


def _label(f: models.Field) -> str:
    return str(f.verbose_name)


def _names(contexts: Iterable[dict | None]) -> dict[int, str]:
    ids = {context["user"] for context in contexts if context and context.get("user")}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _who(context: dict | None, names: dict[int, str]) -> str:
    """The person, else the job, else that it happened outside the application."""
    if not context:
        return "buiten de toepassing"
    return names.get(context.get("user")) or context.get("job") or "onbekend"


class _Words:
    """The words for the values of one field."""

    def __init__(self, f: models.Field, related: dict[Any, str], *, masked: bool) -> None:
        self.f, self.related, self.masked = f, related, masked

    def __call__(self, value: Any) -> str:
        text = self._text(value)
        return f"•••{text[-3:]}" if self.masked and text != EMPTY else text

    def _text(self, value: Any) -> str:
        if value is None or value in ("", [], {}):
            return EMPTY
        if self.f.is_relation:
            return self.related.get(value, f"nummer {value}")
        if isinstance(value, bool):
            return "ja" if value else "nee"
        if isinstance(value, datetime):
            return f"{day_text(timezone.localtime(value))} {timezone.localtime(value):%H:%M}"
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, list):
            choices = dict(getattr(self.f, "base_field", self.f).flatchoices)
            return ", ".join(str(choices.get(part, part)) for part in value)
        return str(dict(self.f.flatchoices).get(value, value))


def _words(f: models.Field, events: list[models.Model], *, masked: bool) -> _Words:
    related: dict[Any, str] = {}
    if f.is_relation:
        ids = {getattr(event, f.attname) for event in events} - {None}
        if len(ids) > 1:
            related = {key: str(found) for key, found in f.related_model._default_manager.in_bulk(ids).items()}
    return _Words(f, related, masked=masked)

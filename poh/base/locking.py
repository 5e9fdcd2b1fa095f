"""Nobody overwrites a colleague: a save names the version that it was opened with."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.db.models import F
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)


class StaleVersion(Exception):
    """Somebody saved in between. `mine` is what was to be saved, `stored` is what the database holds now."""

    def __init__(self, mine: models.Model, stored: models.Model | None) -> None:
        super().__init__(f"{mine._meta.label} was opened at an older version")
        self.mine, self.stored = mine, stored


def save_if_unchanged(instance: Row, *, version: int, update_fields: Iterable[str]) -> Row:
    """Save `update_fields` when the stored row still has `version`; StaleVersion when it has another one.

    One UPDATE with the version in its condition, so of two writers at once exactly one wins. The model has
    an integer field `version`; `updated_at` comes along where there is one.
    """
    fields = {name: getattr(instance, name) for name in update_fields}
    if any(field.name == "updated_at" for field in instance._meta.fields):
        fields["updated_at"] = instance.updated_at = timezone.now()
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    if not rows.filter(version=version).update(**fields, version=F("version") + 1):
        raise StaleVersion(instance, rows.first())
    instance.version = version + 1
    return instance

"""What two people typed in the same form, beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model

from patients.presenters.rows import masked_bsn
from poh.base.dates import day_text


def differences(mine: Model, stored: Model, *, fields: Iterable[str]) -> list[dict[str, str]]:
    """The fields in which `mine` differs from what is stored, in words: {label, mine, theirs}."""
    found = []
    for name in fields:
        label, texts = _label(stored, name), (_shown(mine, name), _shown(stored, name))
        if texts[0] != texts[1]:
            found.append({"label": label, "mine": texts[0], "theirs": texts[1]})
    return found


def _label(row: Model, name: str) -> str:
    return "geboortedatum" if name == "birth_date" else row._meta.get_field(name).verbose_name


def _shown(row: Model, name: str) -> str:
    value: Any = getattr(row, name)
    if name == "bsn":
        return masked_bsn(value)
    if hasattr(row, f"get_{name}_display"):
        value = getattr(row, f"get_{name}_display")()
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return day_text(value)
    return "" if value is None else str(value)

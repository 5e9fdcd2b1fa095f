"""Forms that carry the version they were opened with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from patients.presenters.conflict import differences
from poh.audit.history import changes_of


def posted_version(request: HttpRequest) -> int:
    """The version that the form was opened with; 0, which no row has, when it carries none."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def conflict_of(*, mine: Model, stored: Model, fields: Iterable[str]) -> dict[str, Any]:
    """What was saved in between, by whom, and in which of `fields` it differs from what was typed."""
    last = next(iter(changes_of(stored)), None)
    return {
        "by": last.who if last else "Een collega",
        "at": stored.updated_at,
        "parts": differences(mine, stored, fields=fields),
    }

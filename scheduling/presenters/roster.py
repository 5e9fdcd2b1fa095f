"""The roster as lines by person, and the appointments that do not fit it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse

from scheduling.models import Appointment, SessionTemplate
from scheduling.presenters import words

EVERY = {1: "elke week", 2: "om de week"}


def template_groups(templates: Iterable[SessionTemplate]) -> list[dict[str, Any]]:
    """The lines of each person."""
    return [
        {"name": member.user.name, "roles": member.roles_label, "lines": [_line(row) for row in rows]}
        for member, rows in groupby(templates, key=lambda row: row.member)
    ]


def _line(row: SessionTemplate) -> dict[str, Any]:
    blocks = [block for block in row.blocks.all() if block.ended_at is None]
    return {
        "weekday": row.get_weekday_display(),
        "times": f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}",
        "every": EVERY.get(row.every_weeks, f"elke {row.every_weeks} weken"),
        "where": " · ".join(filter(None, [row.location.name, row.room.name if row.room_id else ""])),
        "blocks": ", ".join(str(block) for block in blocks),
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "url": reverse("scheduling:template_change", args=[row.uuid]),
    }


def conflict_lines(rows: Iterable[Appointment], *, shows_names: bool) -> list[dict[str, Any]]:
    """Appointments that stand outside the roster or in blocked time."""
    return [
        {
            "on": row.on,
            "times": words.times_of(row),
            "who": words.who_of(row, shows_names=shows_names),
            "member": row.member.user.name,
            "kind": row.kind,
            "url": reverse("scheduling:move", args=[row.uuid]),
        }
        for row in rows
    ]

"""What was saved in a version, by whom and when, as the database kept it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from poh.accounts.models import User
from protocols.models import ProtocolVersion

SAVES_AT_MOST = 60


@dataclass(frozen=True)
class Save:
    """One save of a version: `state` and `content` as they were after it."""

    at: datetime
    who: str
    state: str
    content: dict[str, Any]
    change_note: str


def saves_of(*, version: ProtocolVersion) -> list[Save]:
    """The last saves, oldest first; two queries."""
    events = ProtocolVersion.pgh_event_model.objects.filter(pgh_obj_id=version.pk).order_by(
        "-pgh_created_at", "-pgh_id"
    )
    found = list(events[:SAVES_AT_MOST])[::-1]
    ids = {(event.pgh_context or {}).get("user") for event in found} - {None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        Save(
            event.pgh_created_at,
            names.get((event.pgh_context or {}).get("user"), event.author_name),
            event.state,
            event.content,
            event.change_note,
        )
        for event in found
    ]

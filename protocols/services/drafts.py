"""Change a draft part by part. Two people may change different parts at once; of the same part the second sees both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from poh.accounts.models import User
from protocols.content import edit
from protocols.content.edit import Content, Owner, Part, PartKind, Placed
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.services.versions import StepNotAllowed, save_content


@dataclass(frozen=True, slots=True)
class Opened:
    """Which part somebody opened: kind, place, and the mark of what it said then."""

    kind: PartKind
    at: int
    mark: str


@dataclass(frozen=True, slots=True)
class About:
    """What stands above a version: its title and source, when it is judged anew, and what is different."""

    title: str
    source_title: str
    source_year: int
    review_on: date
    change_note: str
    takes_in: tuple[str, ...] = ()


@transaction.atomic
def add_part(
    *, draft: ProtocolVersion, kind: PartKind, part: Part, by: User, owner: Owner | None = None
) -> ProtocolVersion:
    """Add a part at the end of its list. DefinitionProblem when the content would be wrong."""
    return _change(draft, lambda content: edit.added(content, kind, part, owner), by=by)


@transaction.atomic
def replace_part(*, draft: ProtocolVersion, opened: Opened, part: Part, by: User) -> ProtocolVersion:
    """Put `part` in the place of the one that was opened; PartChanged when a colleague changed that one."""
    return _change_row(draft, opened, lambda content, row: edit.replaced(content, row, part), by=by)


@transaction.atomic
def remove_part(*, draft: ProtocolVersion, opened: Opened, by: User) -> ProtocolVersion:
    """Take a part out, with what hangs on it alone."""
    return _change_row(draft, opened, edit.removed, by=by)


@transaction.atomic
def move_part(*, draft: ProtocolVersion, opened: Opened, up: bool, by: User) -> ProtocolVersion:
    """Move a part one place up or down among its like."""
    return _change_row(draft, opened, lambda content, row: edit.moved(content, row, up=up), by=by)


@transaction.atomic
def describe_draft(*, draft: ProtocolVersion, about: About, opened: str, by: User) -> ProtocolVersion:
    """Change what stands above a draft; PartChanged when a colleague changed it since it was `opened`."""
    locked = _locked(draft)
    if edit.mark(about_mark(locked)) != opened:
        raise edit.PartChanged
    content = locked.content | {"title": about.title, "takes_in": list(about.takes_in)}
    locked.source_title, locked.source_year = about.source_title, about.source_year
    locked.review_on, locked.change_note = about.review_on, about.change_note
    locked.save(update_fields=["source_title", "source_year", "review_on", "change_note", "updated_at"])
    return save_content(draft=locked, content=content, opened_at=locked.version, by=by)


def about_mark(version: ProtocolVersion) -> dict[str, Any]:
    """What stands above a version, for its mark."""
    return {
        "title": version.content["title"],
        "takes_in": version.content.get("takes_in", []),
        "source": [version.source_title, version.source_year],
        "review_on": version.review_on.isoformat(),
        "change_note": version.change_note,
    }


def _change_row(
    draft: ProtocolVersion, opened: Opened, change: Callable[[Content, Placed], Content], *, by: User
) -> ProtocolVersion:
    def changed(content: Content) -> Content:
        return change(content, edit.find(content, opened.kind, opened.at, opened.mark))

    return _change(draft, changed, by=by)


def _change(draft: ProtocolVersion, change: Callable[[Content], Content], *, by: User) -> ProtocolVersion:
    """Change the content as it is now, whoever saved last."""
    locked = _locked(draft)
    return save_content(draft=locked, content=change(locked.content), opened_at=locked.version, by=by)


def _locked(draft: ProtocolVersion) -> ProtocolVersion:
    rows = ProtocolVersion.objects.own(draft.practice).select_for_update(of=["self"])
    locked = rows.select_related("practice").get(pk=draft.pk)
    if locked.state != VersionState.DRAFT:
        raise StepNotAllowed("Alleen een concept is te wijzigen. Maak er een kopie van.")
    return locked

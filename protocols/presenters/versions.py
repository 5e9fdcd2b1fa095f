"""Words about versions: states, what may be done next, where one stands among the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from poh.accounts.models import Practice, User
from poh.accounts.permissions import Permission
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.selectors.library import Programme

STATE_TONES = {
    VersionState.DRAFT: "warn",
    VersionState.REVIEW: "accent",
    VersionState.PUBLISHED: "ok",
    VersionState.RETIRED: "",
}


@dataclass(frozen=True)
class Person:
    """Who looks at a version, and whether she maintains this protocol."""

    practice: Practice
    user: User
    permissions: frozenset[Permission]
    may_edit: bool


def state_tag(version: ProtocolVersion) -> dict[str, str]:
    """The state in a word; a delivered version waits for the practice to approve it."""
    if version.practice_id is None:
        return {"text": "te accorderen", "tone": "warn"}
    return {"text": version.get_state_display(), "tone": STATE_TONES[VersionState(version.state)]}


def programme_row(programme: Programme, *, on: date) -> dict[str, Any]:
    """One line of the library."""
    used = programme.used
    return {
        "name": programme.protocol.name,
        "letter": programme.protocol.letter,
        "key": programme.protocol.pk,
        "used": used and _link(used.protocol_version),
        "used_since": used and used.switched_on_at,
        "approved_by": used and used.approved_by.name,
        "review_on": used and used.protocol_version.review_on,
        "is_review_overdue": bool(used and used.protocol_version.review_on <= on),
        "others": [
            _link(version) | {"state": state_tag(version)}
            for version in programme.versions
            if not used or version.pk != used.protocol_version_id
        ],
        "participants": programme.participants,
        "due": programme.due,
    }


def _link(version: ProtocolVersion) -> dict[str, str]:
    return {"label": version.label, "url": reverse("protocols:version", args=[version.uuid])}


def version_list(versions: list[ProtocolVersion], *, shown: ProtocolVersion) -> list[dict[str, Any]]:
    """The versions of a programme, newest first, for the column beside the page."""
    return [
        _link(version) | {"state": state_tag(version), "is_shown": version.pk == shown.pk, "since": _since(version)}
        for version in versions
    ]


def _since(version: ProtocolVersion) -> str:
    if version.retired_at:
        return f"tot {version.retired_at:%d-%m-%Y}"
    if version.published_at:
        return f"vanaf {version.published_at:%d-%m-%Y}"
    return version.author_name


def possible_acts(version: ProtocolVersion, person: Person) -> list[dict[str, str]]:
    """The buttons of the version page: what may follow, and what this person may do."""
    may_edit, may_publish = person.may_edit, Permission.PROTOCOL_PUBLISH in person.permissions
    own, state = version.practice_id == person.practice.pk, version.state
    is_review, is_author = own and state == VersionState.REVIEW, version.author_id == person.user.pk
    acts = [
        ("copy", "Maak concept", may_edit and state != VersionState.DRAFT),
        ("submit", "Bied aan", may_edit and own and state == VersionState.DRAFT),
        ("return_to_draft", "Geef terug", is_review and (may_edit or may_publish)),
        ("publish", "Publiceer en neem in gebruik", is_review and may_publish and not is_author),
        ("retire", "Trek in", own and state == VersionState.PUBLISHED and may_publish),
    ]
    return [
        {"name": name, "label": label, "url": reverse(f"protocols:{name}", args=[version.uuid])}
        for name, label, is_possible in acts
        if is_possible
    ]


def publishing_steps(version: ProtocolVersion) -> list[dict[str, Any]]:
    """Draft, review, publish: where the version is, and who did what."""
    order = [VersionState.DRAFT, VersionState.REVIEW, VersionState.PUBLISHED]
    here = order.index(version.state) if version.state in order else len(order)
    published = f"door {version.approver_name}" if version.approver_name else "door iemand anders dan de auteur"
    words = [
        ("Concept", version.author_name),
        ("Beoordelen", "" if here else "nog aan te bieden"),
        ("Publiceren", published),
    ]
    return [
        {"number": at + 1, "word": word, "note": note, "is_now": at == here} for at, (word, note) in enumerate(words)
    ]

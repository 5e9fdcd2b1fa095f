"""What a task came from: apps above say how their kind of row is opened, without being imported here."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Origin:
    """The row that a task came from: its kind as registered, and its uuid."""

    kind: str
    uuid: UUID


@dataclass(frozen=True)
class OriginKind:
    """How a kind of row is called on the screen, and its address."""

    label: str
    url_for: Callable[[UUID], str]


_kinds: dict[str, OriginKind] = {}


def register(kind: str, *, label: str, url_for: Callable[[UUID], str]) -> None:
    """Say how rows of `kind` are opened; called once from the AppConfig of the app that owns them."""
    _kinds[kind] = OriginKind(label, url_for)


def kind_of(kind: str) -> OriginKind | None:
    """How rows of this kind are opened; None for a kind that nobody registered."""
    return _kinds.get(kind)

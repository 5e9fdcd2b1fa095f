"""The practice in which the current transaction works, and the person for whom it does so."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from poh.accounts.models import Practice, User


class NoScope(RuntimeError):
    """Something that must happen within a practice was tried outside one."""


@dataclass
class Scope:
    """Who acts, where, and why; `request` describes the access point for the access log."""

    practice: Practice | None
    user: User | None = None
    roles: tuple[str, ...] = ()
    job: str = ""
    request: dict[str, Any] = field(default_factory=dict)
    # What an app above keeps for this transaction (the access log: its entries until the commit).
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    _closing: list[Callable[[], None]] = field(default_factory=list, repr=False)
    _refusals: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def enter(self, practice: Practice, *, roles: tuple[str, ...]) -> None:
        """Go on within `practice`, with the roles that the person has there."""
        is_told = self.practice is not None and self.practice.pk == practice.pk
        self.practice, self.roles = practice, roles
        if not is_told:
            _tell_database(self)

    def leave(self) -> None:
        """Go on within no practice at all."""
        self.practice, self.roles = None, ()
        _tell_database(self)

    def before_commit(self, act: Callable[[], None]) -> None:
        """Run `act` as the last thing of this scope, inside its transaction."""
        self._closing.append(act)

    def after_refusal(self, act: Callable[[], None]) -> None:
        """Run `act` in a transaction of its own when the work of this scope is undone because it was refused."""
        self._refusals.append(act)

    def close(self) -> None:
        """Run what was registered with `before_commit`; what is being undone closes nothing."""
        if connection.needs_rollback:
            return
        for act in self._closing:
            act()

    def close_refused(self) -> None:
        """Run what was registered with `after_refusal`, as the same person in the same practice."""
        if not self._refusals:
            return
        with practice_scope(self.practice, user=self.user, roles=self.roles, job=self.job, request=self.request):
            for act in self._refusals:
                act()


_current: ContextVar[Scope | None] = ContextVar("poh_scope", default=None)


def current_scope() -> Scope:
    """The scope of this transaction; NoScope outside one."""
    scope = _current.get()
    if scope is None:
        raise NoScope("Deze handeling hoort binnen een praktijk.")
    return scope


def _tell_database(scope: Scope | None) -> None:
    practice_id = scope.practice.pk if scope and scope.practice else ""
    user_id = scope.user.pk if scope and scope.user else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('poh.practice_id', %s, true), set_config('poh.user_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true), set_config('pghistory.context_id', %s, true)",
            [str(practice_id), str(user_id), *_history_context(scope)],
        )


def _history_context(scope: Scope | None) -> tuple[str, str]:
    """Who changes rows in this transaction, and in which request: the history triggers copy it into each event.

    Set once in the database, instead of by pghistory.context before every statement: jobs and raw SQL have it too.
    """
    if scope is None:
        return "", ""
    context = {
        "user": scope.user and scope.user.pk,
        "practice": scope.practice and scope.practice.pk,
        "job": scope.job,
        "request": scope.request.get("request_id", ""),
    }
    return json.dumps({key: value for key, value in context.items() if value}), scope.request.get("request_id", "")


@contextmanager
def practice_scope(
    practice: Practice | None,
    *,
    user: User | None = None,
    roles: tuple[str, ...] = (),
    job: str = "",
    request: dict[str, Any] | None = None,
) -> Iterator[Scope]:
    """One transaction within `practice`, for `user` or for the named `job`.

    The database shows only that practice's rows until the block ends; what was registered with
    `before_commit` runs at its end, and an error in it undoes the whole block.
    """
    outer, is_nested = _current.get(), connection.in_atomic_block
    scope = Scope(practice, user, roles, job, request or {})
    with transaction.atomic():
        _tell_database(scope)
        token = _current.set(scope)
        try:
            yield scope
            scope.close()
        finally:
            _current.reset(token)
    # Within an outer transaction (a nested scope, a test) the setting would outlive this block. After an
    # error the return to the savepoint has put it back already.
    if is_nested and not connection.needs_rollback:
        _tell_database(outer)

"""Bind each request to one practice, in code and in the database."""

from collections.abc import Callable

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from poh.accounts import selectors
from poh.accounts.permissions import permissions_of
from poh.accounts.scope import practice_scope

SESSION_KEY = "practice_id"


class PracticeScopeMiddleware:
    """Run a logged-in request as one transaction within the practice that its session names.

    Sets `request.membership`, `request.memberships`, `request.practice` and `request.permissions`; all are
    empty for somebody who works nowhere today. An answer with status 500 or more undoes the transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership, request.memberships = None, []
        request.practice, request.permissions = None, frozenset()
        if not request.user.is_authenticated:
            return self.get_response(request)
        with practice_scope(None, user=request.user, request=_access_point(request)) as scope:
            self._enter_practice(request, scope)
            with pghistory.context(user=request.user.pk, practice=scope.practice and scope.practice.pk):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def _enter_practice(self, request: HttpRequest, scope) -> None:
        request.memberships = selectors.memberships_today(user=request.user, on=timezone.localdate())
        chosen = request.session.get(SESSION_KEY)
        membership = next((m for m in request.memberships if m.practice_id == chosen), None)
        membership = membership or next(iter(request.memberships), None)
        if membership is None:
            return
        if chosen != membership.practice_id:
            request.session[SESSION_KEY] = membership.practice_id
        request.membership, request.practice = membership, membership.practice
        request.permissions = permissions_of(membership.roles)
        scope.enter(membership.practice, roles=tuple(membership.roles))


def _access_point(request: HttpRequest) -> dict[str, str]:
    return {
        "ip": request.META.get("REMOTE_ADDR", ""),
        "path": request.path,
        "method": request.method,
        "request_id": getattr(request, "request_id", ""),
    }

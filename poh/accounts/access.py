"""Every view names the permission it asks for."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from poh.accounts.permissions import Permission


def requires(permission: Permission) -> Callable:
    """Let the view run only for somebody whose roles in the current practice allow `permission`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if permission not in request.permissions:
                raise PermissionDenied(permission.label)
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate

"""How pages of protocol versions find their version and know who asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from poh.accounts.permissions import Permission
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.presenters.versions import Person, state_tag
from protocols.rules.maintenance import may_maintain

NOT_YOURS = "Dit protocol onderhoudt iemand anders: de beheerder, of een POH die de controles doet."


def version_or_404(request: HttpRequest, uuid: UUID) -> ProtocolVersion:
    """A version that is delivered with POH or the practice's own."""
    rows = ProtocolVersion.objects.for_practice(request.practice).select_related("protocol", "based_on", "practice")
    return get_object_or_404(rows, uuid=uuid)


def person(request: HttpRequest, version: ProtocolVersion) -> Person:
    """Who asks, and whether she maintains this protocol."""
    may_edit = may_maintain(version.content, roles=request.membership.roles, permissions=request.permissions)
    return Person(request.practice, request.user, request.permissions, may_edit)


def for_maintainers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the version in place of its uuid, for whoever maintains it; others are told who does."""

    @wraps(view)
    def found(request: HttpRequest, uuid: UUID, **address) -> HttpResponse:
        version = version_or_404(request, uuid)
        if person(request, version).may_edit:
            return view(request, version, **address)
        messages.error(request, NOT_YOURS)
        return redirect("protocols:version", uuid=uuid)

    return found


def frame(request: HttpRequest, version: ProtocolVersion) -> dict[str, Any]:
    """What every page of one version shows: its state, whether it can be changed here, whether names can be seen."""
    may_edit = person(request, version).may_edit and version.practice_id is not None
    return {
        "version": version,
        "state": state_tag(version),
        "can_edit": may_edit and version.state == VersionState.DRAFT,
        "can_migrate": may_edit and version.state == VersionState.PUBLISHED,
        "can_list": Permission.PATIENT_VIEW in request.permissions,
    }

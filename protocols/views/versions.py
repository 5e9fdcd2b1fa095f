"""How pages of protocol versions find their version and know who asks."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from poh.accounts.permissions import Permission
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.presenters.versions import Person, state_tag
from protocols.rules.maintenance import may_maintain


def version_or_404(request: HttpRequest, uuid: UUID) -> ProtocolVersion:
    """A version that is delivered with POH or the practice's own."""
    rows = ProtocolVersion.objects.for_practice(request.practice).select_related("protocol", "based_on", "practice")
    return get_object_or_404(rows, uuid=uuid)


def person(request: HttpRequest, version: ProtocolVersion) -> Person:
    """Who asks, and whether she maintains this protocol."""
    may_edit = may_maintain(version.content, roles=request.membership.roles, permissions=request.permissions)
    return Person(request.practice, request.user, request.permissions, may_edit)


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

"""How pages of protocol versions find their version and know who asks."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from protocols.models import ProtocolVersion
from protocols.presenters.versions import Person
from protocols.rules.maintenance import may_maintain


def version_or_404(request: HttpRequest, uuid: UUID) -> ProtocolVersion:
    """A version that is delivered with POH or the practice's own."""
    rows = ProtocolVersion.objects.for_practice(request.practice).select_related("protocol", "based_on", "practice")
    return get_object_or_404(rows, uuid=uuid)


def person(request: HttpRequest, version: ProtocolVersion) -> Person:
    """Who asks, and whether she maintains this protocol."""
    may_edit = may_maintain(version.content, roles=request.membership.roles, permissions=request.permissions)
    return Person(request.practice, request.user, request.permissions, may_edit)

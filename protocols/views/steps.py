"""The steps of a version: copied, offered, given back, published, retired."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion
from protocols.models import ProtocolVersion
from protocols.services import versions as services
from protocols.views.versions import NOT_YOURS, for_maintainers, person, version_or_404


@require_POST
@requires(Permission.PROTOCOL_EDIT)
@for_maintainers
@idempotent
def copy(request: HttpRequest, found: ProtocolVersion) -> HttpResponse:
    """Make a draft of the practice out of this version."""
    draft = services.copy_to_draft(version=found, practice=request.practice, by=request.user)
    messages.success(request, "Er staat een concept klaar. Wat er in gebruik is, blijft zoals het is.")
    return redirect("protocols:draft", uuid=draft.uuid)


@require_POST
@requires(Permission.PROTOCOL_EDIT)
@for_maintainers
def submit(request: HttpRequest, draft: ProtocolVersion) -> HttpResponse:
    """Offer the draft to somebody else to publish."""
    return _stepped(
        request, draft, lambda: services.submit(draft=draft, by=request.user, on=timezone.localdate()),
        "Het concept is aangeboden. Iemand anders publiceert het.",
    )  # fmt: skip


@require_POST
@requires(Permission.PROTOCOL_VIEW)
def return_to_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give an offered version back to be changed: who maintains it or who could have published it."""
    shown = version_or_404(request, uuid)
    asks = person(request, shown)
    if not asks.may_edit and Permission.PROTOCOL_PUBLISH not in request.permissions:
        messages.error(request, NOT_YOURS)
        return redirect("protocols:version", uuid=uuid)
    return _stepped(
        request, shown, lambda: services.return_to_draft(version=shown, by=request.user),
        "De versie is weer een concept.",
    )  # fmt: skip


@require_POST
@requires(Permission.PROTOCOL_PUBLISH)
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fix an offered version for good and use it from now on."""
    shown = version_or_404(request, uuid)
    return _stepped(
        request, shown, lambda: services.publish(version=shown, by=request.user, at=timezone.now()),
        "De versie is gepubliceerd en in gebruik voor wie er vanaf nu bij komt.",
    )  # fmt: skip


@require_POST
@requires(Permission.PROTOCOL_PUBLISH)
def retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a published version out of use."""
    shown = version_or_404(request, uuid)
    return _stepped(
        request, shown, lambda: services.retire(version=shown, by=request.user, at=timezone.now()),
        "De versie is ingetrokken.",
    )  # fmt: skip


def _stepped(request: HttpRequest, shown: ProtocolVersion, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except services.StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    except StaleVersion:
        messages.error(request, "Een collega was net eerder. Kijk wat er nu staat.")
    else:
        messages.success(request, done)
    return redirect("protocols:version", uuid=shown.uuid)

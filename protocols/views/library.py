"""The protocols of the practice, one version, two versions side by side, and the steps of a version."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from protocols.contents import content_of
from protocols.models import ProtocolVersion
from protocols.presenters.content import blocks
from protocols.presenters.versions import changes, possible_acts, programme_row, state_tag
from protocols.selectors.impact import impact_of
from protocols.selectors.library import programmes
from protocols.services import versions as services
from protocols.vocabulary import current_vocabulary


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def library(request: HttpRequest) -> HttpResponse:
    """Every programme: what the practice uses, what else there is, who takes part."""
    on = timezone.localdate()
    rows = [programme_row(programme, on=on) for programme in programmes(practice=request.practice, on=on)]
    can_list = Permission.PATIENT_VIEW in request.permissions
    return render(request, "protocols/library.html", {"rows": rows, "can_list": can_list})


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def version(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything that one version says, each rule with its source."""
    shown = _version(request, uuid)
    found = blocks(content_of(shown), current_vocabulary())
    doubtful = sum(not row.is_verified for block in found for row in block.rows)
    context = {
        "version": shown,
        "state": state_tag(shown),
        "blocks": found,
        "doubtful": doubtful,
        "rules": sum(len(block.rows) for block in found),
        "acts": possible_acts(shown, practice=request.practice, user=request.user, permissions=request.permissions),
        "others": _others(request, shown),
    }
    return render(request, "protocols/version.html", context)


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a version says otherwise than another one of its programme, and what that means for the patients."""
    new = _version(request, uuid)
    others = _others(request, new)
    old = next((other for other in others if str(other.uuid) == request.GET.get("met")), new.based_on or others.first())
    context = {"version": new, "other": old, "others": others, "changes": [], "impact": None}
    if old is not None:
        vocabulary = current_vocabulary()
        context["changes"] = changes(blocks(content_of(new), vocabulary), blocks(content_of(old), vocabulary))
        context["impact"] = impact_of(version=new, against=old, practice=request.practice, on=timezone.localdate())
    return render(request, "protocols/compare.html", context)


def _version(request: HttpRequest, uuid: UUID) -> ProtocolVersion:
    rows = ProtocolVersion.objects.for_practice(request.practice).select_related("protocol", "based_on")
    return get_object_or_404(rows, uuid=uuid)


def _others(request: HttpRequest, version: ProtocolVersion):
    rows = ProtocolVersion.objects.for_practice(request.practice).filter(protocol=version.protocol_id)
    return rows.exclude(pk=version.pk).order_by("-number")


@require_POST
@requires(Permission.PROTOCOL_EDIT)
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a draft of the practice out of this version."""
    draft = services.copy_to_draft(version=_version(request, uuid), practice=request.practice, by=request.user)
    messages.success(request, "Er staat een concept klaar.")
    return redirect("protocols:version", uuid=draft.uuid)


@require_POST
@requires(Permission.PROTOCOL_EDIT)
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what is different, and offer the draft to somebody else to publish."""
    draft = _version(request, uuid)

    def act() -> None:
        changed = services.describe(
            draft=draft,
            change_note=request.POST.get("change_note", "").strip()[:2000],
            review_on=draft.review_on,
            opened_at=draft.version,
            by=request.user,
        )
        services.submit(draft=changed, by=request.user)

    return _stepped(request, draft, act, "Het concept is aangeboden.")


@require_POST
@requires(Permission.PROTOCOL_EDIT)
def return_to_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give an offered version back to be changed."""
    shown = _version(request, uuid)
    return _stepped(
        request,
        shown,
        lambda: services.return_to_draft(version=shown, by=request.user),
        "De versie is weer een concept.",
    )


@require_POST
@requires(Permission.PROTOCOL_PUBLISH)
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fix an offered version for good and use it from now on."""
    shown = _version(request, uuid)
    return _stepped(
        request,
        shown,
        lambda: services.publish(version=shown, by=request.user, at=timezone.now()),
        "De versie is gepubliceerd en in gebruik.",
    )


@require_POST
@requires(Permission.PROTOCOL_PUBLISH)
def retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a published version out of use."""
    shown = _version(request, uuid)
    return _stepped(
        request,
        shown,
        lambda: services.retire(version=shown, by=request.user, at=timezone.now()),
        "De versie is ingetrokken.",
    )


def _stepped(request: HttpRequest, shown: ProtocolVersion, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except services.StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("protocols:version", uuid=shown.uuid)

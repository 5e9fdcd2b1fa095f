"""The protocols of the practice, one version, and two versions side by side."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from protocols.contents import content_of
from protocols.presenters.content import blocks
from protocols.presenters.differences import all_changes
from protocols.presenters.history import history_rows
from protocols.presenters.impact import impact_lines
from protocols.presenters.versions import (
    possible_acts,
    programme_row,
    publishing_steps,
    version_list,
)
from protocols.selectors.history import saves_of
from protocols.selectors.impact import impact_of
from protocols.selectors.library import programmes, versions_of
from protocols.views.versions import frame, person, version_or_404
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
    shown = version_or_404(request, uuid)
    found = blocks(content_of(shown), current_vocabulary())
    versions = versions_of(version=shown, practice=request.practice)
    context = frame(request, shown) | {
        "blocks": [block for block in found if block.rows],
        "doubtful": sum(block.doubtful for block in found),
        "rules": sum(len(block.rows) for block in found),
        "acts": possible_acts(shown, person(request, shown)),
        "steps": publishing_steps(shown) if shown.practice_id else [],
        "versions": version_list(versions, shown=shown),
    }
    return render(request, "protocols/version.html", context)


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a version says otherwise than another one of its programme, and what that means for the patients."""
    new = version_or_404(request, uuid)
    others = [row for row in versions_of(version=new, practice=request.practice) if row.pk != new.pk]
    asked = [other for other in others if str(other.uuid) == request.GET.get("met")]
    old = (asked or [other for other in others if other.pk == new.based_on_id] or others or [None])[0]
    context = frame(request, new) | {"other": old, "others": others, "groups": [], "impact": None}
    if old is not None:
        vocabulary = current_vocabulary()
        context["groups"] = all_changes(
            new, old, blocks(content_of(new), vocabulary), blocks(content_of(old), vocabulary)
        )
        found = impact_of(version=new, against=old, practice=request.practice, on=timezone.localdate())
        context["impact"] = impact_lines(found, version=new, against=old, vocabulary=vocabulary)
    context["count"] = sum(len(group.changes) for group in context["groups"])
    return render(request, "protocols/compare.html", context)


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who saved what in a version, newest first."""
    shown = version_or_404(request, uuid)
    rows = history_rows(saves_of(version=shown), vocabulary=current_vocabulary())
    record(Event.CHANGES_VIEWED, object=shown)
    return render(request, "protocols/history.html", frame(request, shown) | {"rows": rows})

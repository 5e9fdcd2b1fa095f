"""What stood out in the log of a week, for the privacy officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event, Finding
from poh.audit.forms import ProposalForm
from poh.audit.models import LogProposal
from poh.audit.presenters import EntryPresenter, ProposalPresenter
from poh.audit.selectors.proposals import closed_proposals, lines_of_proposal, open_proposals
from poh.audit.services import AlreadyReviewed, OwnUse, record
from poh.audit.services.proposals import close_proposal

# A year of them, in most practices; older ones stand in the log itself.
MOST_CLOSED = 100


@require_safe
@requires(Permission.ACCESS_LOG_REVIEW)
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a finding, and what had one last."""
    waiting = [ProposalPresenter(proposal) for proposal in open_proposals(practice=request.practice)]
    closed = [ProposalPresenter(proposal) for proposal in closed_proposals(practice=request.practice)[:MOST_CLOSED]]
    record(Event.LOG_REVIEWED)
    return render(request, "audit/proposals.html", {"waiting": waiting, "closed": closed})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ACCESS_LOG_REVIEW)
def proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lines that a proposal rests on, and its finding."""
    rows = LogProposal.objects.for_practice(request.practice).select_related("user", "closed_by")
    found = get_object_or_404(rows, uuid=uuid)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _close(request, found, form):
        return redirect("audit:proposals")
    record(Event.LOG_REVIEWED, patients=found.patient_ids, object=found)
    context = {
        "proposal": ProposalPresenter(found),
        "entries": [EntryPresenter(entry) for entry in lines_of_proposal(proposal=found)],
        "form": form,
        "is_own": found.user_id == request.user.pk,
    }
    return render(request, "audit/proposal.html", context)


def _close(request: HttpRequest, found: LogProposal, form: ProposalForm) -> bool:
    try:
        close_proposal(
            proposal=found,
            finding=Finding(form.cleaned_data["finding"]),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
    except AlreadyReviewed:
        messages.warning(request, "Hierover was al geoordeeld. Er is niets veranderd.")
    except OwnUse:
        form.add_error(None, "De eigen inzage beoordeelt iemand anders.")
        return False
    else:
        messages.success(request, "De bevinding is vastgelegd.")
    return True

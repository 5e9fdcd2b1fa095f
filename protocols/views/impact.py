"""What a version means for the patients of the practice: numbers for who decides, names for who may see them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from patients.models import Patient
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from protocols.forms.versions import MigrationForm
from protocols.models import ProtocolVersion, VersionMigration
from protocols.presenters.impact import BY_SLUG, LIST_TITLES, impact_lines, patient_rows
from protocols.selectors.impact import impact_of
from protocols.selectors.library import participants_by_version, version_with_participants, versions_of
from protocols.services.versions import StepNotAllowed, migrate_enrolments
from protocols.views.versions import for_maintainers, frame, version_or_404
from protocols.vocabulary import current_vocabulary

PER_PAGE, SHOWN_AT_MOST = 50, 20


def _beside(request: HttpRequest, version: ProtocolVersion) -> ProtocolVersion | None:
    """The version beside which the impact is counted: the one asked for, or the one that most take part by."""
    asked = request.GET.get("naast", "")
    for other in versions_of(version=version, practice=request.practice):
        if str(other.uuid) == asked and other.pk != version.pk:
            return version_or_404(request, other.uuid)
    return version_with_participants(version=version, practice=request.practice)


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def impact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Count what changes for whom if everybody went over to this version."""
    shown = version_or_404(request, uuid)
    against, found = _beside(request, shown), None
    if against is not None:
        counted = impact_of(version=shown, against=against, practice=request.practice, on=timezone.localdate())
        found = impact_lines(counted, version=shown, against=against, vocabulary=current_vocabulary())
    return render(request, "protocols/impact.html", frame(request, shown) | {"impact": found})


@require_safe
@requires(Permission.PATIENT_VIEW)
def impact_patients(request: HttpRequest, uuid: UUID, groep: str) -> HttpResponse:
    """The patients of one line of the impact; records that are shielded are only counted."""
    shown, group = version_or_404(request, uuid), BY_SLUG.get(groep)
    against = _beside(request, shown)
    if group is None or against is None:
        raise Http404
    on, vocabulary = timezone.localdate(), current_vocabulary()
    counted = impact_of(version=shown, against=against, practice=request.practice, on=on)
    ids = counted.patient_ids(group)
    patients = Patient.objects.for_practice(request.practice).filter(pk__in=ids, is_restricted=False)
    page = Paginator(patients.order_by("sort_text", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    record(Event.PATIENT_LISTED, patients=[patient.pk for patient in page.object_list])
    context = {
        "version": shown,
        "against": against,
        "title": LIST_TITLES[group],
        "page_obj": page,
        "rows": patient_rows(page.object_list, counted, group, vocabulary=vocabulary, on=on),
        "shielded": len(ids) - page.paginator.count,
    }
    return render(request, "protocols/impact_patients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROTOCOL_EDIT)
@for_maintainers
@idempotent
def migrate(request: HttpRequest, target: ProtocolVersion) -> HttpResponse:
    """Let everybody who takes part by another version go over to this one: first what that means, then the act."""
    counts = participants_by_version(practice=request.practice, protocol=target.protocol_id)
    sources = [
        row
        for row in versions_of(version=target, practice=request.practice)
        if counts.get(row.pk) and row.pk != target.pk
    ]
    form = MigrationForm(request.POST or None, sources=sources, counts=counts, chosen=request.GET.get("van"))
    if request.method == "POST" and form.is_valid():
        try:
            log = migrate_enrolments(
                from_version=form.source(), to_version=target, by=request.user, at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except StepNotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            moved = "1 deelname is" if log.enrolments == 1 else f"{log.enrolments} deelnames zijn"
            messages.success(request, f"{moved} overgezet.")
            return redirect("protocols:version", uuid=target.uuid)
    return render(request, "protocols/migrate.html", _migration(request, target, form))


def _migration(request: HttpRequest, target: ProtocolVersion, form: MigrationForm) -> dict:
    """The form, what the chosen step means, and the steps that were taken before."""
    source = form.preview()
    preview = None
    if source is not None:
        against = version_or_404(request, source.uuid)
        counted = impact_of(version=target, against=against, practice=request.practice, on=timezone.localdate())
        preview = impact_lines(counted, version=target, against=against, vocabulary=current_vocabulary())
    rows = VersionMigration.objects.for_practice(request.practice).filter(to_version__protocol=target.protocol_id)
    rows = rows.select_related("from_version", "to_version", "migrated_by")
    log = list(rows.defer("from_version__content", "to_version__content")[:SHOWN_AT_MOST])
    return frame(request, target) | {"form": form, "impact": preview, "log": log}

"""What was taken over from other systems: counts only, nothing of a patient."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from exchange.maps import maps
from exchange.models import Import
from exchange.presenters import import_facts, import_row, kept_rows, map_groups, reason_rows
from exchange.rules.report import Summary
from exchange.selectors import imports_of, labels_of, open_by_reason
from poh.accounts.access import requires
from poh.accounts.permissions import Permission

PER_PAGE = 25


@require_safe
@requires(Permission.IMPORT_VIEW)
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports of the practice, and how many rows wait for a person."""
    page = Paginator(imports_of(practice=request.practice), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [import_row(row) for row in page],
        "reasons": reason_rows(open_by_reason(practice=request.practice)),
        "can_judge": Permission.IMPORT_JUDGE in request.permissions,
    }
    return render(request, "exchange/imports.html", context)


@require_safe
@requires(Permission.IMPORT_VIEW)
def import_detail(request: HttpRequest, uuid) -> HttpResponse:
    """The report of one import."""
    rows = Import.objects.for_practice(request.practice).select_related("started_by")
    row = get_object_or_404(rows, uuid=uuid)
    summary = Summary(row.report)
    context = {
        "row": row,
        "facts": import_facts(row),
        "kept": kept_rows(row),
        "lines": row.report.get("lines", []),
        "unsaid": row.report.get("unsaid", 0),
        "skipped": summary.skipped(),
        "held": summary.held(is_new=True),
        "held_before": summary.held(is_new=False),
        "can_judge": Permission.IMPORT_JUDGE in request.permissions,
    }
    return render(request, "exchange/import.html", context)


@require_safe
@requires(Permission.IMPORT_VIEW)
def map_list(request: HttpRequest) -> HttpResponse:
    """What foreign codes mean here, and which of that somebody has still to approve."""
    known = maps()
    keys = [key for row in known.observations.values() for key in (row.determination, *row.candidates)]
    labels = labels_of([*keys, *(answer.determination for answer in known.answers)])
    return render(request, "exchange/maps.html", {"groups": map_groups(known, labels)})

"""Who is due for a control, and who might belong in a programme."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.csv import csv_response
from protocols.forms.due import LATE, LATE_LABELS, REVIEW, SURE, DueFilter, IncludeForm
from protocols.models import Protocol
from protocols.presenters.due import CANDIDATES_HEADER, DUE_HEADER, candidate_rows, candidates_csv, due_csv, due_rows
from protocols.selectors.candidates import Candidate, candidates
from protocols.selectors.due import contents_in_use
from protocols.selectors.library import all_protocols
from protocols.selectors.overdue import overdue_patients
from protocols.services.enrolments import include_all

PER_PAGE = 50


@require_safe
@requires(Permission.PATIENT_VIEW)
def due_list(request: HttpRequest) -> HttpResponse:
    """Patients of whom a control is due, each once over all programmes, longest ago first."""
    on, protocols = timezone.localdate(), all_protocols()
    asked = DueFilter(request.GET, protocols=protocols).asked
    weeks = LATE[asked["te_laat"]]
    before = on - timedelta(weeks=weeks) if weeks else None
    found = list(overdue_patients(practice=request.practice, on=on, protocol=asked["programma"], before=before))
    is_csv = request.GET.get("vorm") == "csv"
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    letters = {protocol.pk: (protocol.letter, protocol.name) for protocol in protocols}
    shown = found if is_csv else list(page.object_list)
    rows = due_rows(shown, practice=request.practice, letters=letters, on=on)
    record(Event.PATIENT_LISTED, patients=[row["patient_id"] for row in rows], action="E" if is_csv else "R")
    if is_csv:
        return csv_response(f"aan-de-beurt-{on}.csv", DUE_HEADER, due_csv(rows))
    context = {"page_obj": page, "rows": rows, "protocols": protocols, "asked": asked, "late": LATE_LABELS}
    return render(request, "protocols/due_list.html", context | {"is_filtered": any(asked.values())})


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def candidate_list(request: HttpRequest, key: str) -> HttpResponse:
    """Patients who by their record belong in a programme and have not been asked."""
    on, kind = timezone.localdate(), request.GET.get("soort", "")
    protocol, found = _candidates(request, key, on)
    rows = candidate_rows(found, on=on)
    counts = {SURE: sum(not row["must_review"] for row in rows), REVIEW: sum(row["must_review"] for row in rows)}
    if kind in counts:
        rows = [row for row in rows if row["must_review"] == (kind == REVIEW)]
    is_csv = request.GET.get("vorm") == "csv"
    record(
        Event.PATIENT_LISTED,
        patients=[candidate.patient for candidate in found],
        action="E" if is_csv else "R",
    )
    if is_csv:
        return csv_response(f"kandidaten-{key}-{on}.csv", CANDIDATES_HEADER, candidates_csv(rows))
    context = {"protocol": protocol, "rows": rows, "kind": kind, "counts": counts, "total": len(found)}
    return render(request, "protocols/candidates.html", context)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
@idempotent
def include_candidates(request: HttpRequest, key: str) -> HttpResponse:
    """Show who would join and why; with `bevestig` let them join."""
    today = timezone.localdate()
    protocol, found = _candidates(request, key, today)
    asked = set(request.POST.getlist("patient"))
    chosen = [
        each for each in found if _may_join(each) and (str(each.patient.uuid) in asked or "allen" in request.POST)
    ]
    form = IncludeForm(request.POST if "bevestig" in request.POST else None, today=today)
    if chosen and form.is_valid():
        values = form.cleaned_data
        patients = [(each.patient, values["reason"] or "; ".join(each.reasons)[:300]) for each in chosen]
        joined = include_all(patients=patients, protocol=protocol, on=values["on"], by=request.user, today=today)
        _tell(request, protocol, joined)
        return redirect("protocols:candidates", key=key)
    if not chosen:
        messages.warning(request, "Kies eerst wie er mee gaat doen.")
        return redirect("protocols:candidates", key=key)
    record(Event.PATIENT_LISTED, patients=[each.patient for each in chosen])
    context = {"protocol": protocol, "rows": candidate_rows(chosen, on=today), "form": form}
    return render(request, "protocols/include.html", context)


def _may_join(candidate: Candidate) -> bool:
    """Whom a rule leaves to a person, and whose record is closed, joins from the record itself."""
    return not candidate.must_review and not candidate.patient.is_restricted


def _candidates(request: HttpRequest, key: str, on: date) -> tuple[Protocol, list[Candidate]]:
    content = contents_in_use(practice=request.practice).get(key)
    protocol = next((protocol for protocol in all_protocols() if protocol.pk == key), None)
    if protocol is None or content is None:
        raise Http404
    return protocol, candidates(practice=request.practice, protocol=protocol, content=content, on=on)


def _tell(request: HttpRequest, protocol: Protocol, joined: Any) -> None:
    count = len(joined.enrolments)
    if count:
        who = "1 patiënt doet" if count == 1 else f"{count} patiënten doen"
        messages.success(request, f"{who} mee aan {protocol.name}.")
    for patient, why in joined.refused:
        messages.warning(request, f"{patient.list_name} doet niet mee: {why}")

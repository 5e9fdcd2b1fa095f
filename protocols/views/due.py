"""Who is due for a control, and who might belong in a programme."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from protocols.presenters.due import candidate_rows, due_rows
from protocols.selectors.candidates import candidates
from protocols.selectors.due import contents_in_use
from protocols.selectors.library import all_protocols
from protocols.selectors.overdue import overdue_patients

PER_PAGE = 50


@require_safe
@requires(Permission.PATIENT_VIEW)
def due_list(request: HttpRequest) -> HttpResponse:
    """Patients of whom a control is due, each once over all programmes, longest ago first."""
    on = timezone.localdate()
    protocols = all_protocols()
    chosen = next((protocol for protocol in protocols if protocol.pk == request.GET.get("programma")), None)
    found = overdue_patients(practice=request.practice, on=on, protocol=chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = due_rows(list(page.object_list), practice=request.practice, on=on)
    record(Event.PATIENT_LISTED, patients=[row["patient_id"] for row in rows])
    context = {"page_obj": page, "rows": rows, "protocols": protocols, "chosen": chosen}
    return render(request, "protocols/due_list.html", context)


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def candidate_list(request: HttpRequest, key: str) -> HttpResponse:
    """Patients who by their record belong in a programme and have not been asked."""
    content = contents_in_use(practice=request.practice).get(key)
    protocol = next((protocol for protocol in all_protocols() if protocol.pk == key), None)
    if protocol is None or content is None:
        raise Http404
    on = timezone.localdate()
    found = candidates(practice=request.practice, protocol=protocol, content=content, on=on)
    record(Event.PATIENT_LISTED, patients=[candidate.patient for candidate in found])
    return render(request, "protocols/candidates.html", {"protocol": protocol, "rows": candidate_rows(found, on=on)})

"""Find patients: the search field of the top bar, and the list."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from patients.forms.search import ListFilterForm
from patients.presenters.rows import hit, row
from patients.rules.search import parse_query
from patients.selectors.search import (
    ListFilter,
    patients_in_list,
    patients_spelled_alike,
    registered_with_bsn,
    search_patients,
)
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_SEARCH)
def search_results(request: HttpRequest) -> HttpResponse:
    """The hits below the search field, as somebody types. It posts, so that names and BSN stand in no address."""
    asked = request.POST if request.method == "POST" else request.GET
    text, today = asked.get("q", "").strip(), timezone.localdate()
    hits = search_patients(practice=request.practice, text=text, on=today)
    log(Event.PATIENT_SEARCHED, patients=hits.patients, query=text)
    more = f"{reverse('patients:list')}?{urlencode({'q': text, 'state': 'all'})}" if hits.has_more else ""
    context = {"hits": [hit(patient, on=today) for patient in hits.patients], "query": text, "more_url": more}
    return render(request, "components/search_results.html", context)


@require_safe
@requires(Permission.PATIENT_SEARCH)
def patient_list(request: HttpRequest) -> HttpResponse:
    """All patients, or those that a search and filters leave; a BSN leads straight to its patient."""
    today = timezone.localdate()
    form = ListFilterForm(request.GET, practice=request.practice, today=today)
    asked = form.asked()
    if bsn := parse_query(asked.text, today=today).bsn:
        return _to_patient_with(request, bsn)
    page, is_alike = _page(request, asked)
    event = Event.PATIENT_SEARCHED if asked.text else Event.PATIENT_LISTED
    log(event, patients=page.object_list, query=asked.text)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(patient, today=today) for patient in page.object_list],
        "asked": asked,
        "is_by_name": not asked.text,
        "is_alike": is_alike,
        "can_register": Permission.PATIENT_REGISTER in request.permissions,
    }
    return render(request, "patients/list.html", context)


def _row(patient, *, today) -> dict:
    return row(patient, on=today) | {"gp": patient.gp.user.name if patient.gp else ""}


def _page(request: HttpRequest, asked: ListFilter):
    """One page of the list; when it is empty, of patients whose name is spelled alike."""
    today, number = timezone.localdate(), request.GET.get("page")
    found = Paginator(patients_in_list(practice=request.practice, asked=asked, on=today), PAGE)
    if found.count or not asked.text:
        return found.get_page(number), False
    alike = Paginator(patients_spelled_alike(practice=request.practice, asked=asked, on=today), PAGE)
    return alike.get_page(number), alike.count > 0


def _to_patient_with(request: HttpRequest, bsn: str) -> HttpResponse:
    """A BSN stays in no address: straight to the patient, or back to the list with the answer."""
    patient = registered_with_bsn(practice=request.practice, bsn=bsn)
    log(Event.PATIENT_SEARCHED, patients=[patient] if patient else [], query=bsn)
    if patient is not None:
        return redirect("patients:detail", uuid=patient.uuid)
    return redirect(f"{reverse('patients:list')}?{urlencode({'bsn': 'onbekend'})}")

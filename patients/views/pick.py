"""Hits of the search for a patient within a form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients.presenters.rows import hit
from patients.selectors.search import search_patients
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_SEARCH)
def pick(request: HttpRequest) -> HttpResponse:
    """The patients to choose from, for what was typed. It posts, so that names stand in no address."""
    asked = request.POST if request.method == "POST" else request.GET
    text, today = asked.get("zoek_patient", "").strip(), timezone.localdate()
    hits = search_patients(practice=request.practice, text=text, on=today)
    log(Event.PATIENT_SEARCHED, patients=hits.patients, query=text)
    rows = [hit(patient, on=today) | {"uuid": patient.uuid} for patient in hits.patients]
    return render(request, "patients/_pick_hits.html", {"hits": rows, "query": text, "has_more": hits.has_more})

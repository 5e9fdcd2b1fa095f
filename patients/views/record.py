"""The page of one patient, and the pages that change it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients import tabs
from patients.access import record_context, with_record
from patients.forms.details import DetailsForm, IdentityForm, ReachForm, RegistrationForm
from patients.models import Patient
from patients.presenters.page import patient_page_context
from patients.presenters.rows import masked_bsn, record_tabs
from patients.selectors.access import Record, patient_by_uuid
from patients.selectors.records import patient_page
from patients.services import details as services
from patients.services.registration import BsnInUse
from patients.views.versions import conflict_of, posted_version
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.history import changes_of
from poh.audit.views import show_patient_access
from poh.base.locking import StaleVersion


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def detail(request: HttpRequest, record: Record) -> HttpResponse:
    """Who the patient is, how to reach them, who stands beside them, what they agreed to."""
    patient, on = record.patient, timezone.localdate()
    page = patient_page(patient=patient, on=on)
    context = patient_page_context(patient, page, on=on) | {"tabs": record_tabs(patient, here="detail")}
    return render(request, "patients/detail.html", record_context(request, record, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def edit_identity(request: HttpRequest, record: Record) -> HttpResponse:
    """Change who somebody is."""
    return _edit(request, record, form_class=IdentityForm, title="Persoon en BSN")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def edit_reach(request: HttpRequest, record: Record) -> HttpResponse:
    """Change where somebody lives and how to reach them."""
    return _edit(request, record, form_class=ReachForm, title="Adres en contact")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def edit_registration(request: HttpRequest, record: Record) -> HttpResponse:
    """Change the GP and the first day of the registration."""
    return _edit(request, record, form_class=RegistrationForm, title="Inschrijving")


def _edit(request: HttpRequest, record: Record, *, form_class: type[DetailsForm], title: str) -> HttpResponse:
    """Show one form of details and save it; a save that comes too late shows both texts (409)."""
    patient = record.patient
    options = {"practice": request.practice, "today": timezone.localdate(), "instance": patient}
    context, status = {"title": title, "version": patient.version}, 200
    form = form_class(request.POST or None, **options)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_patient(
                patient=patient, version=posted_version(request), fields=form.details(), by=request.user
            )
        except BsnInUse as error:
            form.add_error("bsn", f"Dit BSN hoort bij {error.patient.display_name}, patiënt {error.patient.number}.")
        except StaleVersion:
            stored = patient_by_uuid(practice=request.practice, uuid=patient.uuid, on=timezone.localdate())
            status = 409
            context |= {"version": stored.version, "conflict": _conflict(form, stored)}
        else:
            messages.success(request, f"{title}: opgeslagen.")
            return redirect("patients:detail", uuid=patient.uuid)
    return render(request, "patients/edit.html", record_context(request, record, form=form, **context), status=status)


def _conflict(form: DetailsForm, stored: Patient) -> dict:
    for name, value in form.details().items():
        setattr(form.instance, name, value)
    fields = [name for name in form.fields if name == "birth_date" or name in form._meta.fields]
    return conflict_of(mine=form.instance, stored=stored, fields=fields)


@require_POST
@requires(Permission.PATIENT_BSN_VIEW)
@with_record(Event.BSN_SHOWN)
def show_bsn(request: HttpRequest, record: Record) -> HttpResponse:
    """The whole BSN in the patient bar, for half a minute."""
    patient = record.patient
    return render(request, "patients/_bsn.html", {"patient": patient, "masked": masked_bsn(patient.bsn)})


@require_POST
@requires(Permission.PATIENT_VIEW)
def close_tab(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a patient from the open ones. Knows nothing of the patient, so asks nothing of the record."""
    tabs.close_tab(request, str(uuid))
    return redirect("patients:list")


@require_safe
@requires(Permission.ACCESS_LOG_PATIENT)
@with_record(None)
def access_log(request: HttpRequest, record: Record) -> HttpResponse:
    """Who saw this record. The log of the log is written by the audit app."""
    context = record_context(request, record, tabs=record_tabs(record.patient, here="access_log"))
    return show_patient_access(
        request,
        patient_id=record.patient.pk,
        template="patients/access_log.html",
        context=context,
        relation=record.relation,
    )


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record(Event.CHANGES_VIEWED)
def changes(request: HttpRequest, record: Record) -> HttpResponse:
    """What changed in the details of the patient, when, and by whom."""
    patient = record.patient
    found = changes_of(patient, hide=("updated_at", "version"), mask=("bsn",))
    context = record_context(request, record, changes=found, tabs=record_tabs(patient, here="changes"))
    return render(request, "patients/changes.html", context)

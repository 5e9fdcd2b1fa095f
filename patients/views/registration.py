"""Enter a patient; end a registration and begin one anew."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.access import record_context, with_record
from patients.enums import LeaveReason
from patients.forms.details import NewPatientForm
from patients.forms.registration import DeathForm, DeregisterForm, ReregisterForm, typed_candidate
from patients.models import Patient
from patients.presenters.rows import row
from patients.selectors.access import Record, patient_by_uuid
from patients.selectors.search import possible_duplicates
from patients.services import registration as services
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from poh.base.locking import StaleVersion

CHANGED_MEANWHILE = "Iemand heeft deze patiënt intussen gewijzigd. Laad de pagina opnieuw en kijk na wat er nu staat."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@idempotent
def register(request: HttpRequest) -> HttpResponse:
    """Enter a patient; somebody who looks like a patient of the practice is entered only on purpose."""
    today = timezone.localdate()
    form = NewPatientForm(request.POST or None, practice=request.practice, today=today)
    doubles = []
    if request.method == "POST" and form.is_valid():
        patient, doubles = _register(request, form)
        if patient is not None:
            messages.success(request, f"{patient.display_name} is ingeschreven.")
            return redirect("patients:detail", uuid=patient.uuid)
    if doubles:
        log(Event.DUPLICATES_CHECKED, patients=doubles)
    context = {"form": form, "doubles": [row(double, on=today) for double in doubles]}
    return render(request, "patients/register.html", context)


def _register(request: HttpRequest, form: NewPatientForm) -> tuple[Patient | None, list[Patient]]:
    """The patient who was entered, or else those who stand in the way, with the reason in the form."""
    try:
        patient = services.register_patient(
            practice=request.practice,
            fields=form.details(),
            by=request.user,
            is_somebody_else=form.cleaned_data["is_somebody_else"],
        )
    except services.BsnInUse as error:
        form.add_error("bsn", "Dit BSN is al bekend in deze praktijk: zie hierboven.")
        return None, [error.patient]
    except services.MaybeRegistered as error:
        form.add_error("is_somebody_else", "Kijk na of dit iemand anders is, en vink dat dan aan.")
        return None, error.patients
    return patient, []


@require_POST
@requires(Permission.PATIENT_REGISTER)
def duplicates(request: HttpRequest) -> HttpResponse:
    """While somebody types a new patient: who is known already and looks like it."""
    today = timezone.localdate()
    candidate = typed_candidate(request.POST, today=today)
    doubles = possible_duplicates(practice=request.practice, candidate=candidate) if candidate else []
    if doubles:
        log(Event.DUPLICATES_CHECKED, patients=doubles)
    return render(request, "patients/_duplicates.html", {"doubles": [row(double, on=today) for double in doubles]})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def deregister(request: HttpRequest, record: Record) -> HttpResponse:
    """End the registration of a patient, with the reason."""
    patient = record.patient
    form = DeregisterForm(request.POST or None, today=timezone.localdate(), initial={"version": patient.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.deregister_patient(
                patient=patient,
                version=values["version"],
                on=values["on"],
                reason=LeaveReason(values["reason"]),
                by=request.user,
            )
        except services.DateImpossible as error:
            form.add_error("on", str(error))
        except (services.NotRegistered, StaleVersion):
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, f"{patient.display_name} is uitgeschreven.")
            return redirect("patients:list")
    return render(request, "patients/deregister.html", record_context(request, record, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
def reregister(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Register a patient who left once more: the record opens again, so this asks no open record."""
    patient = patient_by_uuid(practice=request.practice, uuid=uuid, on=timezone.localdate())
    if patient is None:
        raise Http404
    today = timezone.localdate()
    initial = {"version": patient.version}
    form = ReregisterForm(request.POST or None, practice=request.practice, today=today, initial=initial)
    if request.method == "POST" and form.is_valid() and _is_back(request, patient, form):
        messages.success(request, f"{patient.display_name} is opnieuw ingeschreven.")
        return redirect("patients:detail", uuid=patient.uuid)
    log(Event.DUPLICATES_CHECKED, patients=[patient])
    context = {"form": form, "row": row(patient, on=today), "patient": patient}
    return render(request, "patients/reregister.html", context)


def _is_back(request: HttpRequest, patient: Patient, form: ReregisterForm) -> bool:
    """Whether the patient is registered again; if not, the form says why."""
    values = form.cleaned_data
    try:
        services.reregister_patient(
            patient=patient, version=values["version"], on=values["on"], gp=values["gp"], by=request.user
        )
    except services.DateImpossible as error:
        form.add_error("on", str(error))
    except services.BsnInUse as error:
        form.add_error(None, f"{error.patient.display_name} is al ingeschreven met dit BSN.")
    except (services.AlreadyRegistered, StaleVersion):
        form.add_error(None, CHANGED_MEANWHILE)
    else:
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
def record_death(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note the death of a patient who had left; the record stays closed, so this asks no open record."""
    patient = patient_by_uuid(practice=request.practice, uuid=uuid, on=timezone.localdate())
    if patient is None:
        raise Http404
    today = timezone.localdate()
    form = DeathForm(request.POST or None, today=today, initial={"version": patient.version})
    if request.method == "POST" and form.is_valid() and _is_noted(request, patient, form):
        messages.success(request, f"Het overlijden van {patient.display_name} is vastgelegd.")
        return redirect("patients:list")
    log(Event.DUPLICATES_CHECKED, patients=[patient])
    context = {"form": form, "row": row(patient, on=today), "patient": patient}
    return render(request, "patients/record_death.html", context)


def _is_noted(request: HttpRequest, patient: Patient, form: DeathForm) -> bool:
    """Whether the death is noted; if not, the form says why."""
    values = form.cleaned_data
    try:
        services.record_death(patient=patient, version=values["version"], on=values["on"], by=request.user)
    except services.DateImpossible as error:
        form.add_error("on", str(error))
    except services.StillRegistered:
        form.add_error(None, "Deze patiënt is nog ingeschreven: schrijf uit met als reden het overlijden.")
    except (services.AlreadyDeceased, StaleVersion):
        form.add_error(None, CHANGED_MEANWHILE)
    else:
        return True
    return False

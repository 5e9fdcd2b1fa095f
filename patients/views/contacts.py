"""Contact persons and consents of a patient."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.access import record_context, with_record
from patients.forms.contacts import ConsentForm, ContactPersonForm
from patients.models import ContactPerson
from patients.rules.representation import decider
from patients.selectors.access import Record
from patients.services import contacts as services
from patients.views.versions import conflict_of, posted_version
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
@idempotent
def contact_add(request: HttpRequest, record: Record) -> HttpResponse:
    """Note somebody who stands beside the patient."""
    form = ContactPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contact = services.add_contact_person(patient=record.patient, fields=form.cleaned_data, by=request.user)
        messages.success(request, f"{contact.name} is toegevoegd.")
        return redirect("patients:detail", uuid=record.patient.uuid)
    context = record_context(request, record, form=form, title="Contactpersoon toevoegen", is_new=True)
    return render(request, "patients/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def contact_edit(request: HttpRequest, record: Record, contact_uuid: UUID) -> HttpResponse:
    """Change somebody who stands beside the patient."""
    contact = _contact(request, record, contact_uuid)
    form = ContactPersonForm(request.POST or None, instance=contact)
    context, status = {"title": contact.name, "version": contact.version, "contact": contact}, 200
    if request.method == "POST" and form.is_valid():
        version = posted_version(request)
        try:
            services.change_contact_person(contact=contact, version=version, fields=form.cleaned_data, by=request.user)
        except StaleVersion as stale:
            conflict = conflict_of(mine=form.instance, stored=stale.stored, fields=form._meta.fields)
            context |= {"version": stale.stored.version, "conflict": conflict}
            status = 409
        else:
            messages.success(request, f"{contact.name}: opgeslagen.")
            return redirect("patients:detail", uuid=record.patient.uuid)
    return render(request, "patients/edit.html", record_context(request, record, form=form, **context), status=status)


@require_POST
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
def contact_end(request: HttpRequest, record: Record, contact_uuid: UUID) -> HttpResponse:
    """From today this person stands beside the patient no more."""
    contact = _contact(request, record, contact_uuid)
    try:
        services.end_contact_person(
            contact=contact, version=posted_version(request), on=timezone.localdate(), by=request.user
        )
    except StaleVersion:
        messages.error(request, f"{contact.name} is intussen gewijzigd. Kijk na wat er nu staat.")
        return redirect("patients:contact_edit", uuid=record.patient.uuid, contact_uuid=contact.uuid)
    messages.success(request, f"{contact.name} is geen contactpersoon meer.")
    return redirect("patients:detail", uuid=record.patient.uuid)


def _contact(request: HttpRequest, record: Record, uuid: UUID) -> ContactPerson:
    contacts = ContactPerson.objects.for_practice(request.practice).filter(patient=record.patient)
    return get_object_or_404(contacts.current(on=timezone.localdate()), uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_REGISTER)
@with_record(writes=True)
@idempotent
def consent_add(request: HttpRequest, record: Record) -> HttpResponse:
    """Write down the answer to a question of consent."""
    patient, today = record.patient, timezone.localdate()
    form = ConsentForm(request.POST or None, patient=patient, today=today)
    if request.method == "POST" and form.is_valid():
        consent = services.record_consent(patient=patient, fields=form.cleaned_data, by=request.user)
        messages.success(request, f"{consent} is vastgelegd.")
        return redirect("patients:detail", uuid=patient.uuid)
    note = decider(patient.birth_date, on=today).label
    context = record_context(request, record, form=form, title="Toestemming vastleggen", note=note, is_new=True)
    return render(request, "patients/edit.html", context)

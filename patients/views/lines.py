"""Write in the record: one page for each line, that also opens in place beside the overview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.access import record_context, with_record
from patients.forms import lines as forms
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, TreatmentLimit
from patients.models.record import RecordLine
from patients.presenters.rows import record_tabs
from patients.selectors.access import Record
from patients.services import lines as services
from patients.views.versions import conflict_of, posted_version
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion


@dataclass(frozen=True)
class Kind:
    """A kind of line: its model and form, the act that adds one, and its words."""

    model: type[RecordLine]
    form: type[forms.LineForm]
    add: Callable[..., RecordLine]
    noun: str
    end_word: str = "Beëindig"
    start: str = ""
    needs_reason: bool = False


KINDS = {
    "episodes": Kind(Episode, forms.EpisodeForm, services.add_episode, "Episode", start="onset_on"),
    "medicatie": Kind(
        MedicationLine, forms.MedicationForm, services.add_medication, "Medicijn", "Stop", start="started_on"
    ),
    "ica": Kind(Ica, forms.IcaForm, services.add_ica, "ICA", "Laat vervallen", start="since_on", needs_reason=True),
    "behandelgrenzen": Kind(
        TreatmentLimit,
        forms.TreatmentLimitForm,
        services.agree_limit,
        "Behandelgrens",
        "Laat vervallen",
        start="agreed_on",
        needs_reason=True,
    ),
    "voorgeschiedenis": Kind(
        HistoryEntry, forms.HistoryForm, services.add_history, "Voorgeschiedenis", "Laat vervallen"
    ),
    "familie": Kind(
        FamilyHistory, forms.FamilyHistoryForm, services.add_family_history, "Familie-anamnese", "Laat vervallen"
    ),
}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _line(request: HttpRequest, record: Record, kind: Kind, line_uuid: UUID) -> RecordLine:
    lines = kind.model.objects.for_practice(request.practice).filter(patient=record.patient)
    line = get_object_or_404(lines, uuid=line_uuid)
    line.patient = record.patient
    return line


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
@idempotent
def line_add(request: HttpRequest, record: Record, kind: str) -> HttpResponse:
    """Write a new line."""
    found = _kind(kind)
    form = found.form(request.POST or None, patient=record.patient, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            line = found.add(patient=record.patient, fields=form.cleaned_data, by=request.user)
        except services.LimitStands:
            form.add_error("kind", "Deze grens is al afgesproken.")
        else:
            return _done(request, record, f"{found.noun}: {line} is vastgelegd.")
    context = {"form": form, "title": f"{found.noun} toevoegen", "is_new": True}
    return _show(request, record, kind, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
def line_edit(request: HttpRequest, record: Record, kind: str, line_uuid: UUID) -> HttpResponse:
    """Change a line; a save that comes too late shows both texts (409)."""
    found = _kind(kind)
    line, today = _line(request, record, found, line_uuid), timezone.localdate()
    form = found.form(request.POST or None, instance=line, patient=record.patient, today=today)
    context, status = {"version": line.version, "line": line}, 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_line(line=line, version=posted_version(request), fields=form.cleaned_data, by=request.user)
        except StaleVersion as stale:
            status = 409
            context |= {
                "version": stale.stored.version,
                "conflict": conflict_of(mine=stale.mine, stored=stale.stored, fields=form._meta.fields),
            }
        else:
            return _done(request, record, f"{found.noun}: opgeslagen.")
    context |= {"form": form, "title": str(line), "end_form": _end_form(None, found, line)}
    return _show(request, record, kind, context, status=status)


def _end_form(data: Any, kind: Kind, line: RecordLine) -> forms.EndForm | None:
    """How the line ends; nothing for one that ended already."""
    if getattr(line, "ended_on", None) or getattr(line, "stopped_on", None):
        return None
    started_on = getattr(line, kind.start) if kind.start else None
    return forms.EndForm(
        data, today=timezone.localdate(), started_on=started_on, needs_reason=kind.needs_reason, prefix="einde"
    )


@require_POST
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
def line_end(request: HttpRequest, record: Record, kind: str, line_uuid: UUID) -> HttpResponse:
    """The line holds no more from a day on."""
    found = _kind(kind)
    line = _line(request, record, found, line_uuid)
    form = _end_form(request.POST, found, line)
    if form is None:
        return _done(request, record, f"{line} was al beëindigd.")
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.end_line(
                line=line, version=posted_version(request), on=values["on"], reason=values["reason"], by=request.user
            )
        except StaleVersion:
            messages.error(request, "Iemand heeft deze regel intussen gewijzigd. Er is niets veranderd.")
            return _back(request, record)
        return _done(request, record, f"{line} is beëindigd.")
    edit = found.form(instance=line, patient=record.patient, today=timezone.localdate())
    context = {"form": edit, "end_form": form, "line": line, "title": str(line), "version": line.version}
    return _show(request, record, kind, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
@idempotent
def dosage(request: HttpRequest, record: Record, line_uuid: UUID) -> HttpResponse:
    """The medicine is taken differently from a day on: the old line stops, a new one follows."""
    line = _line(request, record, KINDS["medicatie"], line_uuid)
    form = forms.DosageForm(request.POST or None, today=timezone.localdate(), line=line)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("name", "dosage")}
        try:
            services.change_dosage(
                line=line, version=posted_version(request), fields=fields, on=form.cleaned_data["on"], by=request.user
            )
        except (StaleVersion, services.AlreadyEnded):
            messages.error(request, "Iemand heeft dit middel intussen gewijzigd. Er is niets veranderd.")
            return _back(request, record)
        return _done(request, record, f"{line.name}: de dosering is gewijzigd.")
    context = {"form": form, "title": f"Andere dosering van {line.name}", "version": line.version, "is_new": True}
    return _show(request, record, "medicatie", context)


def _done(request: HttpRequest, record: Record, text: str) -> HttpResponse:
    messages.success(request, text)
    return _back(request, record)


def _back(request: HttpRequest, record: Record) -> HttpResponse:
    """To the record; from a form that was opened in place the whole page is shown anew."""
    url = reverse("patients:overview", args=[record.patient.uuid])
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def _show(
    request: HttpRequest, record: Record, kind: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The form alone for in place, else the page around it."""
    found, line = KINDS[kind], context.get("line")
    parts: dict[str, Any] = {"kind": kind, "end_word": found.end_word, "patient": record.patient}
    parts["save_url"] = request.path
    if line is not None:
        address = [record.patient.uuid, kind, line.uuid]
        parts["save_url"] = reverse("patients:line_edit", args=address)
        parts["end_url"] = reverse("patients:line_end", args=address)
    if isinstance(line, MedicationLine) and line.stopped_on is None:
        parts["dosage_url"] = reverse("patients:dosage", args=[record.patient.uuid, line.uuid])
    parts |= context
    if request.htmx:
        return render(request, "patients/record/_line.html", parts)
    page = record_context(request, record, tabs=record_tabs(record.patient, here="overview"), **parts)
    return render(request, "patients/record/line.html", page, status=status)

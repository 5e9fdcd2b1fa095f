"""Targets agreed with one patient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients.access import with_record
from patients.enums_record import NUMERIC_KINDS
from patients.models import Determination
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from protocols.forms.targets import EndTargetForm, TargetForm
from protocols.models import PersonalTarget
from protocols.presenters.targets import agreed_text
from protocols.selectors.targets import personal_targets
from protocols.services import targets as services
from protocols.views.participation import back, show_form

STALE = "Een collega wijzigde deze streefwaarde intussen. Kijk na wat er nu staat."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def agree(request: HttpRequest, record: Record, key: str) -> HttpResponse:
    """Agree on a target for one determination."""
    determination = _determination(key)
    current, today = _current(record, key), timezone.localdate()
    form = TargetForm(request.POST or None, determination=determination, current=current, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.agree_target(patient=record.patient, agreed=form.agreed(), by=request.user, at=timezone.now())
        except services.TargetChanged:
            form.add_error(None, STALE)
        except services.TargetImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{determination.label}: eigen streefwaarde vastgelegd.")
            return back(request, record)
    return _show(request, record, determination, current, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def end(request: HttpRequest, record: Record, target_uuid: UUID) -> HttpResponse:
    """The protocol counts again."""
    target = get_object_or_404(personal_targets(patient=record.patient), uuid=target_uuid)
    today = timezone.localdate()
    form = EndTargetForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.end_target(
                target=target, on=values["on"], reason=values["reason"], by=request.user, at=timezone.now()
            )
        except services.TargetChanged:
            form.add_error(None, STALE)
        except services.TargetImpossible as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"{target.determination.label}: het protocol geldt weer.")
            return back(request, record)
    title = f"{target.determination.label}: terug naar het protocol"
    return show_form(request, record, form=form, title=title, verb="Beëindig afspraak", note=agreed_text(target))


def _determination(key: str) -> Determination:
    return get_object_or_404(Determination.objects.in_use().filter(kind__in=NUMERIC_KINDS, calculation=""), pk=key)


def _current(record: Record, key: str) -> PersonalTarget | None:
    return personal_targets(patient=record.patient).filter(determination=key, ended_on=None).first()


def _show(
    request: HttpRequest,
    record: Record,
    determination: Determination,
    current: PersonalTarget | None,
    *,
    form: TargetForm,
) -> HttpResponse:
    parts = {"form": form, "title": f"Eigen streefwaarde {determination.label}", "verb": "Spreek af"}
    if current:
        parts |= {
            "note": agreed_text(current),
            "end_url": reverse("protocols:end_target", args=[record.patient.uuid, current.uuid]),
            "end_word": "Terug naar het protocol",
        }
    return show_form(request, record, **parts)

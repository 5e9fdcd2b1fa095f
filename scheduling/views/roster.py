"""The roster: lines of the week, sessions of one day, and blocked time."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion
from scheduling.forms.roster import BlockForm, ExtraSessionForm, SessionEndForm, TemplateForm
from scheduling.models import BlockedTime, Session, SessionTemplate
from scheduling.presenters.roster import conflict_lines, template_groups
from scheduling.presenters.words import day_url
from scheduling.selectors.closed import blocked_between
from scheduling.selectors.fit import appointments_without_place
from scheduling.selectors.lists import templates_of
from scheduling.services import sessions, templates
from scheduling.views.log import log_patients

MEANWHILE = "Een collega wijzigde dit intussen. Kijk na wat er nu staat."
LOOK_AHEAD = templates.AHEAD


@require_safe
@requires(Permission.AGENDA_MANAGE)
def roster(request: HttpRequest) -> HttpResponse:
    """The lines of the roster by person, what is blocked, and appointments that do not fit any more."""
    today = timezone.localdate()
    unfit = list(appointments_without_place(practice=request.practice, first=today)[:100])
    shows_names = Permission.PATIENT_SEARCH in request.permissions
    context = {
        "groups": template_groups(templates_of(practice=request.practice, on=today)),
        "blocked": blocked_between(practice=request.practice, first=today, last=today + LOOK_AHEAD),
        "unfit": conflict_lines(unfit, shows_names=shows_names),
    }
    log_patients(unfit if shows_names else [])
    return render(request, "scheduling/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
@idempotent
def template_add(request: HttpRequest) -> HttpResponse:
    """A new line of the roster."""
    today = timezone.localdate()
    form = TemplateForm(request.POST or None, practice=request.practice, today=today)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        templates.add_template(member=values["member"], plan=form.plan(), valid_from=values["valid_from"], on=today)
        messages.success(request, "Roosterregel gemaakt; de zittingen staan in de agenda.")
        return redirect("scheduling:roster")
    return render(request, "scheduling/template.html", {"form": form, "title": "Nieuwe roosterregel"})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
@idempotent
def template_change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a line: one day, this day and what follows, or all to come."""
    today = timezone.localdate()
    template = _template(request, uuid)
    form = TemplateForm(request.POST or None, practice=request.practice, today=today, template=template)
    if request.method == "POST" and form.is_valid() and _changed(request, template, form):
        return redirect("scheduling:roster")
    context = {"form": form, "title": f"{template.member.user.name}: {template}", "template": template}
    return render(request, "scheduling/template.html", context)


def _template(request: HttpRequest, uuid: UUID) -> SessionTemplate:
    rows = SessionTemplate.objects.for_practice(request.practice)
    rows = rows.select_related("practice", "member__user", "member__practice", "location", "room")
    return get_object_or_404(rows.prefetch_related("blocks"), uuid=uuid)


def _changed(request: HttpRequest, template: SessionTemplate, form: TemplateForm) -> bool:
    values = form.cleaned_data
    template.version = values["version"]
    scope = templates.Scope(values["scope"])
    try:
        templates.change_template(
            template=template, plan=form.plan(), scope=scope, on=values["change_on"], at=timezone.now()
        )
    except StaleVersion:
        form.add_error(None, MEANWHILE)
    except templates.NoSessionThatDay:
        form.add_error("change_on", "Op deze dag is er geen zitting van deze regel.")
    except sessions.SessionOverlaps as refusal:
        form.add_error("starts_at", str(refusal))
    else:
        _tell_what_does_not_fit(request, values["change_on"])
        return True
    return False


def _tell_what_does_not_fit(request: HttpRequest, first: date) -> None:
    count = appointments_without_place(practice=request.practice, first=first).count()
    messages.success(request, "Het rooster is gewijzigd. Wat geboekt was, blijft staan.")
    if count:
        messages.warning(request, f"{count} afspraken passen niet meer in het rooster: zie hieronder.")


@require_POST
@requires(Permission.AGENDA_MANAGE)
def template_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The line makes no sessions from tomorrow on."""
    template = _template(request, uuid)
    templates.end_template(template=template, last=timezone.localdate(), at=timezone.now())
    _tell_what_does_not_fit(request, timezone.localdate())
    return redirect("scheduling:roster")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
@idempotent
def session_add(request: HttpRequest) -> HttpResponse:
    """An extra session on one day."""
    form = ExtraSessionForm(request.POST or None, practice=request.practice, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sessions.add_extra_session(member=values["member"], on=values["on"], plan=form.plan())
        except sessions.SessionOverlaps as refusal:
            form.add_error("starts_at", str(refusal))
        else:
            return redirect(day_url(values["on"]))
    return render(request, "scheduling/template.html", {"form": form, "title": "Extra zitting"})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
def session(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A session of one day falls out, or is held after all."""
    rows = Session.objects.for_practice(request.practice).shown().select_related("practice", "member__user", "location")
    found = get_object_or_404(rows, uuid=uuid)
    form = SessionEndForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if found.cancelled_at:
                sessions.hold_session_after_all(session=found, version=values["version"])
            else:
                sessions.cancel_session(
                    session=found,
                    reason=values["reason"] or "zonder reden",
                    version=values["version"],
                    by=request.user,
                    at=timezone.now(),
                )
        except (StaleVersion, sessions.SessionOverlaps) as refusal:
            messages.error(request, str(refusal) if isinstance(refusal, sessions.SessionOverlaps) else MEANWHILE)
        return redirect(day_url(found.on))
    return render(request, "scheduling/session.html", {"session": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
@idempotent
def block_add(request: HttpRequest) -> HttpResponse:
    """Block time for a person, a room, a location or the practice."""
    form = BlockForm(request.POST or None, practice=request.practice, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        blocked = sessions.block_time(practice=request.practice, blocking=form.blocking(), by=request.user)
        _tell_what_does_not_fit(request, blocked.first_on)
        return redirect("scheduling:roster")
    context = {"form": form, "title": "Tijd blokkeren", "submit": "Blokkeer", "back": "scheduling:roster"}
    return render(request, "scheduling/form.html", context)


@require_POST
@requires(Permission.AGENDA_MANAGE)
def block_lift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The time can be booked again."""
    rows = BlockedTime.objects.for_practice(request.practice).standing().select_related("practice")
    blocked = get_object_or_404(rows, uuid=uuid)
    sessions.lift_block(blocked=blocked, version=blocked.version, by=request.user, at=timezone.now())
    messages.success(request, "De tijd kan weer geboekt worden.")
    return redirect("scheduling:roster")

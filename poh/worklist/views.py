"""The list of work, one task, and what is done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from poh.worklist import selectors, services
from poh.worklist.forms import FilterForm, FinishForm, HandOverForm, TaskForm
from poh.worklist.models import Task
from poh.worklist.presenters import task_page, task_row

PER_PAGE = 50
# The choice of recipient stands on the page twice.
TOGETHER = {"id": "samen-aan", "class": "in", "data-key": False, "data-key-label": False, "required": False}


@require_safe
@requires(Permission.TASK_WORK)
def task_list(request: HttpRequest) -> HttpResponse:
    """The work that lies before somebody, what must be done first on top, with the first task opened beside it."""
    on, form = timezone.localdate(), FilterForm(request.GET)
    asked = form.asked()
    tasks = selectors.tasks_for(member=request.membership, permissions=request.permissions, asked=asked, on=on)
    page = Paginator(tasks, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    record(Event.PATIENT_LISTED, patients=[task.patient_id for task in shown if task.patient_id])
    opened = next((task for task in shown if str(task.uuid) == request.GET.get("taak")), shown[0] if shown else None)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [task_row(task, user=request.user, on=on) for task in shown],
        "today": on,
    }
    if opened is not None:
        context |= _pane(request, opened)
        context["together"] = context["hand_over_form"]["to"].as_widget(attrs=TOGETHER)
    return render(request, "worklist/list.html", context)


@require_safe
@requires(Permission.TASK_WORK)
@vary_on_headers("HX-Request")
def task(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One task: beside the list, or as a page of its own."""
    found = _task(request, uuid)
    record(Event.PATIENT_LISTED, patients=[found.patient_id] if found.patient_id else [], object=found)
    template = "worklist/_task.html" if request.htmx else "worklist/task.html"
    return render(request, template, _pane(request, found))


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def take(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a task; of two at once one has it, and the other sees who."""
    return _act(request, lambda at: services.take_task(task=_task(request, uuid), by=request.user, at=at))


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def finish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Finish a task, with what came of it."""
    found, form = _task(request, uuid), FinishForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, finish_form=form)
    outcome = form.cleaned_data["outcome"]
    return _act(request, lambda at: services.finish_task(task=found, outcome=outcome, by=request.user, at=at))


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a task to a colleague or a role."""
    found = _task(request, uuid)
    form = HandOverForm(request.POST, practice=request.practice, on=timezone.localdate())
    if not form.is_valid():
        return _refused(request, found, hand_over_form=form)
    given = form.cleaned_data
    try:
        return _act(request, lambda at: services.hand_over_task(task=found, **given, by=request.user, at=at))
    except services.NotForThem as refusal:
        form.add_error("to", str(refusal))
        return _refused(request, found, hand_over_form=form)


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put back what was finished by mistake."""
    return _act(request, lambda at: services.reopen_task(task=_task(request, uuid), by=request.user, at=at))


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that a task need not be done any more, and why."""
    found, reason = _task(request, uuid), request.POST.get("reason", "").strip()[:500]
    return _act(request, lambda at: services.withdraw_task(task=found, reason=reason, by=request.user, at=at))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TASK_WORK)
@idempotent
def add(request: HttpRequest) -> HttpResponse:
    """Give somebody a task."""
    form = TaskForm(
        request.POST or None,
        initial={"patient": request.GET.get("patient")},
        member=request.membership,
        can_see_patients=Permission.PATIENT_VIEW in request.permissions,
        on=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_task(practice=request.practice, task=form.task(), by=request.user, at=timezone.now())
        except services.NotForThem as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(request, f"Taak gemaakt: {made.title}.")
            return redirect(_back(request))
    return render(request, "worklist/add.html", {"form": form, "patient": form.picked(), "back": _back(request)})


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def finish_together(request: HttpRequest) -> HttpResponse:
    """Finish all ticked tasks; what a colleague took meanwhile stays theirs."""
    return _together(request, lambda task, at: services.finish_task(task=task, by=request.user, at=at), "afgehandeld")


@require_POST
@requires(Permission.TASK_WORK)
@idempotent
def hand_over_together(request: HttpRequest) -> HttpResponse:
    """Give all ticked tasks to a colleague or a role."""
    form = HandOverForm(request.POST, practice=request.practice, on=timezone.localdate())
    if not form.is_valid():
        messages.error(request, "Kies aan wie de taken gaan.")
        return redirect(_back(request))
    given = form.cleaned_data
    return _together(
        request,
        lambda task, at: services.hand_over_task(task=task, **given, by=request.user, at=at),
        f"doorgegeven aan {given['to']}",
    )


def _task(request: HttpRequest, uuid: UUID) -> Task:
    found = selectors.task_by_uuid(member=request.membership, permissions=request.permissions, uuid=uuid)
    if found is None:
        raise Http404
    return found


def _pane(request: HttpRequest, opened: Task, **forms) -> dict:
    """What stands beside the list: the task, its history, and the forms of what may be done."""
    on = timezone.localdate()
    steps = selectors.history_of(task=opened)
    return {
        "task": task_page(opened, steps, user=request.user, on=on),
        "finish_form": forms.get("finish_form") or FinishForm(),
        "hand_over_form": forms.get("hand_over_form") or HandOverForm(practice=request.practice, on=on),
        "back": _back(request),
    }


def _refused(request: HttpRequest, opened: Task, **forms) -> HttpResponse:
    """The task as a page, with what was typed and why it was refused."""
    record(Event.PATIENT_LISTED, patients=[opened.patient_id] if opened.patient_id else [], object=opened)
    return render(request, "worklist/task.html", _pane(request, opened, **forms))


def _act(request: HttpRequest, act) -> HttpResponse:
    """Do what was asked and go back to the list; say why when it could not be done."""
    try:
        done = act(timezone.now())
    except services.StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done.title}: {done.get_state_display()}.")
    return redirect(_back(request))


def _together(request: HttpRequest, act, done: str) -> HttpResponse:
    """Do the act with each ticked task; one that cannot be done leaves the others alone, and is told."""
    found, at, count = _ticked(request), timezone.now(), 0
    for one in found:
        try:
            act(one, at)
            count += 1
        except (services.StepNotAllowed, services.NotForThem) as refusal:
            messages.error(request, f"{one.title}: {refusal}")
    if not found:
        messages.error(request, "Vink eerst taken aan.")
        return redirect(_back(request))
    messages.success(request, f"{count} {'taak' if count == 1 else 'taken'} {done}.")
    return redirect(_back(request))


def _ticked(request: HttpRequest) -> list[Task]:
    """The ticked tasks, as far as they are there; in the order in which they were made, so that two people who tick the
    same lock them in the same order."""
    uuids = []
    for text in request.POST.getlist("taak"):
        try:
            uuids.append(UUID(text))
        except ValueError:
            continue
    return selectors.tasks_by_uuid(member=request.membership, permissions=request.permissions, uuids=uuids)


def _back(request: HttpRequest) -> str:
    """The list as it was, with its filters; an address elsewhere is not followed."""
    asked = request.POST.get("terug") or request.GET.get("terug") or ""
    if not asked and request.resolver_match.view_name == "worklist:list":
        asked = request.get_full_path()
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/"):
        return asked
    return reverse("worklist:list")

"""Which acts stand open on a request, for whom, and in what order they are offered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from consultations.enums_requests import FINAL, REQUEST_STEPS, RequestState
from consultations.forms import requests as forms
from consultations.models import ConsultationRequest
from consultations.services.request_work import TAKES_WORK
from poh.accounts.models import Membership
from poh.accounts.permissions import Permission

REGISTER, WORK = Permission.REQUEST_REGISTER, Permission.REQUEST_WORK
S = RequestState


@dataclass(frozen=True)
class Act:
    """An act as the page offers it: its address, words, key, form, who may, and when it makes sense."""

    name: str
    path: str
    label: str
    key: str
    permission: Permission
    form: type[forms.ActForm]
    is_open: Callable[[ConsultationRequest, Membership], bool]
    is_danger: bool = False


def _leads(state: RequestState) -> Callable[[ConsultationRequest, Membership], bool]:
    """Whether the table of steps leads from where the request stands to `state`."""
    return lambda request, member: state in REQUEST_STEPS[RequestState(request.state)]


def _can_assign(request: ConsultationRequest, member: Membership) -> bool:
    if request.is_urgent and request.state != S.FORWARDED:
        return False
    return request.state in (S.TRIAGED, S.ASSIGNED, S.PLANNED, S.NO_SHOW, S.FORWARDED)


def _can_accept(request: ConsultationRequest, member: Membership) -> bool:
    if request.state not in (S.ASSIGNED, S.FORWARDED) or request.accepted_at:
        return False
    return request.member_id == member.pk or (request.member_id is None and request.role in member.roles)


def _can_triage(request: ConsultationRequest, member: Membership) -> bool:
    return request.state in (S.RECEIVED, S.RETURNED, S.TRIAGED, S.FORWARDED)


def _can_close(request: ConsultationRequest, member: Membership) -> bool:
    has_answer = request.answered_at is not None or request.answer_not_needed
    return has_answer and S.CLOSED in REQUEST_STEPS[RequestState(request.state)]


# In the order of the work; the first that stands open is the next step.
ACTS = [
    Act("triage", "beoordelen", "Beoordeel", "b", REGISTER, forms.TriageForm, _can_triage),
    Act("accept", "aannemen", "Neem aan", "t", WORK, forms.ActForm, _can_accept),
    Act("assign", "toewijzen", "Wijs toe", "w", REGISTER, forms.AssignForm, _can_assign),
    Act(
        "link", "afspraak", "Koppel een afspraak", "k", REGISTER, forms.LinkForm,
        lambda request, member: request.state in TAKES_WORK and request.patient_id is not None,
    ),
    Act(
        "add_activity", "activiteit", "Plan", "p", REGISTER, forms.ActivityForm,
        lambda request, member: request.state in TAKES_WORK,
    ),
    Act("carry_out", "uitgevoerd", "Uitgevoerd", "u", WORK, forms.NoteForm, _leads(S.DONE)),
    Act("no_show", "niet-verschenen", "Niet verschenen", "x", REGISTER, forms.NoteForm, _leads(S.NO_SHOW)),
    Act("advise", "advies", "Geef advies", "i", WORK, forms.WordsForm, _leads(S.ADVISED)),
    Act(
        "answer", "antwoord", "Antwoord", "a", REGISTER, forms.AnswerForm,
        lambda request, member: request.is_unfinished and request.state not in (S.RECEIVED, S.RETURNED),
    ),
    Act("process", "verwerkt", "Alles is verwerkt", "v", WORK, forms.NoteForm, _leads(S.PROCESSED)),
    Act("close", "sluiten", "Sluit", "s", WORK, forms.CloseForm, _can_close),
    Act("merge", "samenvoegen", "Voeg samen", "m", REGISTER, forms.MergeForm, _leads(S.MERGED)),
    Act(
        "wait", "wachten", "Laat wachten", "", REGISTER, forms.WaitForm,
        lambda request, member: request.is_unfinished and not request.is_urgent and not request.waiting_for,
    ),
    Act("resume", "verder", "Wacht niet meer", "", REGISTER, forms.ActForm, lambda r, m: bool(r.waiting_for)),
    Act("forward", "huisarts", "Zet door naar de huisarts", "h", WORK, forms.WordsForm, _leads(S.FORWARDED)),
    Act("unplan", "planning-vervalt", "Planning vervalt", "", REGISTER, forms.WordsForm,
        lambda request, member: request.state == S.PLANNED),
    Act("return", "terugleggen", "Leg terug", "r", WORK, forms.RefusalForm, _leads(S.RETURNED)),
    Act("withdraw", "intrekken", "Trek in", "", REGISTER, forms.WithdrawForm, _leads(S.WITHDRAWN), is_danger=True),
    Act("reject", "afwijzen", "Wijs af", "", WORK, forms.RefusalForm, _leads(S.REJECTED), is_danger=True),
    Act(
        "reopen", "heropenen", "Open opnieuw", "", WORK, forms.WordsForm,
        lambda request, member: request.state in FINAL and request.state != S.MERGED,
    ),
]  # fmt: skip
ACT_BY_NAME = {act.name: act for act in ACTS}

# What comes next in each state, when it stands open; the rest folds away.
NEXT: dict[RequestState, tuple[str, ...]] = {
    S.RECEIVED: ("triage",),
    S.RETURNED: ("triage",),
    S.TRIAGED: ("assign",),
    S.ASSIGNED: ("accept", "add_activity", "link"),
    S.FORWARDED: ("accept", "answer", "process"),
    S.PLANNED: ("carry_out",),
    S.NO_SHOW: ("add_activity", "answer", "close"),
    S.DONE: ("answer", "process"),
    S.ADVISED: ("answer", "process"),
    S.PROCESSED: ("answer", "close"),
}


@dataclass(frozen=True)
class Viewer:
    """Who looks at a request, with what they may do, on what day."""

    member: Membership
    permissions: Collection[str]
    on: date


def open_acts(
    request: ConsultationRequest, viewer: Viewer, bound: Mapping[str, forms.ActForm]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The acts that this person can do now: what comes next, and the rest. `bound` holds forms that were refused."""
    shown = [
        _shown(act, request, viewer, bound.get(act.name))
        for act in ACTS
        if act.permission in viewer.permissions and act.is_open(request, viewer.member)
    ]
    shown = [act for act in shown if not act["has_nothing_to_choose"]]
    ahead = NEXT.get(RequestState(request.state), ())
    answered = request.answered_at is not None or request.answer_not_needed
    first = [act for act in shown if act["name"] in ahead and not (act["name"] == "answer" and answered)]
    for act in first:
        _put_key_on_first_field(act)
    return first, [act for act in shown if act not in first]


def _put_key_on_first_field(act: dict[str, Any]) -> None:
    """The key goes to where the typing starts; of a form without fields it presses the button."""
    for field in list(act["form"].fields.values())[:1]:
        field.widget.attrs |= {"data-key": act["key"], "data-key-label": act["label"]}


def filled_form(
    act: Act, request: ConsultationRequest, viewer: Viewer, data: Mapping[str, Any] | None = None
) -> forms.ActForm:
    """The form of an act for this request, with what was typed or else what is known."""
    form = act.form(data, auto_id=f"{act.name}_%s", initial={})
    form.fill(request=request, member=viewer.member, on=viewer.on)
    return form


def _shown(act: Act, request: ConsultationRequest, viewer: Viewer, refused: forms.ActForm | None) -> dict[str, Any]:
    form = refused or filled_form(act, request, viewer)
    return {
        "name": act.name,
        "url": reverse(f"consultations:request_{act.name}", args=[request.uuid]),
        "label": act.label,
        "key": act.key,
        "form": form,
        "is_refused": refused is not None,
        "is_danger": act.is_danger,
        "has_nothing_to_choose": hasattr(form, "found") and not form.found,
    }

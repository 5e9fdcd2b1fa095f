"""Which service each act on a request calls, with what the form holds, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.presenters.requests import holder
from consultations.services import request_work as work
from consultations.services import requests as services

Done = tuple[ConsultationRequest, str]
Doing = Callable[[ConsultationRequest, object, HttpRequest], Done]


def _by(request: HttpRequest) -> dict:
    return {"by": request.user, "at": timezone.now()}


def _triage(found, form, request) -> Done:
    done = services.triage(request=found, judged=form.judged(), **_by(request))
    return done, "Spoed: de aanvraag ligt nu bij de huisarts." if done.is_urgent else "Beoordeeld."


def _assign(found, form, request) -> Done:
    done = services.assign(request=found, **form.cleaned_data, **_by(request))
    return done, f"Toegewezen aan {holder(done)}."


def _accept(found, form, request) -> Done:
    return services.accept(request=found, member=request.membership, at=timezone.now()), "Aangenomen."


def _return(found, form, request) -> Done:
    return services.return_request(request=found, why=form.refusal(), **_by(request)), "Teruggelegd."


def _forward(found, form, request) -> Done:
    done = services.forward_to_gp(request=found, **form.cleaned_data, **_by(request))
    return done, "Doorgezet naar de huisarts."


def _reject(found, form, request) -> Done:
    return services.reject(request=found, why=form.refusal(), **_by(request)), "Afgewezen."


def _merge(found, form, request) -> Done:
    into = form.found[form.cleaned_data["into"]]
    services.merge(request=found, into=into, **_by(request))
    return into, "Samengevoegd; dit is de aanvraag die verder gaat."


def _add_activity(found, form, request) -> Done:
    made = work.add_activity(request=found, activity=form.activity(), **_by(request))
    return made.request, f"Gepland: {made.what}."


def _link(found, form, request) -> Done:
    appointment = form.found[form.cleaned_data["appointment"]]
    made = work.link_appointment(request=found, appointment=appointment, **_by(request))
    return made.request, f"Gepland: {made.what}."


def _answer(found, form, request) -> Done:
    given = form.answer()
    done = work.answer(request=found, given=given, **_by(request))
    return done, "Antwoord vastgelegd." if given else "Vastgelegd dat een antwoord niet nodig is."


def _plain(service: Callable, said: str) -> Doing:
    """The service with the fields of the form by name."""
    return lambda found, form, request: (service(request=found, **form.cleaned_data, **_by(request)), said)


DOINGS: dict[str, Doing] = {
    "triage": _triage,
    "assign": _assign,
    "accept": _accept,
    "return": _return,
    "forward": _forward,
    "reject": _reject,
    "merge": _merge,
    "add_activity": _add_activity,
    "link": _link,
    "answer": _answer,
    "wait": _plain(services.wait_for, "De aanvraag wacht."),
    "resume": _plain(services.resume, "De aanvraag wacht niet meer."),
    "withdraw": _plain(services.withdraw, "Ingetrokken."),
    "reopen": _plain(services.reopen, "Dit is de nieuwe aanvraag; de oude blijft zoals zij was."),
    "unplan": _plain(work.unplan, "De planning is vervallen."),
    "carry_out": _plain(work.carry_out, "Uitgevoerd. Geef antwoord en verwerk wat nog moet."),
    "no_show": _plain(work.mark_no_show, "Niet verschenen."),
    "advise": _plain(work.advise, "Advies vastgelegd."),
    "process": _plain(work.process, "Verwerkt."),
    "close": _plain(work.close, "Gesloten."),
}

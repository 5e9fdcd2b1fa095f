"""Every address of POH, with real rows in it: what the walks over permissions and headers go along."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from poh.accounts.idempotency import FIELD

Rows = dict[str, Any]

NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
NO_NUMBER = 2**40


@dataclass(frozen=True)
class Route:
    """One address pattern: its name with namespace, what it calls, and the parameters that it takes."""

    name: str
    pattern: str
    view: Callable
    parameters: tuple[str, ...]

    @property
    def permission(self) -> str | None:
        return getattr(self.view, "permission", None)

    @property
    def is_public(self) -> bool:
        return not getattr(self.view, "login_required", True)

    def url(self, rows: Rows) -> str:
        """The address with the ids of `rows` in it."""
        return reverse(self.name, kwargs={parameter: fill(self.name, parameter, rows) for parameter in self.parameters})


# After these a session can do no more, so a walk comes to them last.
ENDINGS = ("accounts:lock", "account_logout")


def routes() -> list[Route]:
    """All routes that have a name."""
    named = [route for route in _walk(get_resolver().url_patterns) if not route.name.endswith(":")]
    return sorted(named, key=lambda route: route.name in ENDINGS)


def own_routes() -> list[Route]:
    """The routes of our own views: not of allauth, not of the admin site."""
    return [route for route in routes() if not is_of_admin(route) and not is_of_allauth(route)]


def is_of_admin(route: Route) -> bool:
    return route.name.startswith("admin:")


def is_of_allauth(route: Route) -> bool:
    return route.name.startswith(("account_", "mfa_", "usersessions_"))


def _walk(patterns: list, prefix: str = "", names: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            parameters = tuple(pattern.pattern.regex.groupindex) or tuple(pattern.pattern.converters)
            name = ":".join((*names, pattern.name or ""))
            yield Route(name, prefix + str(pattern.pattern), pattern.callback, parameters)


# Which row fills a parameter: by namespace or name of the route, and name of the parameter. A row of None is a word
# that belongs to no practice.
FILLED_BY: dict[tuple[str, str], tuple[str | None, Any]] = {
    ("patients", "uuid"): ("patient", "uuid"),
    ("patients", "contact_uuid"): ("contactperson", "uuid"),
    ("patients", "relation_uuid"): ("treatmentrelationship", "uuid"),
    ("patients", "kind"): (None, "episodes"),
    ("patients", "line_uuid"): ("episode", "uuid"),
    ("patients:dosage", "line_uuid"): ("medicationline", "uuid"),
    ("patients", "key"): (None, "hba1c"),
    ("patients", "measurement_uuid"): ("measurement", "uuid"),
    ("protocols:instrument", "key"): (None, "gad7"),
    ("protocols:enter_text", "key"): (None, "mmse"),
    ("protocols:withdraw_text", "key"): (None, "mmse"),
    ("protocols:questionnaires", "uuid"): ("patient", "uuid"),
    ("protocols:questionnaire", "uuid"): ("patient", "uuid"),
    ("protocols:questionnaire", "key"): (None, "gad7"),
    ("protocols:fill_in", "uuid"): ("patient", "uuid"),
    ("protocols:fill_in", "key"): (None, "gad7"),
    ("protocols:response", "uuid"): ("patient", "uuid"),
    ("protocols:response", "key"): (None, "gad7"),
    ("protocols:response", "response_uuid"): ("questionnaireresponse", "uuid"),
    ("protocols:correct_response", "uuid"): ("patient", "uuid"),
    ("protocols:correct_response", "key"): (None, "gad7"),
    ("protocols:correct_response", "response_uuid"): ("questionnaireresponse", "uuid"),
    ("protocols:programmes", "uuid"): ("patient", "uuid"),
    ("protocols:enrol", "uuid"): ("patient", "uuid"),
    ("protocols:change_enrolment", "uuid"): ("patient", "uuid"),
    ("protocols:change_enrolment", "enrolment_uuid"): ("enrolment", "uuid"),
    ("protocols:personal_term", "uuid"): ("patient", "uuid"),
    ("protocols:personal_term", "enrolment_uuid"): ("enrolment", "uuid"),
    ("protocols:agree_target", "uuid"): ("patient", "uuid"),
    ("protocols:agree_target", "key"): (None, "hba1c"),
    ("protocols:end_target", "uuid"): ("patient", "uuid"),
    ("protocols:end_target", "target_uuid"): ("personaltarget", "uuid"),
    ("protocols", "groep"): (None, "meer"),
    ("protocols", "deel"): (None, "bepalingen"),
    ("protocols", "at"): (None, 0),
    ("protocols:candidates", "key"): (None, "dm2"),
    ("protocols:include_candidates", "key"): (None, "dm2"),
    ("protocols", "uuid"): ("protocolversion", "uuid"),
    ("worklist", "uuid"): ("task", "uuid"),
    ("consultations", "request_uuid"): ("consultationrequest", "uuid"),
    ("consultations", "uuid"): ("patient", "uuid"),
    ("consultations", "consult_uuid"): ("consultation", "uuid"),
    ("consultations", "advice"): (None, "hba1c-hoog"),
    ("exchange:import", "uuid"): ("import", "uuid"),
    ("exchange", "uuid"): ("quarantineditem", "uuid"),
    ("scheduling:feed", "practice"): (None, NOBODY),
    ("scheduling:feed", "secret"): (None, "geen-geheim"),
    ("scheduling:round", "uuid"): ("membership", "uuid"),
    ("scheduling:waiting_entry", "uuid"): ("waitinglistentry", "uuid"),
    ("scheduling:call", "uuid"): ("callback", "uuid"),
    ("scheduling:call_stop", "uuid"): ("callback", "uuid"),
    ("scheduling:template_change", "uuid"): ("sessiontemplate", "uuid"),
    ("scheduling:template_end", "uuid"): ("sessiontemplate", "uuid"),
    ("scheduling:session", "uuid"): ("session", "uuid"),
    ("scheduling:block_lift", "uuid"): ("blockedtime", "uuid"),
    ("scheduling:kind_change", "uuid"): ("appointmentkind", "uuid"),
    ("scheduling:feed_revoke", "uuid"): ("calendarfeed", "uuid"),
    ("scheduling", "uuid"): ("appointment", "uuid"),
    ("accounts:change_location", "uuid"): ("location", "uuid"),
    ("accounts", "uuid"): ("membership", "uuid"),
    ("audit:review", "entry_id"): ("accesslog", "pk"),
    ("audit:proposal", "uuid"): ("logproposal", "uuid"),
    ("home:styleguide_error", "name"): (None, "404"),
    ("account_reset_password_from_key", "uidb36"): (None, "1"),
    ("account_reset_password_from_key", "key"): (None, "geen-sleutel"),
    ("mfa_edit_webauthn", "pk"): (None, 1),
    ("mfa_remove_webauthn", "pk"): (None, 1),
}


def fill(name: str, parameter: str, rows: Rows) -> Any:
    """What stands in the address for `parameter`: of the row, or as it is."""
    row, value = filled_by(name, parameter)
    return value if row is None else getattr(rows[row], value)


def filled_by(name: str, parameter: str) -> tuple[str | None, Any]:
    for key in (name, name.split(":", maxsplit=1)[0]):
        if (key, parameter) in FILLED_BY:
            return FILLED_BY[key, parameter]
    raise AssertionError(f"Say in tests/routes.py which row fills <{parameter}> of {name}.")


def is_of_patient(route: Route) -> bool:
    """Whether the address is of a page inside the record of one patient."""
    return "uuid" in route.parameters and filled_by(route.name, "uuid")[0] == "patient"


def has_row(route: Route) -> bool:
    """Whether the address holds the id of a row of a practice."""
    return any(filled_by(route.name, parameter)[0] for parameter in route.parameters)


METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def ask(client: Client, address: str, method: str = "GET"):
    """The answer; to a POST with a key, as our forms have it."""
    fields = {FIELD: str(uuid.uuid4())} if method == "POST" else None
    return getattr(client, method.lower())(address, fields) if fields else getattr(client, method.lower())(address)


def ask_as_meant(client: Client, address: str):
    """The answer to a GET, or to a POST where the address takes no GET."""
    answer = ask(client, address)
    return ask(client, address, "POST") if answer.status_code == 405 else answer

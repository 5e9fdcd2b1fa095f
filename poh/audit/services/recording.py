"""Write the access log: one line an act, in the transaction of the act, or the act does not happen."""

import hashlib
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import connection, models, transaction
from psycopg2.extras import Json

from poh.accounts.models import User
from poh.accounts.permissions import ROLE_PERMISSIONS
from poh.accounts.scope import NoScope, Scope, current_scope
from poh.audit.enums import QUERY, Action, Event, Outcome
from poh.audit.rules.contents import Detail, masked_query, names_only, query_mark, safe_text

PENDING = "audit.entries"
IP_ADDRESS = 2  # NetworkAccessPointTypeCode of NEN 7513
APPLICATION_SERVER = 4  # AuditSourceTypeCode
NOBODY = "onbekend"
WITHOUT_ROLE = "geen rol"

# Cast where PostgreSQL cannot tell the type from a list of rows.
CASTS = {"ip": "inet", "request_id": "uuid", "patient_ids": "bigint[]", "user_id": "bigint", "practice_id": "bigint"}


class NoActor(RuntimeError):
    """Something was to be logged for which no person and no job answers."""


class Facts(TypedDict, total=False):
    """What else a line may tell. `object` is the row that was touched when that is not the patient."""

    action: str
    outcome: Outcome
    object: models.Model
    query: str
    relation: str
    checks: str
    consent: str
    sensitivity: str


def _authorisation_protocol() -> str:
    """Names the table of permissions that holds now; another table gives another name."""
    table = sorted(f"{role.value}:{sorted(allowed)}" for role, allowed in ROLE_PERMISSIONS.items())
    return f"rolpermissies-{hashlib.sha256(repr(table).encode()).hexdigest()[:12]}"


AUTH_PROTOCOL = _authorisation_protocol()


def record(
    event: Event,
    *,
    patients: Iterable[models.Model | int] = (),
    reason: str = "",
    detail: Detail | None = None,
    **facts: Unpack[Facts],
) -> None:
    """Log one act of the current scope, on any number of patients.

    The line is written as the last thing before the commit, so that the chain of the practice is locked for a
    moment only; when it cannot be written, the act is undone. When the request is refused, the line stays and says
    so. NoScope outside a practice, NoActor without anyone.
    """
    scope = current_scope()
    if scope.practice is None:
        raise NoScope("Wat wordt vastgelegd in het toegangslog, gebeurt binnen een praktijk.")
    entry = _actor(scope) | _access_point(scope.request) | _act(event, facts)
    entry |= _object(scope, patients, facts)
    entry |= {
        "practice_id": scope.practice.pk,
        "practice_agb": scope.practice.agb_code,
        "reason": safe_text(reason, length=500),
        "detail": Json(names_only(detail)),
    }
    _keep(scope, entry)


def record_outside(
    event: Event,
    *,
    user: User | None = None,
    job: str = "",
    access_point: dict[str, Any] | None = None,
    **facts: Unpack[Facts],
) -> None:
    """Log what happens outside a practice: logging in, and jobs on the log itself.

    Written at once, or with the other lines of the scope when there is one: a wrong password in a request that is
    refused leaves its line.
    """
    entry = _act(event, facts) | _access_point(access_point or {})
    entry |= {"practice_id": None, "practice_agb": "", "reason": "", "detail": Json({}), "patient_ids": []}
    entry |= {"object_class": "accounts.user", "object_id": str(user.pk) if user else ""}
    entry |= {"object_id_type": "medewerker"}
    entry |= {
        "user_id": user.pk if user else None,
        "user_name": (user.name if user else job) or NOBODY,
        "user_role": WITHOUT_ROLE,
        "is_requestor": not job,
        "responsible_ref": "beheer" if job else "",
        "responsible_name": "Beheer van de installatie" if job else "",
        "responsible_role": "beheer" if job else "",
    }
    try:
        _keep(current_scope(), entry)
    except NoScope:
        with transaction.atomic():
            _insert([entry])


def _keep(scope: Scope, entry: dict[str, Any]) -> None:
    if PENDING not in scope.kept:
        scope.kept[PENDING] = []
        scope.before_commit(lambda: _insert(scope.kept.pop(PENDING)))
        scope.after_refusal(lambda: _insert([_refused(kept) for kept in scope.kept.pop(PENDING)]))
    scope.kept[PENDING].append(entry)


def _refused(entry: dict[str, Any]) -> dict[str, Any]:
    """The line of a request that was undone: what was read was read, what was changed was not."""
    has_read = entry["action"] == Action.READ or entry["event_code"] == QUERY
    return entry if has_read or entry["outcome"] else entry | {"outcome": int(Outcome.REFUSED)}


def _insert(entries: list[dict[str, Any]]) -> None:
    columns = sorted(entries[0])
    row = ", ".join(f"%s::{CASTS[name]}" if name in CASTS else "%s" for name in columns)
    rows = ", ".join(f"({row})" for _ in entries)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_accesslog ({', '.join(columns)}) VALUES {rows}",  # noqa: S608 - our own column names
            [entry[name] for entry in entries for name in columns],
        )


def _act(event: Event, facts: Facts) -> dict[str, Any]:
    query = facts.get("query", "")
    return {
        "event_code": event.code,
        "event_type": event.value,
        "action": facts.get("action") or event.action.value,
        "outcome": int(facts.get("outcome", Outcome.OK)),
        "checks": safe_text(facts.get("checks", ""), length=120),
        "relation_basis": safe_text(facts.get("relation", ""), length=120),
        "consent_profile": safe_text(facts.get("consent", ""), length=60),
        "sensitivity": safe_text(facts.get("sensitivity", ""), length=60),
        "query": masked_query(query),
        "query_hash": query_mark(query, key=settings.SECRET_KEY),
        "auth_protocol": AUTH_PROTOCOL,
        "source": settings.AUDIT_SOURCE,
        "source_type": APPLICATION_SERVER,
    }


def _actor(scope: Scope) -> dict[str, Any]:
    """Who acts; for a job the person, or else the practice, that answers for it."""
    person = _person(scope)
    if not scope.job:
        if scope.user is None:
            raise NoActor("Zonder medewerker of taak wordt niets vastgelegd.")
        none = {"responsible_ref": "", "responsible_name": "", "responsible_role": ""}
        return {"is_requestor": True, "user_id": scope.user.pk, **person, **none}
    answers = {
        "responsible_ref": f"medewerker:{scope.user.pk}" if scope.user else f"praktijk:{scope.practice.pk}",
        "responsible_name": person["user_name"] if scope.user else scope.practice.name,
        "responsible_role": person["user_role"] if scope.user else "zorgaanbieder",
    }
    return {"is_requestor": False, "user_id": None, "user_name": scope.job, "user_role": "taak", **answers}


def _person(scope: Scope) -> dict[str, str]:
    name = scope.user.name if scope.user else ""
    return {"user_name": name[:120] or NOBODY, "user_role": ",".join(scope.roles)[:120] or WITHOUT_ROLE}


def _access_point(request: dict[str, Any]) -> dict[str, Any]:
    ip = request.get("ip") or None
    return {
        "access_type": IP_ADDRESS if ip else 0,
        "ip": ip,
        "session_hash": request.get("session", ""),
        "request_id": request.get("request_id") or None,
    }


def _object(scope: Scope, patients: Iterable[models.Model | int], facts: Facts) -> dict[str, Any]:
    """What was touched: the patients, and the row that `object` names; else the search, else the practice."""
    ids = sorted({patient if isinstance(patient, int) else patient.pk for patient in patients})
    touched = facts.get("object")
    kind = "patient" if ids else "zoekvraag" if facts.get("query") else "rij" if touched else "praktijk"
    return {
        "patient_ids": ids,
        "object_id_type": kind,
        "object_class": touched._meta.label_lower if touched is not None else "",
        "object_id": str(touched.pk) if touched is not None else "" if ids else str(scope.practice.pk),
    }

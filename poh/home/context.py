"""What the frame around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from patients.tabs import open_tabs
from poh.accounts.permissions import Permission
from poh.home.selectors.rail import rail_counts

# label, url name, icon, the key after "g", and the permission without which the item is not shown
RAIL = [
    ("Mijn dag", "home:my_day", "dag", "d", Permission.HOME_VIEW),
    ("Agenda", "scheduling:day", "agenda", "a", Permission.AGENDA_VIEW),
    ("Patiënten", "patients:list", "patienten", "p", Permission.PATIENT_SEARCH),
    ("Aanvragen", "consultations:inbox", "aanvraag", "v", Permission.REQUEST_REGISTER),
    ("Werklijst", "worklist:list", "werklijst", "w", Permission.TASK_WORK),
    ("Aan de beurt", "protocols:due_list", "oproepen", "o", Permission.PATIENT_VIEW),
    ("Protocollen", "protocols:library", "protocollen", "r", Permission.PROTOCOL_VIEW),
    ("Import", "exchange:imports", "download", "i", Permission.IMPORT_VIEW),
    ("Team", "accounts:staff", "team", "t", Permission.STAFF_VIEW),
    ("Praktijk", "accounts:practice", "praktijk", "k", Permission.STAFF_VIEW),
    ("Toegangslog", "audit:log", "inzage", "l", Permission.ACCESS_LOG_REVIEW),
    ("Beheer", "admin:index", "beheer", "b", Permission.ADMIN_SITE),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The rail, the practice switch, the open patients and the session times of this request."""
    practice = getattr(request, "practice", None)
    if practice is None:
        return {}
    return {
        # A fragment has no rail, and need not count.
        "rail": SimpleLazyObject(lambda: _rail(request)),
        "practice": practice,
        "practices": [membership.practice for membership in request.memberships],
        "roles_label": request.membership.roles_label,
        "can_search_patients": Permission.PATIENT_SEARCH in request.permissions,
        "open_patients": open_tabs(request) if Permission.PATIENT_VIEW in request.permissions else [],
        "session_seconds": settings.SESSION_IDLE_SECONDS,
    }


def _rail(request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    counts = rail_counts(member=request.membership, permissions=request.permissions, at=timezone.now())
    for label, name, icon, key, permission in RAIL:
        if permission in request.permissions:
            url = reverse(name)
            is_current = request.path.startswith(url)
            shown = {"label": label, "url": url, "icon": icon, "key": key, "is_current": is_current}
            items.append(shown | {"count": counts.get(name)})
    return items

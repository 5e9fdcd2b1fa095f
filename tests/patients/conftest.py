"""What tests of patients share: the access log of a practice, and the queries of a page."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def logged() -> Callable[..., list[tuple]]:
    """The lines of the access log of a practice, oldest first: (event, ids of patients)."""

    def lines(practice) -> list[tuple]:
        with practice_scope(practice):
            rows = AccessLog.objects.for_practice(practice).order_by("seq")
            return [(row.event_type, row.patient_ids) for row in rows]

    return lines


# In a test the request runs within a transaction already: it then marks and restores what production does not have.
NESTED = ("SAVEPOINT", "RELEASE")


@pytest.fixture
def queries() -> Callable[[Callable], int]:
    """How many queries an act takes in production, the session and the access log included."""

    def count(act: Callable) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        made = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NESTED)]
        restored = made and made[-1].startswith("SELECT set_config('poh.practice_id', ''")
        return len(made) - bool(restored)

    return count

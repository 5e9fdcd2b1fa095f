"""A chain in the database, and the owner of the tables who tampers with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from poh.accounts.models import Practice, User
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.audit import log_entry


@pytest.fixture(autouse=True)
def anchor_folder(settings, tmp_path) -> Path:
    """Anchors of a test stay in the test's own folder."""
    settings.AUDIT_ANCHOR_DIR = tmp_path / "anchors"
    return settings.AUDIT_ANCHOR_DIR


@pytest.fixture
def chain(practice: Practice, poh: User) -> list[AccessLog]:
    """Eight lines in the log of `practice`, numbered 1 to 8."""
    return [
        log_entry(practice, poh, Event.PATIENT_OPENED, patients=[number], relation="behandelrelatie")
        for number in range(1, 9)
    ]


@pytest.fixture
def tamper(owner_sql) -> Callable[..., None]:
    """Run SQL on the log as the owner, with the triggers that guard it switched off."""

    def run(sql: str, *params: object) -> None:
        owner_sql(
            f"ALTER TABLE audit_accesslog DISABLE TRIGGER USER; {sql}; ALTER TABLE audit_accesslog ENABLE TRIGGER USER",
            params,
        )

    return run


@pytest.fixture
def app_sql(db) -> Callable[..., list[tuple]]:
    """Run SQL as the application."""

    def run(sql: str, *params: object) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []

    return run

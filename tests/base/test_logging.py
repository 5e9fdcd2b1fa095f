import logging

import pytest
import structlog
from django.db import DatabaseError, IntegrityError, transaction

from poh.accounts.models import Practice
from poh.base.logging import Fixed, mask
from tests.base.conftest import formatter

BSN = "999911120"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"bsn {BSN}.", "bsn [bsn]."),
        ("123456782", "[bsn]"),
        ("123456789", "123456789"),
        (f"1{BSN}", f"1{BSN}"),
        (f"x{BSN}x", "x[bsn]x"),
        ("mail aan jan.de+vries@mail.example.nl!", "mail aan [e-mail]!"),
        ("a@b", "a@b"),
    ],
)
def test_mask_hides_possible_bsn_and_mail(text, masked):
    assert mask(text) == masked


def test_line_of_ours_is_json_with_its_values_masked(written):
    structlog.get_logger("poh.test").warning("sent", to=["jan@example.nl"], number=int(BSN), patient_id=7, ok=True)

    [line] = written()
    del line["timestamp"]
    assert line == {
        "event": "sent",
        "level": "warning",
        "logger": "poh.test",
        "to": ["[e-mail]"],
        "number": "[bsn]",
        "patient_id": 7,
        "ok": True,
    }


def test_line_of_a_library_has_the_same_form(written):
    logging.getLogger("some.library").warning("connected as %s", "jan@example.nl")

    [line] = written()
    del line["timestamp"]
    assert line == {"event": "connected as [e-mail]", "level": "warning", "logger": "some.library"}


def test_moment_of_a_line_has_its_offset(written):
    structlog.get_logger("poh.test").warning("now")
    assert written()[0]["timestamp"].endswith("Z")


def test_bound_request_number_is_never_masked(written):
    with structlog.contextvars.bound_contextvars(request_id=f"a{BSN}b"):
        structlog.get_logger("poh.test").warning("now")
    assert written()[0]["request_id"] == f"a{BSN}b"


def test_exception_is_told_without_what_was_typed(written):
    try:
        raise ValueError("Jansen heeft koorts") from KeyError("Pietersen")
    except ValueError:
        structlog.get_logger("poh.test").exception("failed")

    told = written()[0]["exception"]
    assert "Jansen" not in told.replace('raise ValueError("Jansen', "")
    assert told.splitlines()[0] == "builtins.KeyError"
    assert told.splitlines()[-1] == "builtins.ValueError"
    assert "in test_exception_is_told_without_what_was_typed" in told


def test_exception_of_the_program_keeps_its_message(written):
    try:
        raise ConnectionRefusedError("no server")
    except OSError:
        logging.getLogger("some.library").exception("failed")
    assert written()[0]["exception"].splitlines()[-1] == "builtins.ConnectionRefusedError: no server"


def test_database_error_names_the_constraint_and_no_row(db, written):
    practice = Practice.objects.create(name="Jansen")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Practice.objects.create(name="Jansen", uuid=practice.uuid)
    structlog.get_logger("poh.test").error("failed", exc_info=caught.value)

    assert written()[0]["exception"].splitlines()[-1] == (
        "django.db.utils.IntegrityError: sqlstate=23505 schema_name=public table_name=accounts_practice"
        " constraint_name=accounts_practice_uuid"
    )


def test_database_error_without_a_diagnosis_is_told_by_its_type(written):
    try:
        raise DatabaseError("row (Jansen, 999911120)")
    except DatabaseError:
        structlog.get_logger("poh.test").exception("failed")
    assert written()[0]["exception"].splitlines()[-1] == "django.db.utils.DatabaseError"


def test_fixed_line_loses_its_text_and_small_failures_are_dropped():
    fault = logging.makeLogRecord({"msg": "%s", "args": ("/patienten/jansen/",), "status_code": 500})
    refusal = logging.makeLogRecord({"msg": "%s", "args": ("/patienten/jansen/",), "status_code": 404})
    keep = Fixed("request_failed")

    assert (keep.filter(fault), fault.getMessage()) == (True, "request_failed")
    assert keep.filter(refusal) is False


def test_line_in_development_is_for_reading():
    line = {"event": "request", "level": "info", "logger": "poh.access", "timestamp": "2026-11-25T11:04:39.796575Z"}
    facts = {"request_id": "6feb6ee0", "method": "GET", "ms": 130.6, "user": None}
    record = logging.makeLogRecord({"msg": line | facts, "_logger": None, "_name": "info", "levelname": "INFO"})

    written = formatter(production=False).format(record)

    assert written.split() == (
        ["12:04:39", "[info", "]", "request", "[poh.access]", "method=GET", "ms=130.6", "request_id=6feb6ee0"]
    )

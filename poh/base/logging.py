"""One form for every log line: JSON in production, readable in development, never about a patient.

What is written carries ids only. As a second net, numbers that can be a BSN and e-mail addresses are masked,
and the message of an exception is left out unless it cannot hold what somebody typed.
"""

import logging
import re
import sys
import traceback
from datetime import datetime
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from redis.exceptions import RedisError

from poh.base.validators import passes_elfproef

Event = dict[str, Any]

_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Our own keys, made of letters and digits by chance.
_UNMASKED = {"timestamp", "request_id", "task_id"}

# Exceptions that speak of the program and its servers, not of what was typed.
_SAFE_MESSAGES = (
    AttributeError, ImportError, ImproperlyConfigured, NameError, OSError, RedisError,
    TemplateDoesNotExist, TemplateSyntaxError, TypeError,
)  # fmt: skip


def mask(text: str) -> str:
    """`text` with numbers that pass the elfproef and e-mail addresses made unreadable."""
    without_bsn = _NINE_DIGITS.sub(lambda found: "[bsn]" if passes_elfproef(found[0]) else found[0], text)
    return _EMAIL.sub("[e-mail]", without_bsn)


def mask_event(_logger: Any, _method: str, event: Event) -> Event:
    """structlog processor: mask every value of a line."""
    return {name: value if name in _UNMASKED else _masked(value) for name, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if (shown := mask(str(value))) == str(value) else shown
    if isinstance(value, dict):
        return {mask(str(name)): _masked(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(part) for part in value]
    return mask(str(value))


def describe_exception(_logger: Any, _method: str, event: Event) -> Event:
    """structlog processor: replace `exc_info` by its type, place and harmless message in `exception`."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[1] is not None:
        event["exception"] = "\n".join(_lines_of(info[1], set()))
    return event


def _lines_of(error: BaseException, seen: set[int]) -> list[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = _lines_of(before, seen) if before and id(before) not in seen else []
    frames = traceback.extract_tb(error.__traceback__)
    # The lines of the source are ours; the values in them are not shown.
    lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}{_message(error)}"]


def _message(error: BaseException) -> str:
    if isinstance(error, DatabaseError):
        return _database_message(error)
    return f": {error}" if isinstance(error, _SAFE_MESSAGES) else ""


def _database_message(error: DatabaseError) -> str:
    """The names in a database error; its text and details show rows."""
    diagnosis = getattr(error.__cause__, "diag", None)
    names = ("sqlstate", "schema_name", "table_name", "column_name", "constraint_name")
    known = [f"{name}={value}" for name in names if (value := getattr(diagnosis, name, None))]
    return f": {' '.join(known)}" if known else ""


class Fixed(logging.Filter):
    """Let only faults through, under a fixed name: the text of these loggers holds addresses or values."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.event = name

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            return False
        record.msg, record.args = self.event, ()
        return True


_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def shorten(_logger: Any, _method: str, event: Event) -> Event:
    """structlog processor for reading along: the clock alone, nothing empty, and the long number last."""
    moment = datetime.fromisoformat(event.pop("timestamp")).astimezone()
    number = event.pop("request_id", None)
    kept = {name: value for name, value in event.items() if value is not None}
    return {"timestamp": f"{moment:%H:%M:%S}", **kept} | ({"request_id": number} if number else {})


def _formatter(*, production: bool) -> dict[str, Any]:
    last = (
        [structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
        if production
        else [shorten, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=12, sort_keys=False)]
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            describe_exception,
            mask_event,
            *last,
        ],
    }


def logging_settings(*, production: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error through one formatter; also sets up structlog."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    through_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {name: {"()": Fixed, "name": name} for name in ("request_failed", "task_failed")},
        "formatters": {"line": _formatter(production=production)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO", **through_root},
            "django.request": {"level": "ERROR", "filters": ["request_failed"], **through_root},
            # These name addresses, hosts or SQL with its values.
            "django.server": {"level": "ERROR", **through_root},
            "django.security": {"level": "CRITICAL", **through_root},
            "django.db.backends": {"level": "ERROR", **through_root},
            "celery": {"level": "INFO", **through_root},
            # Each task has its own line (`poh.celery`); these name its arguments and what it returned.
            "celery.app.trace": {"level": "ERROR", "filters": ["task_failed"], **through_root},
            "celery.worker.strategy": {"level": "WARNING", **through_root},
            "gunicorn.error": {"level": "INFO", **through_root},
        },
    }

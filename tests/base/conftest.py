"""What the tests of the log share."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from poh.base.logging import logging_settings


def formatter(*, production: bool) -> logging.Formatter:
    """The formatter of every line, as the settings make it."""
    settings = dict(logging_settings(production=production)["formatters"]["line"])
    return settings.pop("()")(**settings)


@pytest.fixture
def written() -> Iterator[Callable[[], list[dict]]]:
    """What is written to the log during the test, as in production: a function that gives the lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(production=True))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)

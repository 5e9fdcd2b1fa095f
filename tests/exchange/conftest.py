from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exchange.rules.report import Tally
from exchange.services.imports import Order, import_folder
from tests.exchange.fhir import Bundle

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def take_over(practice, tmp_path: Path) -> Callable[..., Tally]:
    """Write bundles to a folder of their own and import it: `take_over(Bundle().condition("44054006"))`."""
    times = iter(range(1000))

    def run(*bundles: Bundle, into=None, **order) -> Tally:
        folder = tmp_path / str(next(times))
        folder.mkdir()
        for number, bundle in enumerate(bundles):
            bundle.write(folder, f"{number:04d}-{bundle.family}")
        return import_folder(practice=into or practice, order=Order(folder=folder, **order), at=AT)

    return run

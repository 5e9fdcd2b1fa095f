"""Pages of the agenda are asked as the POH, on Thursday 26 November 2026 at seven."""

import pytest
import time_machine

from tests.factories.scheduling import THURSDAY, at


@pytest.fixture(autouse=True)
def _on_thursday():
    with time_machine.travel(at("07:00", THURSDAY), tick=True):
        yield


@pytest.fixture
def client(client_of, poh):
    return client_of(poh)

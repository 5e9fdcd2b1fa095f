import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from poh.base import metrics

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.urls")]

OUTSIDE = "192.0.2.7"
COUNT_TWO = """
from poh.base import metrics
for _ in range(2):
    metrics.observe_request(route="elders", method="GET", status=200, seconds=0.01, queries=3)
"""


def _value(text: str, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def _shown() -> str:
    return metrics.exposition().decode()


def test_request_is_counted_by_route_method_and_status():
    series = 'poh_requests_total{method="GET",route="ok_word",status="200"}'
    before = _value(_shown(), series)

    Client().get("/ok/Kanariepiet/")
    Client().get("/ok/Jansen/")

    after = _shown()
    assert _value(after, series) == before + 2
    assert "Kanariepiet" not in after


def test_duration_and_queries_of_a_request_are_counted():
    before = _shown()
    Client().get("/ok/")
    after = _shown()

    seconds, queries = 'poh_request_seconds_count{route="ok"}', 'poh_request_queries_sum{route="ok"}'
    assert _value(after, seconds) == _value(before, seconds) + 1
    assert _value(after, queries) == _value(before, queries) + 1


def test_unknown_method_is_counted_as_other():
    metrics.observe_request(route="ok", method="KANARIEPIET", status=405, seconds=0.1, queries=0)
    assert "KANARIEPIET" not in _shown()


def test_metrics_of_all_processes_come_together():
    series = 'poh_requests_total{method="GET",route="elders",status="200"}'
    before = _value(_shown(), series)

    for _ in range(2):
        subprocess.run([sys.executable, "-c", COUNT_TWO], check=True, cwd=Path(__file__).parents[2])

    assert _value(_shown(), series) == before + 4
    assert "PROMETHEUS_MULTIPROC_DIR" in os.environ


def test_metrics_are_for_this_machine():
    response = Client().get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert b"# TYPE poh_requests_total counter" in response.content


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (OUTSIDE, {}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("", {}),
        (OUTSIDE, {"Authorization": "Bearer "}),
        (OUTSIDE, {"Authorization": "Bearer fout"}),
    ],
)
def test_metrics_are_not_for_others(settings, address, headers):
    settings.METRICS_TOKEN = "goed" if headers.get("Authorization") == "Bearer fout" else ""
    assert Client().get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == 403


def test_metrics_are_for_who_has_the_token(settings):
    settings.METRICS_TOKEN = "goed"
    response = Client().get("/metrics", headers={"Authorization": "Bearer goed"}, REMOTE_ADDR=OUTSIDE)
    assert response.status_code == 200

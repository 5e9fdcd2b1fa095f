"""Time requests over one kept-alive connection, page and floor in turns so that noise hits both alike."""

import gzip
import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

RECEIVE_BYTES = 1 << 16
TIMEOUT_SECONDS = 30


class UnexpectedAnswer(Exception):
    """A page answered with another status than 200: its time would mean nothing."""


@dataclass(frozen=True)
class Answer:
    """One answer and how long it took, from the first byte sent to the last one received."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def queries(self) -> int:
        return int(self.headers.get("x-queries", 0))

    @property
    def kilobytes(self) -> float:
        """What crosses the wire: as compressed as the proxy in front of POH sends it."""
        is_compressed = "content-encoding" in self.headers
        return len(self.body if is_compressed else gzip.compress(self.body, 6)) / 1024


class Client:
    """A browser reduced to what costs nothing: one socket, its cookies, headers read by hand."""

    def __init__(self, port: int, *, cookies: dict[str, str] | None = None, token: str = "") -> None:
        """`token` is what every form posts against forgery; its cookie stands among the others."""
        self.port = port
        self.cookies = cookies or {}
        self.token = token
        self._socket: socket.socket | None = None

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET."""
        return self._answer(self._request("GET", path, headers or {}))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """The answer to a form that was sent from the site itself."""
        body = urlencode(fields).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Origin": "https://localhost",
            "X-CSRFToken": self.token,
            "HX-Request": "true",
        }
        return self._answer(self._request("POST", path, headers) + body)

    def _answer(self, request: bytes) -> Answer:
        """A connection that the server closed meanwhile is opened again, outside the time."""
        try:
            return self._ask(request)
        except (BrokenPipeError, ConnectionResetError):
            self.close()
            return self._ask(request)

    def close(self) -> None:
        """Let the connection go."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _request(self, method: str, path: str, headers: dict[str, str]) -> bytes:
        # As the proxy of an installation tells that the browser speaks TLS.
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https", "Accept: text/html"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _ask(self, request: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        started = time.perf_counter()
        self._socket.sendall(request)
        head, body = self._read_head()
        status, headers = parse_head(head)
        while len(body) < int(headers.get("content-length", 0)):
            body += self._receive()
        seconds = time.perf_counter() - started
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body, seconds)

    def _read_head(self) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._receive()
        head, _, body = got.partition(b"\r\n\r\n")
        return head, body

    def _receive(self) -> bytes:
        if not (got := self._socket.recv(RECEIVE_BYTES)):
            raise ConnectionResetError
        return got


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer, by their name in small letters."""
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    return int(first.split()[1]), {name.strip().lower(): value.strip() for name, value in pairs}


@dataclass
class Timing:
    """What was measured of one page, and of the floor in between."""

    seconds: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    queries: int = 0
    kilobytes: float = 0.0

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def floor_ms(self) -> float:
        return statistics.median(self.floor) * 1000

    @property
    def ratio(self) -> float:
        """The median in multiples of the floor."""
        return self.median_ms / self.floor_ms

    @property
    def spread(self) -> float:
        """The 95th percentile as a multiple of the median."""
        return percentile(self.seconds, 95) * 1000 / self.median_ms

    @property
    def floor_spread(self) -> float:
        """The same of the floor: how restless the machine was."""
        return percentile(self.floor, 95) * 1000 / self.floor_ms


def percentile(values: Sequence[float], part: int) -> float:
    """The smallest of `values` that `part` percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]


def time_in_turns(ask: Callable[[int], Answer], floor: Callable[[], Answer], *, times: int, warm_up: int) -> Timing:
    """Ask the page `times` times and the floor as often, in turns, after a warm-up that is not counted."""
    timing = Timing()
    for nth in range(-warm_up, times):
        answer, ground = _good(ask(nth)), _good(floor())
        if nth >= 0:
            timing.seconds.append(answer.seconds)
            timing.floor.append(ground.seconds)
            timing.queries = max(timing.queries, answer.queries)
            timing.kilobytes = max(timing.kilobytes, answer.kilobytes)
    return timing


def _good(answer: Answer) -> Answer:
    if answer.status != 200:
        raise UnexpectedAnswer(f"{answer.status} {answer.headers.get('location', '')} {answer.body[:300]!r}")
    return answer

"""How answers are timed and read."""

import gzip

import pytest

from bench.measure import Answer, Timing, UnexpectedAnswer, parse_head, percentile, time_in_turns


def _answer(seconds: float = 0.01, *, status: int = 200, queries: int = 3, body: bytes = b"x" * 1024) -> Answer:
    return Answer(status, {"x-queries": str(queries)}, body, seconds)


@pytest.mark.parametrize(
    ("values", "part", "found"),
    [([5.0], 95, 5.0), (list(range(1, 101)), 95, 95), (list(range(1, 21)), 95, 19), ([3, 1, 2], 50, 2), ([1, 2], 0, 1)],
)
def test_percentile_is_the_smallest_that_so_many_do_not_exceed(values: list[float], part: int, found: float):
    assert percentile(values, part) == found


def test_head_is_read_with_names_in_small_letters():
    status, headers = parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-Queries: 9")

    assert status == 200
    assert headers == {"content-length": "12", "x-queries": "9"}


def test_kilobytes_are_those_on_the_wire():
    body = b"patient " * 1000

    assert _answer(body=body).kilobytes == len(gzip.compress(body, 6)) / 1024
    assert Answer(200, {"content-encoding": "gzip"}, b"x" * 512, 0.1).kilobytes == 0.5


def test_page_and_floor_are_asked_in_turns_and_the_warm_up_is_not_counted():
    asked: list[str] = []

    def page(nth: int) -> Answer:
        asked.append(f"page {nth}")
        return _answer(0.02, queries=5 + nth)

    def floor() -> Answer:
        asked.append("floor")
        return _answer(0.01)

    timing = time_in_turns(page, floor, times=2, warm_up=1)

    assert asked == ["page -1", "floor", "page 0", "floor", "page 1", "floor"]
    assert (timing.seconds, timing.floor) == ([0.02, 0.02], [0.01, 0.01])
    assert timing.queries == 6
    assert (timing.median_ms, timing.floor_ms, timing.ratio, timing.spread) == (20.0, 10.0, 2.0, 1.0)


def test_answer_other_than_200_stops_the_measurement():
    with pytest.raises(UnexpectedAnswer, match="403"):
        time_in_turns(lambda nth: _answer(status=403), _answer, times=1, warm_up=0)


def test_spread_is_the_95th_percentile_in_medians():
    timing = Timing(seconds=[0.01] * 18 + [0.03] * 2, floor=[0.01] * 20)

    assert timing.spread == pytest.approx(3.0)
    assert timing.floor_spread == 1.0

"""What the table of the bench says, and when a figure is above its budget."""

import pytest

from bench.table import Budget, Line, Report, markdown, number


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (8.0, "8"), (1.234, "1,23"), (12.34, "12,3"), (123.4, "123"), (99.96, "100,0")],
)
def test_number_is_written_as_the_dutch_do(value: float | None, text: str):
    assert number(value) == text


@pytest.mark.parametrize(
    ("budget", "value", "holds"),
    [
        (Budget(12), 12.04, True),
        (Budget(12), 12.06, False),
        (Budget(12), 3.0, True),
        (Budget(400, "/s", is_minimum=True), 400.0, True),
        (Budget(400, "/s", is_minimum=True), 399.9, False),
    ],
)
def test_budget_is_judged_as_the_figure_is_shown(budget: Budget, value: float, holds: bool):
    assert budget.holds(value) is holds


def test_budget_in_words():
    assert str(Budget(12)) == "<= 12 F"
    assert str(Budget(400, "per s", is_minimum=True)) == ">= 400 per s"


def test_line_within_budget_has_no_faults():
    line = Line("zoeken", 11.9, Budget(12), median_ms=13.0, spread=1.9, queries=12, queries_few=12, kilobytes=4.5)

    assert line.faults == []
    assert line.cells() == ("zoeken", "13", "11,9 F", "1,90", "12", "4,50", "<= 12 F", "ok")


def test_line_above_every_budget_names_each():
    line = Line("lijst", 21.0, Budget(20), spread=2.5, queries=13, queries_few=9)

    assert line.faults == ["te hoog", "meer dan 12 query's", "query's groeien mee", "p95 te hoog"]
    assert line.cells()[4] == "13 (9 bij weinig)"


def test_line_with_fewer_queries_for_many_rows_is_no_fault():
    assert Line("zoeken", 1.0, Budget(12), queries=7, queries_few=8).faults == []


def test_spread_on_a_restless_machine_says_nothing():
    line = Line("lijst", 5.0, Budget(20), spread=3.0, is_restless=True)

    assert line.faults == []
    assert line.cells()[3] == "3?"


def test_line_below_a_minimum_is_too_low():
    assert Line("import", 100.0, Budget(400, "per s", is_minimum=True)).faults == ["te laag"]


def test_line_without_budget_is_not_judged():
    assert Line("vloer", 1.0, note="ter vergelijking").cells()[6:] == ("", " (ter vergelijking)")


def test_report_is_within_budget_when_all_lines_are():
    assert Report("kop", [Line("a", 1.0, Budget(2))]).is_within_budget
    assert not Report("kop", [Line("a", 1.0, Budget(2)), Line("b", 3.0, Budget(2))]).is_within_budget


def test_report_is_a_markdown_table_under_its_heading():
    text = str(Report("kop", [Line("a", 1.0, Budget(2))]))

    assert text.splitlines()[0] == "kop"
    assert text.splitlines()[2].startswith("| pagina | mediaan ms |")


def test_markdown_columns_are_as_wide_as_their_contents():
    assert markdown(("a", "bb"), [("ccc", "")]) == "| a   | bb |\n|-----|----|\n| ccc |    |"

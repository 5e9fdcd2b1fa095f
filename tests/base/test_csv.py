import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poh.base.csv import csv_response, plain_cell, safe_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-5", "-5"),
        ("-5,25", "-5,25"),
        (-5, "-5"),
        (Decimal("-0.50"), "-0.50"),
        ("Jansen", "Jansen"),
        ("'t Hart", "'t Hart"),
        (None, ""),
        (True, "ja"),
        (False, "nee"),
        (date(1958, 3, 14), "1958-03-14"),
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "2026-07-01 12:00:00"),
    ],
)
def test_cell_is_inert_and_keeps_its_meaning(value, cell):
    assert safe_cell(value) == cell


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r\n 1,.a＝＠"), max_size=8) | st.text())
def test_text_comes_back_from_its_cell(text):
    assert plain_cell(safe_cell(text)) == text


def test_response_is_a_download_that_reads_back():
    rows = [['De Vries; "Jan"', "=cmd|'/c calc'!A1", -3], ["Émile\nBakker", None, 4]]

    response = csv_response("toegang één.csv", ["naam", "reden", "aantal"], rows)

    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeffnaam;reden;aantal\r\n")
    assert list(csv.reader(io.StringIO(text[1:]), delimiter=";")) == [
        ["naam", "reden", "aantal"],
        ['De Vries; "Jan"', "'=cmd|'/c calc'!A1", "-3"],
        ["Émile\nBakker", "", "4"],
    ]
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''toegang%20%C3%A9%C3%A9n.csv"
    assert response["Content-Type"] == "text/csv; charset=utf-8"

"""CSV files that a spreadsheet shows and never executes."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

Cell = str | int | Decimal | float | date | datetime | bool | None

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
# What a spreadsheet takes for the start of a formula, also behind spaces and quotes, also full-width.
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NEGATIVE_NUMBER = re.compile(r"-\d+([.,]\d+)?")


def safe_cell(value: Cell) -> str:
    """`value` as it stands in the file; text that could be a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if _is_formula(text) else text


def plain_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NEGATIVE_NUMBER.fullmatch(text)


class _Line:
    """A file of which only the last written line exists."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The lines of a file with semicolons, as Dutch spreadsheets expect."""
    writer = csv.writer(_Line(), delimiter=";")
    yield BYTE_ORDER_MARK + writer.writerow([safe_cell(title) for title in header])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_response(filename: str, header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> StreamingHttpResponse:
    """A download of `rows`. Evaluate a QuerySet first: the lines are made after the practice scope has ended."""
    return StreamingHttpResponse(
        csv_lines(header, list(rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=filename)},
    )

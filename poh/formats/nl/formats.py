"""How a date is typed and shown in a field: the first way shows it, each of the others is understood too."""

DATE_INPUT_FORMATS = [
    # Only shows: 3-11-2026. Python writes this and cannot read it; the next reads the same text.
    "%-d-%-m-%Y",
    "%d-%m-%Y",
    "%d%m%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d %m %Y",
    "%Y-%m-%d",
    "%d-%m-%y",
    "%d/%m/%y",
    "%d.%m.%y",
]

"""How late something is, in words."""

from datetime import date

import pytest

from protocols.presenters.due import lateness

ON = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("due_on", "text", "tone"),
    [
        (date(2026, 11, 26), "vanaf 26-11-2026", ""),
        (date(2026, 11, 25), "nu", ""),
        (date(2026, 11, 19), "nu", ""),
        (date(2026, 11, 18), "1 week te laat", "warn"),
        (date(2026, 11, 4), "3 weken te laat", "warn"),
        (date(2026, 8, 26), "13 weken te laat", "warn"),
        (date(2026, 8, 19), "3 maanden te laat", "stop"),
        (date(2024, 11, 25), "24 maanden te laat", "stop"),
    ],
)
def test_lateness_says_how_long_ago(due_on, text, tone):
    assert lateness(due_on, on=ON) == {"text": text, "tone": tone}

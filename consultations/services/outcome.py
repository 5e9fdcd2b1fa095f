"""Read a draft as what it adds to the record."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from consultations.rules.typed import soap_key
from consultations.selectors.noting import Noted, noted_episodes, objectives
from consultations.selectors.screen import Grid, Screen
from consultations.services.closing import Note, Outcome

NEXT = "n:next_on"
DAY = forms.DateField(required=False)


def outcome_of(screen: Screen) -> Outcome:
    """The values, notes and next control of the draft; a line that nobody touched is the one that was made."""
    grid = screen.grid
    noted = noted_episodes(screen)
    notes = [_note(one, grid, made=line) for one, line in zip(noted, objectives(grid, noted), strict=True)]
    return Outcome(grid.draft, grid.determinations, notes, next_on(screen))


def _note(noted: Noted, grid: Grid, *, made: str) -> Note:
    def typed(line: str, otherwise: str = "") -> str:
        stored = grid.fields.get(soap_key(noted.name, line))
        return stored.typed.strip() if stored else otherwise

    return Note(
        episode=noted.episode,
        subjective=typed("S"),
        objective=typed("O", made),
        evaluation=typed("E"),
        plan=typed("P"),
    )


def next_on(screen: Screen) -> date | None:
    """The day of the next control: as it was typed, or as it was proposed when nobody touched it."""
    stored = screen.grid.fields.get(NEXT)
    if stored is None:
        return screen.following.on if screen.following else None
    try:
        return DAY.clean(stored.typed)
    except ValidationError:
        return None

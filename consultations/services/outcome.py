"""Read a draft as what it adds to the record."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from consultations.rules.typed import soap_key
from consultations.selectors.noting import NO_EPISODE, noted_episodes, objective
from consultations.selectors.screen import Grid, Screen
from consultations.services.closing import Note, Outcome
from patients.models import Episode

NEXT = "n:next_on"
DAY = forms.DateField(required=False)


def outcome_of(screen: Screen) -> Outcome:
    """The values, notes and next control of the draft; an O line that nobody touched is the one that was made."""
    grid = screen.grid
    episodes: list[Episode | None] = list(noted_episodes(screen)) or [None]
    notes = [_note(episode, grid, made=objective(grid) if place == 0 else "") for place, episode in enumerate(episodes)]
    return Outcome(grid.draft, grid.determinations, notes, _next_on(grid))


def _note(episode: Episode | None, grid: Grid, *, made: str) -> Note:
    name = str(episode.uuid) if episode else NO_EPISODE

    def typed(line: str, otherwise: str = "") -> str:
        stored = grid.fields.get(soap_key(name, line))
        return stored.typed.strip() if stored else otherwise

    return Note(
        episode=episode,
        subjective=typed("S"),
        objective=typed("O", made),
        evaluation=typed("E"),
        plan=typed("P"),
    )


def _next_on(grid: Grid) -> date | None:
    stored = grid.fields.get(NEXT)
    if stored is None:
        return None
    try:
        return DAY.clean(stored.typed)
    except ValidationError:
        return None

"""Read a draft as what it adds to the record."""

from __future__ import annotations

from dataclasses import replace

from consultations.enums_consult import NotDoneReason
from consultations.rules.typed import Draft, soap_key
from consultations.selectors.noting import Made, Noted, made_lines, next_on, noted_episodes
from consultations.selectors.screen import Grid, Screen
from consultations.services.closing import Note, Outcome


def outcome_of(screen: Screen, *, rest: NotDoneReason | None = None) -> Outcome:
    """The values, notes and next control of the draft; a line that nobody touched is the one that was made.

    `rest` is why everything that is still missing was not done.
    """
    grid = screen.grid
    noted = noted_episodes(screen)
    notes = [_note(one, grid, made) for one, made in zip(noted, made_lines(screen, noted), strict=True)]
    return Outcome(_completed(grid, rest), grid.determinations, notes, next_on(screen))


def _completed(grid: Grid, rest: NotDoneReason | None) -> Draft:
    missing = {row.determination.key: rest for row in grid.missing} if rest else {}
    return replace(grid.draft, not_done={**grid.draft.not_done, **missing})


def _note(noted: Noted, grid: Grid, made: Made) -> Note:
    def line(letter: str) -> str:
        stored = grid.fields.get(soap_key(noted.name, letter))
        return stored.typed.strip() if stored else made.line(letter)

    return Note(
        episode=noted.episode,
        subjective=line("S"),
        objective=line("O"),
        evaluation=line("E"),
        plan=line("P"),
    )

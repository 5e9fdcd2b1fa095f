"""What the notes of a consult are about, and the O line as it follows from what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.enums_consult import Decision
from consultations.models import AdviceDecision
from consultations.rules.asked import episode_codes
from consultations.rules.soap import Said, objective_line, plan_line
from consultations.rules.typed import NEXT, read_day
from consultations.selectors.screen import Grid, Row, Screen
from patients.enums_record import NUMERIC_KINDS, Source
from patients.models import Determination, Episode, Measurement
from patients.rules.values import Value, unit_text, value_text
from poh.base.dates import day_text
from protocols.conditions.python import has_code

# The note of a patient without an episode for what is done.
NO_EPISODE = "geen"
SOURCE_WORDS = {
    Source.LAB: "lab",
    Source.HOME: "thuis",
    Source.IMPORT: "overgenomen",
    Source.QUESTIONNAIRE: "vragenlijst",
}


@dataclass(frozen=True)
class Noted:
    """An episode with the programmes of which the measured values are noted under it; None: no episode fits."""

    episode: Episode | None
    protocols: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """How the fields of the note are called."""
        return str(self.episode.uuid) if self.episode else NO_EPISODE


def noted_episodes(screen: Screen) -> list[Noted]:
    """The running episodes by which the patient's programmes include, in the order of the programmes.

    What a programme asked is noted under the first of its episodes, and with it what it takes in.
    """
    running = [line for line in screen.lines.episodes if line.ended_on is None and line.icpc]
    found: dict[int, Noted] = {}
    for participation in screen.participations:
        if participation.protocol in screen.consultation.controls:
            codes = episode_codes(participation.content)
            own = [line for line in running if has_code(line.icpc, codes) and line.pk not in found]
            owned = frozenset({participation.protocol, *(content.protocol for content in participation.taken_in)})
            found |= {line.pk: Noted(line, owned if line is own[0] else frozenset()) for line in own}
    return list(found.values()) or [Noted(None)]


@dataclass(frozen=True)
class Made:
    """The lines of a note that follow from the grid and the plan; a line that somebody typed takes their place."""

    objective: str
    plan: str = ""

    def line(self, letter: str) -> str:
        """What was made for S, O, E or P."""
        return {"O": self.objective, "P": self.plan}.get(letter, "")


def made_lines(screen: Screen, noted: Sequence[Noted]) -> list[Made]:
    """What is made for each note. O: each value once, under the programme that asks it first, else in the first note.

    P, in the first note, when something was measured or decided: the decisions and the next control.
    """
    said: list[list[Said]] = [[] for _ in noted]
    for row in screen.grid.rows:
        one = _said(row, screen.grid)
        if one:
            first = row.asked.protocols[0] if row.asked else ""
            said[next((place for place, note in enumerate(noted) if first in note.protocols), 0)].append(one)
    decided = [(row.title, decided_words(row)) for row in screen.advice.decided]
    day = next_on(screen) if decided or any(said) else None
    plan = plan_line(decided, next_on=day_text(day) if day else "")
    return [Made(objective_line(each), plan if place == 0 else "") for place, each in enumerate(said)]


def decided_words(row: AdviceDecision) -> str:
    """`taak gemaakt`, `uitgesteld tot 3-11-2026`, `afgewezen (wil niet)`."""
    if row.decision == Decision.POSTPONED:
        return f"uitgesteld tot {day_text(row.until)}"
    if row.decision == Decision.ACCEPTED:
        return "taak gemaakt"
    return f"afgewezen ({row.reason})"


def next_on(screen: Screen) -> date | None:
    """The day of the next control: as it was typed, or as it was proposed when nobody touched it."""
    stored = screen.grid.fields.get(NEXT)
    if stored is None:
        return screen.following.on if screen.following else None
    return read_day(stored.typed)


def origin(row: Measurement) -> str:
    """`lab 12-10`: the source and the day of a value that came in."""
    return f"{SOURCE_WORDS[Source(row.source)]} {row.observed_on.day}-{row.observed_on.month}"


def _said(row: Row, grid: Grid) -> Said | None:
    """What a row says, with what stands on its line; None for a row that says nothing or is said with another."""
    shown = {each.determination.key: each for each in grid.rows}
    if any(each.determination.partner == row.determination.key for each in grid.rows):
        return None
    partner = shown.get(row.determination.partner)
    together = [row, partner] if partner else [row]
    now = [value for value in (_now(each, grid) for each in together) if value is not None]
    if not now or any(each.determination.key in grid.draft.problems for each in together):
        return None
    text = _joined(row.determination, now)
    came_in = row.came_in if row.determination.key not in grid.draft.values else None
    before = [Value.of(each.previous) for each in together if each.previous]
    previous = _joined(row.determination, before) if before else ""
    label = row.determination.short_label
    return Said(label, text, previous if previous != text else "", origin(came_in) if came_in else "")


def _now(row: Row, grid: Grid) -> Value | None:
    key, draft = row.determination.key, grid.draft
    if key in draft.values and key not in draft.problems:
        return draft.values[key]
    return Value.of(row.came_in) if row.came_in is not None and row.asked is not None else None


def _joined(determination: Determination, values: Sequence[Value]) -> str:
    """`142/84 mmHg`: the values of a line, with the unit of the first."""
    *others, last = values
    return "/".join([*(value_text(determination, value) for value in others), _text(determination, last)])


def _text(determination: Determination, value: Value) -> str:
    unit = unit_text(determination.unit) if determination.kind in NUMERIC_KINDS else ""
    return f"{value_text(determination, value)} {unit}".strip()

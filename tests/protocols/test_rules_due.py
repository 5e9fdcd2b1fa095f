"""What one patient is due for: the parts of it that the lists do not show."""

from datetime import date

import pytest

from protocols.conditions import KnownFacts, KnownValue
from protocols.content import Control, Group, Item, ProtocolContent, Provenance
from protocols.rules.due import ControlDue, Participation, Term, items_due, next_control, one_call

ON = date(2026, 11, 25)
SOURCE = Provenance("Verzonnen voor een test", is_verified=False)
DUE = date(2026, 9, 1)


def _control(key: str, months: int | None) -> Control:
    groups = (Group(("gewicht",)), Group(("rr_sys",)))
    return Control(key, key, 20, ("poh_s",), SOURCE, months, closed_by=groups, closed_at_least=2)


def _due(protocol: str, months: int, due_on: date) -> ControlDue:
    return ControlDue(protocol, _control(f"m{months}", months), None, due_on, Term(months))


def test_one_call_takes_the_rarest_control_of_each_programme_that_is_due():
    quarter, year = _due("dm2", 3, DUE), _due("dm2", 12, ON)
    later, lung = _due("copd", 12, date(2026, 12, 1)), _due("astma", 12, DUE)
    assert one_call([quarter, year, later, lung], on=ON) == [year, lung]
    assert one_call([year, quarter], on=ON) == [year]


def test_programme_without_a_term_has_no_next_control():
    content = ProtocolContent("smr", "Klein", (_control("los", None),), (), ())
    assert next_control(Participation("smr", content, DUE), KnownFacts(ON)) is None


@pytest.mark.parametrize(
    ("last_on", "since"),
    [
        (None, DUE),
        # Longer than a month before the control was due: asked again.
        (date(2026, 7, 31), DUE),
        # Blood taken for this control, or half the control done: not again until it is as old as the term.
        (date(2026, 8, 1), date(2026, 11, 1)),
        (date(2026, 8, 26), None),
        (date(2026, 11, 1), None),
    ],
)
def test_item_of_each_control_counts_for_the_control_that_is_due(last_on, since):
    content = ProtocolContent(
        "dm2", "Klein", (_control("kwartaal", 3),), (), (Item("hba1c", "alles", ("kwartaal",), SOURCE),)
    )
    values = {key: KnownValue(date(2026, 6, 1)) for key in ("gewicht", "rr_sys")}
    if last_on:
        values["hba1c"] = KnownValue(last_on)
    found = items_due([Participation("dm2", content, date(2024, 1, 1))], KnownFacts(ON, values=values))
    assert [due.due_since for due in found] == ([since] if since else [])

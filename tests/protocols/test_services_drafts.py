"""A draft is changed part by part; of one part the second of two editors is told."""

from datetime import date

import pytest

from poh.accounts.scope import practice_scope
from protocols.content import DefinitionProblem
from protocols.content.edit import Owner, PartChanged, PartKind, mark, placed
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.services.drafts import (
    About,
    Opened,
    about_mark,
    add_part,
    describe_draft,
    move_part,
    remove_part,
    replace_part,
)
from protocols.services.versions import StepNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.protocols import ProtocolVersionFactory

pytestmark = pytest.mark.django_db
SECTION = {"key": "nieren", "name": "Nieren"}


@pytest.fixture
def draft(practice, poh):
    made = ProtocolVersionFactory(practice=practice, draft=True, author=poh)
    with practice_scope(practice, user=poh):
        yield made


def opened(draft, kind, at=0):
    row = placed(ProtocolVersion.objects.get(pk=draft.pk).content, kind)[at]
    return Opened(kind, row.at, row.mark)


def keys(draft, kind):
    content = ProtocolVersion.objects.get(pk=draft.pk).content
    return [row.part.get("key") or row.part["determination"] for row in placed(content, kind)]


def test_part_is_added_and_whoever_did_is_the_author(draft):
    colleague = UserFactory(name="Colla Bora")
    changed = add_part(draft=draft, kind=PartKind.SECTIONS, part=SECTION, by=colleague)
    assert keys(draft, PartKind.SECTIONS) == ["alles", "nieren"]
    assert (changed.author, changed.author_name, changed.version) == (colleague, "Colla Bora", 2)
    assert changed.content_hash != draft.content_hash


def test_term_is_added_to_what_it_belongs_to(draft, poh):
    term = {"key": "vaker", "months": 1, "reason": "hoog", "when": {"fact": "age", "op": ">", "years": 80}}
    add_part(draft=draft, kind=PartKind.INTERVALS, part=term, by=poh, owner=Owner(PartKind.CONTROLS, 1))
    [row] = placed(ProtocolVersion.objects.get(pk=draft.pk).content, PartKind.INTERVALS)
    assert (row.owner.at, row.part["key"]) == (1, "vaker")


def test_wrong_part_changes_nothing(draft, poh):
    with pytest.raises(DefinitionProblem, match="deze sleutel is al gebruikt"):
        add_part(draft=draft, kind=PartKind.SECTIONS, part={"key": "alles", "name": "Dubbel"}, by=poh)
    assert keys(draft, PartKind.SECTIONS) == ["alles"]


def test_two_editors_of_different_parts_both_save(draft, poh):
    first, second = opened(draft, PartKind.ITEMS, 0), opened(draft, PartKind.ITEMS, 3)
    remove_part(draft=draft, opened=first, by=poh)
    item = {"determination": "lengte", "section": "alles", "controls": ["jaar"], "months": 120}
    replace_part(draft=draft, opened=second, part=item, by=poh)
    assert keys(draft, PartKind.ITEMS) == ["hba1c", "roken", "lengte"]
    assert ProtocolVersion.objects.get(pk=draft.pk).content["items"][2]["months"] == 120


def test_second_editor_of_one_part_is_told(draft, poh):
    both = opened(draft, PartKind.SECTIONS)
    replace_part(draft=draft, opened=both, part={"key": "alles", "name": "Van de een"}, by=poh)
    with pytest.raises(PartChanged):
        replace_part(draft=draft, opened=both, part={"key": "alles", "name": "Van de ander"}, by=poh)
    assert ProtocolVersion.objects.get(pk=draft.pk).content["sections"][0]["name"] == "Van de een"


def test_part_moves(draft, poh):
    move_part(draft=draft, opened=opened(draft, PartKind.ITEMS, 1), up=True, by=poh)
    assert keys(draft, PartKind.ITEMS) == ["hba1c", "gewicht", "roken", "lengte"]


@pytest.mark.parametrize("state", [VersionState.REVIEW, VersionState.PUBLISHED])
def test_what_is_no_draft_is_not_changed(practice, poh, state):
    traits = {"in_review": True} if state == VersionState.REVIEW else {}
    version = ProtocolVersionFactory(practice=practice, **traits)
    with practice_scope(practice, user=poh), pytest.raises(StepNotAllowed, match="Alleen een concept"):
        add_part(draft=version, kind=PartKind.SECTIONS, part=SECTION, by=poh)


ABOUT = About("Titel", "NHG-Standaard", 2025, date(2028, 1, 1), "Nieuwe grens.", ("cvrm",))


def test_what_stands_above_a_draft_is_changed(draft, poh):
    changed = describe_draft(draft=draft, about=ABOUT, opened=mark(about_mark(draft)), by=poh)
    stored = ProtocolVersion.objects.get(pk=draft.pk)
    assert (
        about_mark(stored)
        == about_mark(changed)
        == {
            "title": "Titel",
            "takes_in": ["cvrm"],
            "source": ["NHG-Standaard", 2025],
            "review_on": "2028-01-01",
            "change_note": "Nieuwe grens.",
        }
    )


def test_second_editor_of_what_stands_above_is_told(draft, poh):
    seen = mark(about_mark(draft))
    describe_draft(draft=draft, about=ABOUT, opened=seen, by=poh)
    with pytest.raises(PartChanged):
        describe_draft(draft=draft, about=ABOUT, opened=seen, by=poh)

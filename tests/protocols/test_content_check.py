"""What is wrong with a draft: all of it, each with its part."""

import pytest

from protocols.content.check import Finding, findings
from protocols.content.edit import PartKind
from protocols.contents import content_of
from protocols.models import ProtocolVersion
from protocols.vocabulary import current_vocabulary
from tests.factories.protocols import content_data

pytestmark = pytest.mark.django_db
SOURCE = {"source": "Verzonnen bron, 2026", "verified": True}


@pytest.fixture
def vocabulary():
    return current_vocabulary()


def complete(**changes):
    """Content in which nothing is missing."""
    data = content_data("dm2")
    for kind in ("controls", "items"):
        data[kind] = [part | SOURCE for part in data[kind]]
    data["inclusion"] = [
        {"key": "dm", "kind": "include", "reason": "DM", "when": {"fact": "episode", "codes": ["T90.02"]}, **SOURCE}
    ]
    return data | changes


def told(content, vocabulary):
    return [(found.text, found.is_stop, found.kind, found.at) for found in findings(content, vocabulary)]


def test_complete_content_has_no_findings(vocabulary):
    assert findings(complete(), vocabulary) == []


def test_every_wrong_part_is_told_not_only_the_first(vocabulary):
    content = complete(
        targets=[{"key": "a", "determination": "niets", "high": "1"}, {"key": "b", "determination": "hba1c"}],
        education=[{"key": "c", "title": "", "controls": ["jaar"]}],
    )
    assert told(content, vocabulary) == [
        ("niets, bepaling: 'niets' bestaat niet", True, PartKind.TARGETS, 0),
        ("HbA1c, in woorden: een streefwaarde zonder grenzen heeft een tekst nodig", True, PartKind.TARGETS, 1),
        ("c, titel: hier hoort tekst te staan", True, PartKind.EDUCATION, 0),
    ]


def test_wrong_title_belongs_to_the_version(vocabulary):
    assert told(complete(title=""), vocabulary) == [("titel: hier hoort tekst te staan", True, None, None)]


def test_problem_between_two_parts_is_told_without_a_place(vocabulary):
    twice = complete()["items"]
    assert told(complete(items=[*twice, twice[0]]), vocabulary) == [
        ("Gewicht, bij welke controles: staat al bij de controle kwartaal", True, PartKind.ITEMS, 0)
    ]


def test_list_that_is_none_belongs_to_its_kind(vocabulary):
    assert told(complete(advice={}), vocabulary) == [(": hier hoort een lijst te staan", True, PartKind.ADVICE, None)]


def test_empty_content(vocabulary):
    content = {"protocol": "dm2", "title": "Leeg"}
    assert findings(content, vocabulary) == [
        Finding("Er is nog geen soort controle.", True, PartKind.CONTROLS),
        Finding("Er wordt nog geen bepaling gevraagd.", True, PartKind.ITEMS),
        Finding("Er is geen regel die zegt wie erin hoort.", False, PartKind.INCLUSION),
    ]


def test_control_that_asks_nothing_and_a_section_without_items(vocabulary):
    content = complete()
    content["controls"] = [
        {"key": "los", "name": "Los contact", "minutes": 10, "roles": ["poh_s"], **SOURCE},
        *({name: value for name, value in control.items() if name != "months"} for control in content["controls"]),
    ]
    content["sections"] = [*content["sections"], {"key": "leeg", "name": "Leeg"}]
    assert told(content, vocabulary) == [
        ("Geen controle komt vanzelf terug: niemand wordt opgeroepen.", False, PartKind.CONTROLS, None),
        ("Blok “Leeg” is leeg.", False, PartKind.SECTIONS, 1),
        ("Bij “Los contact” wordt niets gevraagd.", False, PartKind.CONTROLS, 0),
    ]


def test_rule_without_a_source_stops_and_doubt_without_words_does_not(vocabulary):
    content = complete(
        education=[
            {"key": "a", "title": "Voeten", "controls": ["jaar"]},
            {"key": "b", "title": "Ogen", "controls": ["jaar"], "source": "Thuisarts"},
            {"key": "c", "title": "Hypo", "controls": ["jaar"], "source": "Thuisarts", "doubt": "niet gezien"},
        ]
    )
    assert told(content, vocabulary) == [
        ("Voeten: de bron ontbreekt.", True, PartKind.EDUCATION, 0),
        ("Ogen: te accorderen, zonder uitleg wat er niet is nagelezen.", False, PartKind.EDUCATION, 1),
    ]


def test_target_behind_one_that_always_holds_is_never_reached(vocabulary):
    always = {"determination": "hba1c", "high": "53", **SOURCE}
    old = always | {"when": {"fact": "age", "op": ">=", "years": 70}}
    content = complete(targets=[old | {"key": "a"}, always | {"key": "b"}, old | {"key": "c"}])
    assert told(content, vocabulary) == [
        ("Streefwaarde voor HbA1c: geldt nooit, want een regel hierboven geldt altijd.", True, PartKind.TARGETS, 2)
    ]


def test_nothing_stops_the_delivered_versions(vocabulary):
    for version in ProtocolVersion.objects.filter(practice=None):
        assert content_of(version)
        assert [found for found in findings(version.content, vocabulary) if found.is_stop] == []

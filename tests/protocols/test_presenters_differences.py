"""Two versions of a protocol beside each other, rule by rule."""

import copy

import pytest

from poh.accounts.scope import practice_scope
from protocols.content import read_content
from protocols.presenters.content import blocks
from protocols.presenters.differences import all_changes
from protocols.vocabulary import current_vocabulary
from tests.factories.protocols import ProtocolVersionFactory
from tests.protocols.test_content_check import SOURCE, complete

pytestmark = pytest.mark.django_db
OLD = {"fact": "age", "op": ">=", "years": 70}
TARGETS = [
    {"key": "oud", "determination": "hba1c", "low": "54", "high": "58", "when": OLD, **SOURCE},
    {"key": "jong", "determination": "hba1c", "high": "53", **SOURCE},
]


@pytest.fixture
def compared(practice):
    """What a version says otherwise than the one before it, as tuples."""

    def compare(new, old=None, **version):
        old_row = ProtocolVersionFactory(practice=practice, data=old or complete())
        new_row = ProtocolVersionFactory(practice=practice, data=new, **version)
        vocabulary = current_vocabulary()
        shown = [blocks(read_content(row.content, vocabulary), vocabulary) for row in (new_row, old_row)]
        return [
            (group.title, change.name, change.kind, [(fact.label, fact.before, fact.now) for fact in change.facts])
            for group in all_changes(new_row, old_row, *shown)
            for change in group.changes
        ]

    return compare


def test_equal_versions_have_no_differences(compared):
    assert compared(complete()) == []


def test_changed_rule_tells_only_the_lines_that_differ(compared):
    new = copy.deepcopy(complete())
    new["items"][3]["months"] = 120
    assert compared(new) == [("Bepalingen", "Lengte", "gewijzigd", [("opnieuw", "na 20 jaar", "na 10 jaar")])]


def test_new_rule_and_one_that_went(compared):
    topic = {"key": "voeten", "title": "Voeten", "controls": ["jaar"], **SOURCE}
    lines = [
        ("naam", "Voeten"), ("bij", "Jaarcontrole"), ("bron", "Verzonnen bron, 2026"), ("nagelezen", "ja"),
    ]  # fmt: skip
    assert compared(complete(education=[topic])) == [
        ("Voorlichting", "Voeten", "nieuw", [(label, "", value) for label, value in lines])
    ]
    assert compared(complete(), complete(education=[topic])) == [
        ("Voorlichting", "Voeten", "vervallen", [(label, value, "") for label, value in lines])
    ]


def test_condition_that_came_or_went_is_a_line(compared):
    new = copy.deepcopy(complete())
    new["items"][0]["when"] = OLD
    assert compared(new) == [("Bepalingen", "Gewicht", "gewijzigd", [("als", "", "70 jaar of ouder")])]
    assert compared(complete(), new) == [("Bepalingen", "Gewicht", "gewijzigd", [("als", "70 jaar of ouder", "")])]


def test_other_order_of_targets_is_told(compared):
    two = [TARGETS[0], TARGETS[1] | {"when": OLD}]
    names = ("54 tot en met 58 mmol/mol", "ten hoogste 53 mmol/mol")
    assert compared(complete(targets=two[::-1]), complete(targets=two)) == [
        ("Streefwaarden", "HbA1c", "andere volgorde", [("volgorde", "; ".join(names), "; ".join(names[::-1]))])
    ]


def test_target_that_changes_is_named_by_its_range_under_its_determination(compared):
    new = [TARGETS[0] | {"high": "64", "verified": False, "doubt": "niet gezien"}, TARGETS[1]]
    assert compared(complete(targets=new), complete(targets=TARGETS)) == [
        (
            "Streefwaarden",
            "54 tot en met 64 mmol/mol",
            "gewijzigd",
            [
                ("doel", "54 tot en met 58 mmol/mol", "54 tot en met 64 mmol/mol"),
                ("nagelezen", "ja", "nee, te accorderen: niet gezien"),
            ],
        )
    ]


def test_source_of_the_version_is_compared(compared):
    assert compared(complete(), source_year=2027) == [
        (
            "Over deze versie",
            "bron",
            "gewijzigd",
            [("bron", "Verzonnen voor een test, 2026", "Verzonnen voor een test, 2027")],
        )
    ]


def test_units_are_written_as_people_write_them(practice):
    vocabulary = current_vocabulary()
    target = {"key": "rr", "determination": "rr_sys", "high": "140", "high_inclusive": False, **SOURCE}
    content = read_content(complete(targets=[target]), vocabulary)
    with practice_scope(practice):
        [block] = [block for block in blocks(content, vocabulary) if block.key == "streefwaarden"]
    assert block.rows[0].name == "lager dan 140 mmHg"

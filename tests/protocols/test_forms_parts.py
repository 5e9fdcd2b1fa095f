"""Forms of the parts of a version: what is missing is told in Dutch, what is filled in becomes data."""

import pytest
from django.http import QueryDict

from protocols.conditions.vocabulary import Vocabulary
from protocols.content.edit import PartKind
from protocols.forms.condition_words import Words
from protocols.forms.parts import FORMS
from tests.factories.protocols import content_data

WORDS = Words(
    Vocabulary(
        labels={"gewicht": "Gewicht", "hba1c": "HbA1c", "roken": "Roken"},
        numbers={"gewicht": "kg", "hba1c": "mmol/mol"},
        choices={"roken": {"ja": "ja"}},
        protocols={"dm2": "DM2"},
    )
)
SOURCE = {"source": "Bron, 2026", "verified": "ja", "doubt": ""}
CONTROL = {
    "name": "Halfjaarcontrole", "minutes": "20", "roles": ["poh_s"], "months": "6", "closed_by-count": "2",
    "closed_by-0-keys": ["gewicht"], "closed_by-0-more": "hba1c", "closed_by-1-more": "", **SOURCE,
}  # fmt: skip
TARGET = {"determination": "HbA1c", "low": "", "high": "53,5", "low_inclusive": "ja", "high_inclusive": "nee", **SOURCE}


def form_of(kind, posted, part=None):
    query = QueryDict(mutable=True)
    for name, value in posted.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return FORMS[kind](query, content=content_data("dm2"), words=WORDS, part=part)


def test_control_becomes_data_with_a_key_of_its_own():
    form = form_of(PartKind.CONTROLS, CONTROL)
    assert form.is_valid(), form.errors
    assert form.data_of_part() == {
        "key": "halfjaarcontrole", "name": "Halfjaarcontrole", "minutes": 20, "roles": ["poh_s"], "months": 6,
        "closed_by": [["gewicht", "hba1c"]], "closed_at_least": 1, "source": "Bron, 2026", "verified": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"closed_by-0-keys": [], "closed_by-0-more": ""}, "closed_by",
         "Zeg waarmee een controle die terugkomt gedaan is."),
        ({"closed_by-0-more": "Gewichd"}, "closed_by", "“Gewichd” is geen bepaling uit de lijst. Bedoel je Gewicht?"),
        ({"closed_by-0-keys": ["weg"]}, "closed_by", "weg bestaat niet meer: haal het weg."),
        ({"closed_at_least": "3"}, "closed_at_least", "Er zijn maar 1 groepen."),
    ],
)  # fmt: skip
def test_control_that_is_not_right_is_refused(changes, field, problem):
    form = form_of(PartKind.CONTROLS, CONTROL | changes)
    assert form.errors[field] == [problem]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("group:", [["gewicht", "hba1c"], [], []]),
        ("drop:0:gewicht", [["hba1c"], []]),
        ("drop:0:roken", [["gewicht", "hba1c"], []]),
        ("drop:7:gewicht", [["gewicht", "hba1c"], []]),
        ("drop:x:gewicht", [["hba1c"], []]),
    ],
)
def test_button_changes_the_groups(act, expected):
    widget = form_of(PartKind.CONTROLS, CONTROL).fields["closed_by"].widget
    posted = form_of(PartKind.CONTROLS, CONTROL | {"closed_by-act": act}).data
    assert [group["keys"] for group in widget.value_from_datadict(posted, {}, "closed_by")] == expected


def test_determination_that_is_chosen_twice_stands_once():
    posted = form_of(PartKind.CONTROLS, CONTROL | {"closed_by-0-more": "Gewicht"}).data
    widget = form_of(PartKind.CONTROLS, CONTROL).fields["closed_by"].widget
    assert widget.value_from_datadict(posted, {}, "closed_by")[0]["keys"] == ["gewicht"]


def test_contact_in_between_needs_no_groups():
    form = form_of(PartKind.CONTROLS, CONTROL | {"months": "", "closed_by-0-keys": [], "closed_by-0-more": ""})
    assert form.is_valid()
    assert form.data_of_part()["closed_at_least"] == 0


def test_target_becomes_data():
    form = form_of(PartKind.TARGETS, TARGET)
    assert form.is_valid(), form.errors
    assert form.data_of_part() == {
        "key": "hba1c", "determination": "hba1c", "high": "53.5", "low_inclusive": True, "high_inclusive": False,
        "source": "Bron, 2026", "verified": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"high": ""}, "text", "Vul een grens in, of zeg het doel in woorden."),
        ({"low": "60"}, "low", "De ondergrens ligt boven de bovengrens."),
        ({"high": "veel"}, "high", "Vul een getal in, zoals 53 of 2,6."),
        ({"determination": "Roken"}, "determination", "Een streefwaarde hoort bij een bepaling met een getal."),
    ],
)
def test_target_that_is_not_right_is_refused(changes, field, problem):
    assert form_of(PartKind.TARGETS, TARGET | changes).errors == {field: [problem]}


def test_what_no_field_shows_stays_as_it_was():
    part = {"key": "jaar", "name": "Jaar", "intervals": [{"key": "x"}]}
    form = form_of(PartKind.CONTROLS, CONTROL, part)
    assert form.is_valid()
    assert (form.data_of_part()["key"], form.data_of_part()["intervals"]) == ("jaar", [{"key": "x"}])


def test_term_of_what_is_there_keeps_its_owner():
    posted = {"months": "3", "reason": "Oud", "when-0-kind": "age", "when-0-op": ">", "when-0-years": "80", **SOURCE}
    form = form_of(PartKind.INTERVALS, posted, {"key": "oud", "months": 6})
    assert form.is_valid(), form.errors
    assert (form.owner(), "owner" in form.fields) == (None, False)


def test_section_has_only_a_name():
    form = form_of(PartKind.SECTIONS, {"name": "Nieren"})
    assert form.is_valid()
    assert form.data_of_part() == {"key": "nieren", "name": "Nieren"}

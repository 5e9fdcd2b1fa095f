"""A condition goes through its form and comes back as it was; nothing typed is lost while it is half finished."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from protocols.conditions import as_data, parse
from protocols.conditions.vocabulary import Vocabulary
from protocols.contents import content_of
from protocols.forms.condition_field import ConditionField
from protocols.forms.condition_words import Words
from protocols.forms.conditions import Node, acted, from_data, read_nodes, to_data
from protocols.models import ProtocolVersion
from protocols.presenters.conditions import FACTS
from protocols.vocabulary import current_vocabulary
from tests.protocols.test_conditions_agree import conditions

VOCABULARY = Vocabulary(
    labels={"hba1c": "HbA1c", "roken": "Roken", "opmerking": "Opmerking", "a": "Zelfde", "b": "zelfde",
            "acr": "ACR", "ntprobnp": "NT-proBNP"},
    numbers={"hba1c": "mmol/mol", "acr": "mg/mmol", "ntprobnp": "ng/L"},
    choices={"roken": {"ja": "rookt", "nooit": "nooit gerookt", "voorheen": "gestopt"}},
    protocols={"dm2": "Diabetes", "cvrm": "CVRM"},
)  # fmt: skip
WORDS = Words(VOCABULARY)


class _Controls(HTMLParser):
    """What a browser would send of a form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.select: str | None = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "select":
            self.select, self.first = found["name"], True
            self.sent.append((found["name"], ""))
        elif tag == "option" and self.select and (self.first or "selected" in found):
            self.sent[-1] = (self.select, unescape(found["value"]))
            self.first = False
        elif tag == "input" and found.get("name") and (found.get("type") != "checkbox" or "checked" in found):
            self.sent.append((found["name"], found.get("value", "on")))

    def handle_endtag(self, tag):
        self.select = None if tag == "select" else self.select


def sent(html: str) -> QueryDict:
    """The fields of `html` as a browser sends them."""
    parser = _Controls()
    parser.feed(html)
    posted = QueryDict(mutable=True)
    for name, value in parser.sent:
        posted.appendlist(name, value)
    return posted


def through_the_form(data, words):
    field = ConditionField(words)
    html = field.widget.render("when", data, {"id": "id_when"})
    return field.clean(field.widget.value_from_datadict(sent(html), {}, "when"))


@pytest.mark.django_db
def test_every_delivered_condition_comes_back_as_it_was():
    words, seen = Words(current_vocabulary()), 0
    for version in ProtocolVersion.objects.filter(practice=None):
        content = content_of(version)
        rules = [*content.targets, *content.advice, *content.inclusion, *content.items]
        rules += [term for part in (*content.controls, *content.items) for term in part.intervals]
        for rule in rules:
            if rule.when is not None:
                data = as_data(rule.when)
                assert through_the_form(data, words) == data
                seen += 1
    assert seen > 250


@pytest.mark.django_db
def test_any_condition_comes_back_as_it_was():
    words = Words(current_vocabulary())

    @settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(conditions)
    def comes_back(condition):
        assert parse(through_the_form(as_data(condition), words), words.vocabulary) == condition

    comes_back()


HIGH = {"fact": "number", "key": "hba1c", "op": ">=", "value": "53.5"}
SMOKES = {"fact": "choice", "key": "roken", "in": ["nooit", "ja"]}
RARER = [
    {"fact": "measured", "key": "hba1c", "within_weeks": 6},
    {"fact": "measured", "key": "opmerking", "within_months": 1200},
    {"fact": "earlier", "of": HIGH | {"within_months": 24}, "back": 2},
    {"fact": "earlier", "of": SMOKES, "back": 1},
    {"fact": "in_a_row", "of": SMOKES, "times": 3},
    {"fact": "lasting", "of": HIGH, "months": 6},
    {"fact": "change", "key": "acr", "since": "highest", "op": "<=", "value": "-25", "by": "percent"},
    {"fact": "change", "key": "acr", "since": "previous", "op": ">", "value": "1", "by": "difference",
     "within_months": 60},
    {"fact": "target", "key": "hba1c", "is": "within"},
    {"fact": "relative", "codes": ["K75", "K90"], "man_until": 55, "woman_until": 65},
    {"fact": "relative", "codes": ["T90"]},
    {"fact": "ica", "in": ["allergy", "intolerance"], "codes": ["C09A", "293586001"]},
    {"fact": "ica", "in": ["contraindication"]},
    {"fact": "limit", "in": ["no_hospital"]},
    {"fact": "medication_started", "atc": ["C09"], "within_weeks": 6},
    {"fact": "count", "key": "opmerking", "op": "<", "times": 2, "within_months": 12},
]  # fmt: skip


@pytest.mark.parametrize("data", RARER)
def test_rarer_fact_comes_back_as_it_was(data):
    for tree in (data, {"not": data}, {"not": {"not": {"not": data}}}, {"any": [{"not": {"all": [data]}}]}):
        assert through_the_form(tree, WORDS) == tree


def test_fact_that_the_form_does_not_know_is_shown_and_kept(monkeypatch):
    monkeypatch.delitem(FACTS, "limit")
    data = {"all": [{"not": {"fact": "limit", "in": ["no_hospital"]}}, HIGH]}
    html = ConditionField(WORDS).widget.render("when", data, {"id": "id_when"})
    assert "niet: heeft als behandelgrens" in html or "behandelgrens" in html
    assert through_the_form(data, WORDS) == data


@pytest.mark.parametrize("typed", ["geen json", '{"fact": "onzin"}', "[" * 5000])
def test_kept_fact_that_is_tampered_with_becomes_an_empty_row(typed):
    node = read_nodes(_posted(**{"when-0-kind": "fixed", "when-0-data": typed}), "when", WORDS)
    assert (node.kind, node.fields) == ("", {})


def _posted(**fields) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in fields.items():
        posted.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return posted


def _row(**fields) -> Node:
    lists = {name: value for name, value in fields.items() if isinstance(value, list)}
    kind = fields.pop("kind", "")
    return Node(kind, fields={name: value for name, value in fields.items() if name not in lists}, lists=lists)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (_row(), "Kies eerst waar de regel over gaat."),
        (_row(kind="value"), "Kies een bepaling."),
        (_row(kind="value", what="HbA1"), "“HbA1” is geen bepaling uit de lijst. Bedoel je HbA1c?"),
        (_row(kind="value", what="qqqq"), "“qqqq” is geen bepaling uit de lijst."),
        (
            _row(kind="value", what="Opmerking"),
            "Deze bepaling heeft geen getal of vast antwoord: kies “wanneer vastgelegd”.",
        ),
        (_row(kind="value", what="HbA1c", op="?", number="5"), "Kies een vergelijking."),
        (_row(kind="value", what="HbA1c", op=">", number="veel"), "Vul een getal in."),
        (
            _row(kind="value", what="HbA1c", op=">", number="53", months="x"),
            "Vul een heel getal in van 0 tot en met 1200.",
        ),
        (_row(kind="value", what="roken"), "Kies ten minste één antwoord."),
        (_row(kind="measured", what="HbA1c", months="9999"), "Vul een heel getal in van 0 tot en met 1200."),
        (_row(kind="age", op=">=", years="131"), "Vul een heel getal in van 0 tot en met 130."),
        (_row(kind="sex"), "Kies ten minste één geslacht."),
        (_row(kind="target", what="roken"), "Kies hier een bepaling met een getal."),
        (_row(kind="earlier", what="roken", answers=["ja"], back="0"), "Vul een heel getal in van 1 tot en met 10."),
        (_row(kind="ica"), "Kies ten minste één soort."),
        (_row(kind="limit"), "Kies ten minste één grens."),
        (_row(kind="enrolled"), "Kies ten minste één programma."),
        (_row(kind="medication"), "Kies er ten minste één."),
        (
            _row(kind="episode", codes=["K86"], more="iets"),
            "“iets” staat niet in de lijst. Kies een woord uit de lijst.",
        ),
        (Node("all"), "Deze groep is leeg: zet er een regel in of haal de groep weg."),
    ],
)
def test_what_is_missing_is_told_at_the_row(row, problem):
    assert to_data(row, WORDS) is None
    assert row.errors == [problem]


def test_determinations_with_one_name_are_told_apart():
    assert [WORDS.key_of(name) for name in ("Zelfde (a)", "zelfde (b)", "Zelfde")] == ["a", "b", None]
    assert WORDS.key_of("  hba1C ") == "hba1c"


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("episode", "diabetes type 2 (T90.02)", "T90.02"),
        ("episode", "Diabetes type 2", "T90.02"),
        ("episode", "k86", "K86"),
        ("episode", "suiker", None),
        ("episode", "", None),
        ("medication", "metformine", "A10BA02"),
        ("medication", "C09AA04", "C09AA04"),
        ("medication", "kalmte", None),
    ],
)
def test_code_is_found_by_its_word(kind, typed, code):
    assert WORDS.code_of(kind, typed) == code


def test_typed_code_joins_the_others():
    posted = _posted(**{"when-0-kind": "medication", "when-0-codes": ["C09"], "when-0-more": "diureticum"})
    node = read_nodes(posted, "when", WORDS)
    assert (node.lists["codes"], node.fields) == (["C09", "C03"], {})


def test_posted_rows_without_a_group_above_them_are_left_out():
    posted = _posted(**{
        "when-0-kind": "all-1", "when-0_2-kind": "age", "when-0_2_0-kind": "sex", "when-0_7_1-kind": "sex",
        "when-1-kind": "age", "when-0_3-kind": "onzin", "andere-0-kind": "sex",
    })  # fmt: skip
    node = read_nodes(posted, "when", WORDS)
    assert (node.kind, node.negations, [part.kind for part in node.parts]) == ("all", 1, ["age", ""])
    assert read_nodes(_posted(naam="x"), "when", WORDS) is None


TREE = {"all": [{"fact": "age", "op": ">=", "years": 70}, {"any": [{"fact": "sex", "in": ["male"]}]}]}


@pytest.mark.parametrize(
    ("act", "kinds"),
    [
        ("row:0", ["all", "age", "any", "sex", ""]),
        ("row:0_1", ["all", "age", "any", "sex", ""]),
        ("group:0", ["all", "age", "any", "sex", "any", ""]),
        ("group:0_1", ["all", "age", "any", "sex", "all", ""]),
        ("drop:0_0", ["all", "any", "sex"]),
        ("drop:0_1_0", ["all", "age"]),
        ("drop:0_9", ["all", "age", "any", "sex"]),
        ("drop:x", ["all", "age", "any", "sex"]),
        ("show", ["all", "age", "any", "sex"]),
        ("code:0_0:K86", ["all", "age", "any", "sex"]),
    ],
)
def test_button_changes_the_tree(act, kinds):
    root = acted(from_data(TREE, WORDS), act)
    assert [node.kind for node in root.walk()] == kinds


def test_button_on_nothing_and_on_one_row():
    row = from_data(TREE["all"][0], WORDS)
    assert [node.kind for node in acted(None, "row:").walk()] == [""]
    assert acted(None, "drop:0") is None
    assert [node.kind for node in acted(row, "row:0").walk()] == ["all", "age", ""]
    assert acted(row, "drop:0") is None
    assert acted(from_data({"all": [TREE["all"][0]]}, WORDS), "drop:0_0") is None


def test_chosen_code_is_taken_out():
    node = from_data({"fact": "episode", "codes": ["K86", "T90"]}, WORDS)
    assert acted(node, "code:0:K86").lists["codes"] == ["T90"]


def test_field_names_the_row_of_each_problem():
    field = ConditionField(WORDS)
    root = Node("all", parts=[_row(), Node("any", parts=[_row(kind="sex")])])
    with pytest.raises(ValidationError) as refused:
        field.clean(root)
    assert refused.value.messages == [
        "Regel 1: Kies eerst waar de regel over gaat.",
        "Regel 2.1: Kies ten minste één geslacht.",
    ]


def test_field_without_a_condition():
    assert ConditionField(WORDS, required=False).clean(None) is None
    with pytest.raises(ValidationError, match="ten minste één regel"):
        ConditionField(WORDS).clean(None)


def test_field_refuses_what_no_rule_can_say():
    row = _row(kind="medication", codes=["geen code"])
    with pytest.raises(ValidationError, match="Deze voorwaarde kan niet"):
        ConditionField(WORDS).clean(row)


@pytest.mark.parametrize(
    ("data", "reads"),
    [
        (TREE, "70 jaar of ouder en man"),
        ({"fact": "medication", "atc": ["C09"]}, "gebruikt RAS-remmer (C09)"),
    ],
)
def test_page_says_the_condition_as_a_sentence(data, reads):
    html = ConditionField(WORDS).widget.render("when", data, {"id": "id_when"})
    assert f"<span>{reads}</span>" in html


def test_page_says_that_a_condition_is_not_finished_and_keeps_its_errors():
    widget = ConditionField(WORDS).widget
    row = _row(kind="medication", codes=["geen code"])
    row.errors = ["Al verteld."]
    html = widget.render("when", row, {"id": "id_when"})
    assert "nog niet af" in html
    assert "Al verteld." in html
    assert "nog niet af" in widget.render("when", Node(), {"id": "id_when"})
    assert re.search("Geldt altijd", ConditionField(WORDS, always="Geldt altijd").widget.render("w", None, {"id": "w"}))

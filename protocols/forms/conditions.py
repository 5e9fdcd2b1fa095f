"""A condition as rows and groups that a person fills in: no codes to know, nothing typed lost, nothing added.

`Node` is the condition as typed, also while it is half finished. `from_data` and `to_data` go between it and the
data that `protocols.conditions` reads; `read_nodes` takes it from a posted form, `acted` presses one of its buttons.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from protocols.conditions import parse, sentence
from protocols.forms.condition_words import Words
from protocols.presenters.conditions import FACTS, FIXED

GROUPS = ("all", "any")
EVER_MONTHS, DEPTH_AT_MOST, NODES_AT_MOST = 1200, 10, 200
SINGLE = (
    *("what", "op", "number", "months", "weeks", "unit", "ever", "years", "more", "state", "back", "times"),
    *("since", "by", "side", "man", "woman"),
)
LISTS = ("answers", "codes", "chosen")
# Facts whose comparison of one value stands in a part of its own.
ABOUT_EARLIER = ("earlier", "in_a_row", "lasting")
# Fields of the data, and under which name the form has them.
PLAIN_FIELDS = {
    **{name: name for name in ("op", "years", "state", "back", "times", "since", "by", "months")},
    "is": "side",
    "man_until": "man",
    "woman_until": "woman",
    "within_months": "months",
    "within_weeks": "weeks",
}


@dataclass
class Node:
    """A group (`all`, `any`) with parts, or a row about one fact; `negations` is how often "not" stands before it."""

    kind: str = ""
    negations: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    parts: list["Node"] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return self.kind in GROUPS

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


# From data


def from_data(data: Mapping[str, Any], words: Words) -> Node:
    """The rows and groups that show this condition."""
    negations = 0
    while "not" in data:
        data, negations = data["not"], negations + 1
    for kind in GROUPS:
        if kind in data:
            return Node(kind, negations, parts=[from_data(part, words) for part in data[kind]])
    return _row_from(data, negations, words)


def _row_from(data: Mapping[str, Any], negations: int, words: Words) -> Node:
    fact = data.get("fact", "")
    node = Node("value" if fact in ("number", "choice") else fact, negations)
    if node.kind not in FACTS:
        reads = sentence(parse(data, words.vocabulary), words.vocabulary)
        return Node(FIXED, negations, fields={"data": json.dumps(data), "reads": reads})
    _fill(node, data, words)
    if fact in ABOUT_EARLIER:
        _fill(node, data["of"], words)
    if fact == "measured":
        _measured_from(node)
    return node


def _fill(node: Node, data: Mapping[str, Any], words: Words) -> None:
    """Put the fields of one fact in the fields of the row."""
    if "key" in data:
        node.fields["what"] = words.name_of(data["key"])
    node.fields |= {field: str(data[name]) for name, field in PLAIN_FIELDS.items() if name in data}
    if "value" in data:
        node.fields["number"] = f"{Decimal(str(data['value'])):f}".replace(".", ",")
    if "in" in data:
        node.lists["answers" if data["fact"] == "choice" else "chosen"] = list(data["in"])
    codes = data.get("codes") or data.get("atc")
    if codes:
        node.lists["codes"] = list(codes)


def _measured_from(node: Node) -> None:
    """One field for the number, with months or weeks beside it."""
    if "weeks" in node.fields:
        node.fields |= {"months": node.fields.pop("weeks"), "unit": "weeks"}
    elif node.fields["months"] == str(EVER_MONTHS):
        node.fields = {"what": node.fields["what"], "ever": "on"}


# From a posted form


def read_nodes(posted: QueryDict, name: str, words: Words) -> Node | None:
    """What the form `posted` holds under `name`; None when there is no condition in it."""
    form = re.compile(rf"{re.escape(name)}-(\d{{1,3}}(?:_\d{{1,3}}){{0,{DEPTH_AT_MOST}}})-kind")
    paths = [tuple(map(int, found[1].split("_"))) for key in posted if (found := form.fullmatch(key))]
    nodes: dict[tuple[int, ...], Node] = {}
    for path in sorted(paths)[:NODES_AT_MOST]:
        node = _posted_node(posted, f"{name}-{'_'.join(map(str, path))}-", words)
        if len(path) == 1 and not nodes:
            nodes[path] = node
        elif path[:-1] in nodes and nodes[path[:-1]].is_group:
            nodes[path[:-1]].parts.append(node)
            nodes[path] = node
    return nodes[min(nodes)] if nodes else None


def _posted_node(posted: QueryDict, prefix: str, words: Words) -> Node:
    kind, _, negations = posted.get(f"{prefix}kind", "").partition("-")
    if kind in GROUPS:
        return Node(kind, _small(negations))
    if kind == FIXED:
        return _fixed(posted.get(f"{prefix}data", ""), _small(posted.get(f"{prefix}not", "")), words)
    node = Node(kind if kind in FACTS else "", _small(posted.get(f"{prefix}not", "")))
    node.fields = {part: posted.get(f"{prefix}{part}", "").strip()[:200] for part in SINGLE}
    node.fields = {part: text for part, text in node.fields.items() if text}
    node.lists = {part: posted.getlist(f"{prefix}{part}")[:100] for part in LISTS if f"{prefix}{part}" in posted}
    return _with_typed_code(node, words)


def _fixed(text: str, negations: int, words: Words) -> Node:
    """A row that this form shows and keeps, but cannot change."""
    try:
        reads = sentence(parse(json.loads(text), words.vocabulary), words.vocabulary)
    except (ValueError, RecursionError):
        return Node()
    return Node(FIXED, negations, fields={"data": text, "reads": reads})


def _small(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else 0


def _with_typed_code(node: Node, words: Words) -> Node:
    """A code that was chosen in the search field joins the others."""
    code = words.code_of(node.kind, node.fields.get("more", ""))
    if code:
        del node.fields["more"]
        node.lists.setdefault("codes", []).append(code)
    return node


# Buttons


def acted(root: Node | None, act: str) -> Node | None:
    """The condition after a button: `row:0_1`, `group:0`, `drop:0_2`, `code:0_1:K74`; unknown ones do nothing."""
    verb, _, rest = act.partition(":")
    path, _, code = rest.partition(":")
    if root is None:
        return Node() if verb == "row" else None
    steps = [int(step) for step in path.split("_")[1:]] if re.fullmatch(r"0(_\d{1,3})*", path) else None
    node = None if steps is None else _at(root, steps)
    if node is None:
        return root
    if verb in ("row", "group"):
        new = Node() if verb == "row" else Node("any" if node.kind == "all" else "all", parts=[Node()])
        if node.is_group:
            node.parts.append(new)
        else:
            # A second row beside the only one: both must hold.
            return Node("all", parts=[root, new])
    elif verb == "drop":
        return _dropped(root, steps)
    elif verb == "code" and code in node.lists.get("codes", []):
        node.lists["codes"].remove(code)
    return root


def _at(root: Node, steps: list[int]) -> Node | None:
    for step in steps:
        if step >= len(root.parts):
            return None
        root = root.parts[step]
    return root


def _dropped(root: Node, steps: list[int]) -> Node | None:
    """Without the node at `steps`, nor the groups that it leaves empty."""
    while steps:
        parent = _at(root, steps[:-1])
        del parent.parts[steps[-1]]
        if parent.parts:
            return root
        steps = steps[:-1]
    return None


# To data


def to_data(node: Node, words: Words) -> dict[str, Any] | None:
    """The condition as data; None when something is missing, with a sentence at each node where it is."""
    for part in node.walk():
        part.errors = []
    data = _data(node, words)
    return None if any(part.errors for part in node.walk()) else data


def _data(node: Node, words: Words) -> dict[str, Any]:
    if node.is_group:
        data: dict[str, Any] = {node.kind: [_data(part, words) for part in node.parts]}
        if not node.parts:
            node.errors.append("Deze groep is leeg: zet er een regel in of haal de groep weg.")
    else:
        data = _ROWS.get(node.kind, _no_fact)(node, words)
    for _ in range(node.negations):
        data = {"not": data}
    return data


def _no_fact(node: Node, words: Words) -> dict[str, Any]:
    node.errors.append("Kies eerst waar de regel over gaat.")
    return {}


def _value(node: Node, words: Words) -> dict[str, Any]:
    data = _compared(node, words)
    if data and node.fields.get("months"):
        data["within_months"] = _whole(node, "months", EVER_MONTHS)
    return data


def _compared(node: Node, words: Words) -> dict[str, Any]:
    """The comparison of one value: a number or an answer."""
    key = _determination(node, words)
    if key in words.vocabulary.numbers:
        return {"fact": "number", "key": key, "op": _op(node), "value": _number(node)}
    if key in words.vocabulary.choices:
        return {"fact": "choice", "key": key, "in": _chosen(node, "answers", "Kies ten minste één antwoord.")}
    if key:
        node.errors.append("Deze bepaling heeft geen getal of vast antwoord: kies “wanneer vastgelegd”.")
    return {}


def _measured(node: Node, words: Words) -> dict[str, Any]:
    data = {"fact": "measured", "key": _determination(node, words)}
    if node.fields.get("unit") == "weeks" and not node.fields.get("ever"):
        return data | {"within_weeks": _whole(node, "months", 520, least=1)}
    months = EVER_MONTHS if node.fields.get("ever") else _whole(node, "months", EVER_MONTHS)
    return data | {"within_months": months}


def _episode_years(node: Node, words: Words) -> dict[str, Any]:
    return {"fact": "episode_years", "codes": _codes(node), "op": _op(node), "years": _whole(node, "years", 130)}


def _change(node: Node, words: Words) -> dict[str, Any]:
    data = {
        "fact": "change", "key": _of_number(node, words), "since": node.fields.get("since", "previous"),
        "op": _op(node), "value": _number(node), "by": node.fields.get("by", "difference"),
    }  # fmt: skip
    return data | ({"within_months": _whole(node, "months", EVER_MONTHS)} if node.fields.get("months") else {})


def _count(node: Node, words: Words) -> dict[str, Any]:
    key, op, times = _determination(node, words), _op(node), _whole(node, "times", 1000)
    months = _whole(node, "months", EVER_MONTHS, least=1)
    return {"fact": "count", "key": key, "op": op, "times": times, "within_months": months}


def _relative(node: Node, words: Words) -> dict[str, Any]:
    ages = {
        name: _whole(node, field, 130)
        for name, field in (("man_until", "man"), ("woman_until", "woman"))
        if node.fields.get(field)
    }
    return {"fact": "relative", "codes": _codes(node)} | ages


def _ica(node: Node, words: Words) -> dict[str, Any]:
    data = {"fact": "ica", "in": _chosen(node, "chosen", "Kies ten minste één soort.")}
    return data | ({"codes": _codes(node)} if node.lists.get("codes") or node.fields.get("more") else {})


def _codes(node: Node) -> list[str]:
    if node.fields.get("more"):
        node.errors.append(f"“{node.fields['more']}” staat niet in de lijst. Kies een woord uit de lijst.")
    return _chosen(node, "codes", "Kies er ten minste één.")


_ROWS: dict[str, Callable[[Node, Words], dict[str, Any]]] = {
    "value": _value,
    "measured": _measured,
    "age": lambda node, words: {"fact": "age", "op": _op(node), "years": _whole(node, "years", 130)},
    "sex": lambda node, words: {"fact": "sex", "in": _chosen(node, "chosen", "Kies ten minste één geslacht.")},
    "episode": lambda node, words: {
        "fact": "episode",
        "codes": _codes(node),
        "state": node.fields.get("state", "current"),
    },
    "episode_years": _episode_years,
    "medication": lambda node, words: {"fact": "medication", "atc": _codes(node)},
    "medication_started": lambda node, words: {
        "fact": "medication_started",
        "atc": _codes(node),
        "within_weeks": _whole(node, "weeks", 520, least=1),
    },
    "enrolled": lambda node, words: {
        "fact": "enrolled",
        "in": _chosen(node, "chosen", "Kies ten minste één programma."),
    },
    "target": lambda node, words: {
        "fact": "target",
        "key": _of_number(node, words),
        "is": node.fields.get("side", "above"),
    },
    "earlier": lambda node, words: {
        "fact": "earlier",
        "of": _value(node, words),
        "back": _whole(node, "back", 10, least=1),
    },
    "in_a_row": lambda node, words: {
        "fact": "in_a_row",
        "of": _compared(node, words),
        "times": _whole(node, "times", 10, least=1),
    },
    "lasting": lambda node, words: {
        "fact": "lasting",
        "of": _compared(node, words),
        "months": _whole(node, "months", EVER_MONTHS, least=1),
    },
    "change": _change,
    "count": _count,
    "relative": _relative,
    "ica": _ica,
    "limit": lambda node, words: {"fact": "limit", "in": _chosen(node, "chosen", "Kies ten minste één grens.")},
    FIXED: lambda node, words: json.loads(node.fields["data"]),
}


def _determination(node: Node, words: Words) -> str:
    typed = node.fields.get("what", "")
    key = words.key_of(typed)
    if key is None:
        node.errors.append(words.not_found(typed) if typed else "Kies een bepaling.")
    return key or ""


def _of_number(node: Node, words: Words) -> str:
    key = _determination(node, words)
    if key and key not in words.vocabulary.numbers:
        node.errors.append("Kies hier een bepaling met een getal.")
    return key


def _op(node: Node) -> str:
    if node.fields.get("op") not in ("<", "<=", "=", ">=", ">"):
        node.errors.append("Kies een vergelijking.")
    return node.fields.get("op", "")


def _number(node: Node) -> str:
    typed = node.fields.get("number", "").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", typed):
        node.errors.append("Vul een getal in.")
    return typed


def _whole(node: Node, name: str, most: int, *, least: int = 0) -> int:
    typed = node.fields.get(name, "")
    if not re.fullmatch(r"\d{1,4}", typed) or not least <= int(typed) <= most:
        node.errors.append(f"Vul een heel getal in van {least} tot en met {most}.")
        return 0
    return int(typed)


def _chosen(node: Node, name: str, problem: str) -> list[str]:
    if not node.lists.get(name):
        node.errors.append(problem)
    return list(node.lists.get(name, []))

"""A half-finished condition as the page shows it: names of fields, choices, what is chosen."""

from typing import Any

from patients.rules.values import unit_text
from protocols.conditions.vocabulary import SEXES

NUMBER_OPS = [(">", "hoger dan"), (">=", "minstens"), ("=", "precies"), ("<=", "hoogstens"), ("<", "lager dan")]
AGE_OPS = [(">=", "minstens"), (">", "ouder dan"), ("=", "precies"), ("<=", "hoogstens"), ("<", "jonger dan")]
YEAR_OPS = [(">=", "minstens"), (">", "langer dan"), ("=", "precies"), ("<=", "hoogstens"), ("<", "korter dan")]
GROUP_WORDS = {
    "all": ("alle regels hieronder gelden", "de regels hieronder gelden niet allemaal"),
    "any": ("een van de regels hieronder geldt", "geen van de regels hieronder geldt"),
}
# How a row says that it holds, and that it does not.
HOLDS = {
    "value": ("is", "is niet"),
    "measured": ("is vastgelegd", "is niet vastgelegd"),
    "age": ("is", "is niet"),
    "sex": ("is", "is niet"),
    "episode": ("heeft", "heeft geen"),
    "episode_years": ("bestaat", "bestaat niet"),
    "medication": ("gebruikt", "gebruikt geen"),
    "enrolled": ("doet mee aan", "doet niet mee aan"),
}
FACT_WORDS = {
    "value": "uitslag of antwoord",
    "measured": "wanneer vastgelegd",
    "age": "leeftijd",
    "sex": "geslacht",
    "episode": "probleem in het dossier",
    "episode_years": "hoe lang een probleem bestaat",
    "medication": "medicijn in gebruik",
    "enrolled": "deelname aan een programma",
}
OPS = {"value": NUMBER_OPS, "age": AGE_OPS, "episode_years": YEAR_OPS}


def editor(node: Any, name: str, words: Any) -> dict[str, Any] | None:
    """The tree of rows and groups below the field `name`."""
    return None if node is None else _shown(node, name, "0", words)


def _shown(node: Any, name: str, path: str, words: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "path": path,
        "prefix": f"{name}-{path}-",
        "number": ".".join(str(int(step) + 1) for step in path.split("_")[1:]),
        "is_group": node.is_group,
        "errors": node.errors,
        "kind": node.kind,
    }
    if node.is_group:
        shown["kinds"] = _group_kinds(node)
        shown["parts"] = [_shown(part, name, f"{path}_{at}", words) for at, part in enumerate(node.parts)]
        return shown
    shown["kinds"] = [
        {"value": kind, "label": label, "is_chosen": kind == node.kind} for kind, label in FACT_WORDS.items()
    ]
    shown["fields"] = node.fields
    if node.kind in HOLDS:
        shown["holds"] = _choices(_negations(node.negations, HOLDS[node.kind]), str(node.negations))
    if node.kind in OPS:
        shown["ops"] = _choices(OPS[node.kind], node.fields.get("op", OPS[node.kind][0][0]))
    return shown | _of_kind(node, words)


def _of_kind(node: Any, words: Any) -> dict[str, Any]:
    """What only rows of this kind show."""
    vocabulary = words.vocabulary
    if node.kind == "value":
        key = words.key_of(node.fields.get("what", ""))
        return {
            "is_number": key in vocabulary.numbers,
            "unit": unit_text(vocabulary.numbers.get(key, "")),
            "answers": _checks(vocabulary.choices.get(key, {}), node.lists.get("answers", [])),
        }
    if node.kind in ("sex", "enrolled"):
        known = SEXES if node.kind == "sex" else vocabulary.protocols
        return {"chosen": _checks(known, node.lists.get("chosen", []))}
    if node.kind in ("episode", "episode_years", "medication"):
        codes = [{"code": code, "name": words.code_name(node.kind, code)} for code in node.lists.get("codes", [])]
        return {
            "codes": codes,
            "list": "middelen" if node.kind == "medication" else "problemen",
            "states": _choices([("current", "nu"), ("ever", "nu of vroeger")], node.fields.get("state", "current")),
        }
    return {}


def _negations(count: int, words: tuple[str, str]) -> list[tuple[str, str]]:
    """ "Is" and "is not"; a denial of a denial stays as it is until somebody chooses."""
    choices = [("0", words[0]), ("1", words[1])]
    return choices if count < 2 else [*choices, (str(count), f"{words[count % 2]} (ontkenning van een ontkenning)")]


def _group_kinds(node: Any) -> list[dict[str, Any]]:
    choices = []
    for kind, words in GROUP_WORDS.items():
        count = node.negations if kind == node.kind else 0
        choices += [(f"{kind}-{times}", label) for times, label in _negations(count, words)]
    return _choices(choices, f"{node.kind}-{node.negations}")


def _choices(choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in choices]


def _checks(known: Any, chosen: list[str]) -> list[dict[str, Any]]:
    """All choices; what is chosen first, in the order in which it was chosen."""
    order = [*chosen, *(code for code in known if code not in chosen)]
    return [{"value": code, "label": known.get(code, code), "is_chosen": code in chosen} for code in order]

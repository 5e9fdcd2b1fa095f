"""A half-finished condition as the page shows it: each row a sentence of words, choices and fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from patients.enums_record import IcaKind, TreatmentLimitKind
from patients.rules.values import unit_text
from protocols.conditions.vocabulary import SEXES

NUMBER_OPS = [(">", "hoger dan"), (">=", "minstens"), ("=", "precies"), ("<=", "hoogstens"), ("<", "lager dan")]
AGE_OPS = [(">=", "minstens"), (">", "ouder dan"), ("=", "precies"), ("<=", "hoogstens"), ("<", "jonger dan")]
YEAR_OPS = [(">=", "minstens"), (">", "langer dan"), ("=", "precies"), ("<=", "hoogstens"), ("<", "korter dan")]
TIMES_OPS = [(">=", "minstens"), (">", "vaker dan"), ("=", "precies"), ("<=", "hoogstens"), ("<", "minder dan")]
STATES = [("current", "nu"), ("ever", "nu of vroeger")]
TERMS = [("months", "maanden"), ("weeks", "weken")]
SINCE = [
    ("previous", "de vorige waarde"),
    ("first", "de eerste waarde"),
    ("highest", "de hoogste eerdere waarde"),
    ("lowest", "de laagste eerdere waarde"),
]
BY = [("difference", "in de eenheid"), ("percent", "procent")]
SIDES = [("above", "boven de streefwaarde"), ("below", "onder de streefwaarde"), ("within", "binnen de streefwaarde")]
ICA_KINDS, LIMITS = dict(IcaKind.choices), dict(TreatmentLimitKind.choices)
GROUP_WORDS = {
    "all": ("alle regels hieronder gelden", "de regels hieronder gelden niet allemaal"),
    "any": ("een van de regels hieronder geldt", "geen van de regels hieronder geldt"),
}
# What a row can be about, in the order of the list; and how it says that it holds, and that it does not.
FACTS = {
    "value": ("uitslag of antwoord", ("is", "is niet")),
    "measured": ("wanneer vastgelegd", ("is vastgelegd", "is niet vastgelegd")),
    "age": ("leeftijd", ("is", "is niet")),
    "sex": ("geslacht", ("is", "is niet")),
    "episode": ("probleem in het dossier", ("heeft", "heeft geen")),
    "episode_years": ("hoe lang een probleem bestaat", ("bestaat", "bestaat niet")),
    "medication": ("medicijn in gebruik", ("gebruikt", "gebruikt geen")),
    "medication_started": ("medicijn pas gestart", ("begon met", "begon niet met")),
    "enrolled": ("deelname aan een programma", ("doet mee aan", "doet niet mee aan")),
    "target": ("uitslag naast de streefwaarde", ("is", "is niet")),
    "earlier": ("een eerdere uitslag", ("was", "was niet")),
    "in_a_row": ("een paar keer achter elkaar", ("was", "was niet steeds")),
    "lasting": ("al langere tijd zo", ("is", "is niet")),
    "change": ("verschil met een eerdere uitslag", ("is", "is niet")),
    "count": ("hoe vaak vastgelegd", ("is vastgelegd", "is niet vastgelegd")),
    "relative": ("ziekte in de familie", ("had", "had geen")),
    "ica": ("allergie of contra-indicatie", ("heeft een", "heeft geen")),
    "limit": ("behandelgrens", ("heeft", "heeft niet")),
}
FIXED = "fixed"


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
    if node.kind == FIXED:
        return shown | {"data": node.fields["data"], "negations": node.negations, "reads": node.fields["reads"]}
    shown["kinds"] = [{"value": kind, "label": FACTS[kind][0], "is_chosen": kind == node.kind} for kind in FACTS]
    shown["pieces"] = [piece for piece in _Row(node, words).pieces() if piece]
    return shown


class _Row:
    """The pieces of one row, in the order of the sentence."""

    def __init__(self, node: Any, words: Any) -> None:
        self.node, self.words = node, words
        self.key = words.key_of(node.fields.get("what", ""))

    def pieces(self) -> list[dict[str, Any] | None]:
        """Words, choices and fields; none before the row has a subject."""
        made = getattr(self, f"_{self.node.kind}", None)
        return made() if made else []

    def _value(self) -> list:
        return [self.what(), self.holds(), *self.compared(), *self.not_older()]

    def _measured(self) -> list:
        return [
            self.what(), self.holds(), _text("in de laatste"), self.number("months", "Aantal"),
            self.choice("unit", "Maanden of weken", TERMS), self.flag("ever", "of wanneer ook"),
        ]  # fmt: skip

    def _age(self) -> list:
        return [self.holds(), self.choice("op", "Vergelijking", AGE_OPS), self.number("years", "Jaren", "jaar")]

    def _sex(self) -> list:
        return [self.holds(), self.checks("chosen", SEXES)]

    def _episode(self) -> list:
        return [self.holds(), self.codes("probleem", "problemen"), self.choice("state", "Nu of vroeger", STATES)]

    def _episode_years(self) -> list:
        return [
            self.codes("probleem", "problemen"), self.holds(), self.choice("op", "Vergelijking", YEAR_OPS),
            self.number("years", "Jaren", "jaar"),
        ]  # fmt: skip

    def _medication(self) -> list:
        return [self.holds(), self.codes("middel", "middelen")]

    def _medication_started(self) -> list:
        return [
            self.holds(), self.codes("middel", "middelen"), _text("in de laatste"),
            self.number("weeks", "Weken", "weken"),
        ]  # fmt: skip

    def _enrolled(self) -> list:
        return [self.holds(), self.checks("chosen", self.words.vocabulary.protocols)]

    def _target(self) -> list:
        return [self.what("getallen"), self.holds(), self.choice("side", "Boven of onder", SIDES)]

    def _earlier(self) -> list:
        return [
            self.what(), self.holds(), *self.compared(), self.number("back", "Hoeveel keer terug"),
            _text("keer daarvoor (1 is de vorige keer)"), *self.not_older(),
        ]  # fmt: skip

    def _in_a_row(self) -> list:
        return [
            self.what(), self.holds(), *self.compared(), _text("de laatste"),
            self.number("times", "Aantal keer", "keer"),
        ]  # fmt: skip

    def _lasting(self) -> list:
        return [
            self.what(), self.holds(), *self.compared(), _text("al zo lang:"),
            self.number("months", "Maanden", "maanden of langer"),
        ]  # fmt: skip

    def _change(self) -> list:
        unit = unit_text(self.words.vocabulary.numbers.get(self.key, ""))
        ways = [(BY[0][0], unit or BY[0][1]), BY[1]]
        return [
            self.what("getallen"), _text("min"), self.choice("since", "Welke eerdere waarde", SINCE), self.holds(),
            self.choice("op", "Vergelijking", NUMBER_OPS), self.number("number", "Waarde"),
            self.choice("by", "Eenheid of procent", ways), *self.not_older(),
        ]  # fmt: skip

    def _count(self) -> list:
        return [
            self.what(), self.holds(), self.choice("op", "Vergelijking", TIMES_OPS),
            self.number("times", "Aantal keer", "keer"), _text("in de laatste"),
            self.number("months", "Maanden", "maanden"),
        ]  # fmt: skip

    def _relative(self) -> list:
        return [
            _text("ouder, broer, zus of kind"), self.holds(), self.codes("probleem", "problemen"),
            _text("man tot en met"), self.number("man", "Leeftijd van een man", "jaar"),
            _text("vrouw tot en met"), self.number("woman", "Leeftijd van een vrouw", "jaar"),
        ]  # fmt: skip

    def _ica(self) -> list:
        return [self.holds(), self.checks("chosen", ICA_KINDS), _text("voor"), self.codes("middel", "middelen")]

    def _limit(self) -> list:
        return [self.holds(), self.checks("chosen", LIMITS)]

    # Pieces

    def what(self, names: str = "bepalingen") -> dict[str, Any]:
        """The search field for a determination."""
        return {"type": "what", "name": "what", "value": self.node.fields.get("what", ""), "list": names}

    def holds(self) -> dict[str, Any]:
        """Whether the row is to hold or not."""
        words = _negations(self.node.negations, FACTS[self.node.kind][1])
        return {
            "type": "choice",
            "name": "not",
            "label": "Wel of niet",
            "choices": _choices(words, str(self.node.negations)),
        }

    def compared(self) -> list[dict[str, Any] | None]:
        """A number with its unit, or the answers of a question; nothing before the determination is known."""
        vocabulary = self.words.vocabulary
        if self.key in vocabulary.numbers:
            unit = unit_text(vocabulary.numbers[self.key])
            return [self.choice("op", "Vergelijking", NUMBER_OPS), self.number("number", "Waarde", unit)]
        return [self.checks("answers", vocabulary.choices[self.key])] if self.key in vocabulary.choices else []

    def not_older(self) -> list[dict[str, Any]]:
        """How old the value may be, where that matters."""
        if self.key is None:
            return []
        return [_text("niet ouder dan"), self.number("months", "Niet ouder dan zoveel maanden", "maanden", empty="–")]

    def choice(self, name: str, label: str, known: list[tuple[str, str]]) -> dict[str, Any]:
        chosen = self.node.fields.get(name, known[0][0])
        return {"type": "choice", "name": name, "label": label, "choices": _choices(known, chosen)}

    def number(self, name: str, label: str, unit: str = "", *, empty: str = "") -> dict[str, Any]:
        value = self.node.fields.get(name, "")
        return {"type": "number", "name": name, "label": label, "unit": unit, "value": value, "empty": empty}

    def flag(self, name: str, label: str) -> dict[str, Any]:
        return {"type": "flag", "name": name, "label": label, "is_set": bool(self.node.fields.get(name))}

    def checks(self, name: str, known: Mapping[str, str]) -> dict[str, Any]:
        """All choices; what is chosen first, in the order in which it was chosen."""
        chosen = self.node.lists.get(name, [])
        order = [*chosen, *(code for code in known if code not in chosen)]
        checks = [{"value": code, "label": known.get(code, code), "is_chosen": code in chosen} for code in order]
        return {"type": "checks", "name": name, "checks": checks}

    def codes(self, word: str, names: str) -> dict[str, Any]:
        """What is chosen, and the field that searches more."""
        chosen = self.node.lists.get("codes", [])
        shown = [{"code": code, "name": self.words.code_name(self.node.kind, code)} for code in chosen]
        more = self.node.fields.get("more", "")
        return {"type": "codes", "codes": shown, "word": word, "list": names, "value": more}


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


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


def _choices(choices: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in choices]

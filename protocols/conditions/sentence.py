"""A condition as a Dutch sentence, for whoever maintains or reads a protocol."""

from collections.abc import Iterable
from decimal import Decimal
from functools import singledispatch

from protocols.conditions.tree import (
    AgeIs,
    All,
    AnyOf,
    ChoiceIs,
    Comparison,
    Condition,
    EnrolledIn,
    EpisodeState,
    EpisodeYears,
    HasEpisode,
    HasMedication,
    MeasuredWithin,
    Not,
    NumberIs,
    SexIs,
)
from protocols.conditions.vocabulary import SEXES, Vocabulary

WORDS = {
    Comparison.BELOW: "lager dan",
    Comparison.AT_MOST: "ten hoogste",
    Comparison.EQUAL: "gelijk aan",
    Comparison.AT_LEAST: "ten minste",
    Comparison.ABOVE: "hoger dan",
}
YEAR_WORDS = {
    Comparison.BELOW: "jonger dan {} jaar",
    Comparison.AT_MOST: "ten hoogste {} jaar",
    Comparison.EQUAL: "{} jaar",
    Comparison.AT_LEAST: "{} jaar of ouder",
    Comparison.ABOVE: "ouder dan {} jaar",
}
DURATION_WORDS = {
    Comparison.BELOW: "korter dan {} jaar",
    Comparison.AT_MOST: "ten hoogste {} jaar",
    Comparison.EQUAL: "{} jaar",
    Comparison.AT_LEAST: "{} jaar of langer",
    Comparison.ABOVE: "langer dan {} jaar",
}


@singledispatch
def sentence(condition: Condition, vocabulary: Vocabulary) -> str:
    """The condition in words: `HbA1c hoger dan 53 mmol/mol en 70 jaar of ouder`."""
    raise TypeError(f"Geen voorwaarde: {condition!r}")


@sentence.register
def _(condition: All, vocabulary: Vocabulary) -> str:
    return " en ".join(_part(part, vocabulary, AnyOf) for part in condition.parts)


@sentence.register
def _(condition: AnyOf, vocabulary: Vocabulary) -> str:
    return " of ".join(_part(part, vocabulary, All) for part in condition.parts)


@sentence.register
def _(condition: Not, vocabulary: Vocabulary) -> str:
    return f"niet ({sentence(condition.part, vocabulary)})"


def _part(condition: Condition, vocabulary: Vocabulary, other: type) -> str:
    """In brackets where "en" and "of" would otherwise stand side by side."""
    words = sentence(condition, vocabulary)
    return f"({words})" if isinstance(condition, other) and len(condition.parts) > 1 else words


@sentence.register
def _(condition: NumberIs, vocabulary: Vocabulary) -> str:
    unit = vocabulary.numbers.get(condition.key, "")
    value = f"{_dutch(condition.value)} {unit}".strip()
    return f"{_label(condition.key, vocabulary)} {WORDS[condition.op]} {value}{_term(condition.within_months)}"


@sentence.register
def _(condition: ChoiceIs, vocabulary: Vocabulary) -> str:
    answers = vocabulary.choices.get(condition.key, {})
    words = _either(f"“{answers.get(code, code)}”" for code in condition.choices)
    return f"{_label(condition.key, vocabulary)} is {words}{_term(condition.within_months)}"


@sentence.register
def _(condition: MeasuredWithin, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)} vastgelegd{_term(condition.months)}"


@sentence.register
def _(condition: AgeIs, vocabulary: Vocabulary) -> str:
    return YEAR_WORDS[condition.op].format(condition.years)


@sentence.register
def _(condition: SexIs, vocabulary: Vocabulary) -> str:
    return _either(SEXES[sex] for sex in condition.sexes)


@sentence.register
def _(condition: HasEpisode, vocabulary: Vocabulary) -> str:
    ever = condition.state is EpisodeState.EVER
    return f"{'ooit ' if ever else ''}episode {_either(condition.codes)}"


@sentence.register
def _(condition: EpisodeYears, vocabulary: Vocabulary) -> str:
    return f"episode {_either(condition.codes)} bestaat {DURATION_WORDS[condition.op].format(condition.years)}"


@sentence.register
def _(condition: HasMedication, vocabulary: Vocabulary) -> str:
    return f"gebruikt {_either(condition.prefixes)}"


@sentence.register
def _(condition: EnrolledIn, vocabulary: Vocabulary) -> str:
    return f"neemt deel aan {_either(vocabulary.protocols.get(key, key) for key in condition.protocols)}"


def _label(key: str, vocabulary: Vocabulary) -> str:
    return vocabulary.labels.get(key, key)


def _either(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} of {last}" if rest else last


def _term(months: int | None) -> str:
    return "" if months is None else f" in de laatste {months} maanden"


def _dutch(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")

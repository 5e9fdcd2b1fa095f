"""A condition as a Dutch sentence, for whoever maintains or reads a protocol."""

from collections.abc import Iterable, Mapping
from functools import singledispatch
from itertools import pairwise

from patients.rules.values import number_text, unit_text
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
    Comparison.BELOW: "lager dan {}",
    Comparison.AT_MOST: "{} of lager",
    Comparison.EQUAL: "precies {}",
    Comparison.AT_LEAST: "{} of hoger",
    Comparison.ABOVE: "hoger dan {}",
}
YEAR_WORDS = {
    Comparison.BELOW: "jonger dan {} jaar",
    Comparison.AT_MOST: "{} jaar of jonger",
    Comparison.EQUAL: "{} jaar oud",
    Comparison.AT_LEAST: "{} jaar of ouder",
    Comparison.ABOVE: "ouder dan {} jaar",
}
DURATION_WORDS = {
    Comparison.BELOW: "korter dan {} jaar",
    Comparison.AT_MOST: "{} jaar of korter",
    Comparison.EQUAL: "{} jaar",
    Comparison.AT_LEAST: "{} jaar of langer",
    Comparison.ABOVE: "langer dan {} jaar",
}
# A term of a whole life: a condition then asks whether something was recorded at all.
EVER_MONTHS = 1200


@singledispatch
def sentence(condition: Condition, vocabulary: Vocabulary) -> str:
    """The condition in words: `HbA1c is hoger dan 53 mmol/mol en 70 jaar of ouder`."""
    raise TypeError(f"Geen voorwaarde: {condition!r}")


@singledispatch
def negation(condition: Condition, vocabulary: Vocabulary) -> str:
    """The opposite of the condition in words: `gebruikt geen A10A of A10B`."""
    return f"niet ({sentence(condition, vocabulary)})"


@sentence.register
def _(condition: All, vocabulary: Vocabulary) -> str:
    words = [_part(part, vocabulary, AnyOf) for part in condition.parts]
    for at, (before, part) in enumerate(pairwise(condition.parts), start=1):
        if _goes_on_about(before, part):
            words[at] = _comparison(part, vocabulary)
    return " en ".join(words)


@sentence.register
def _(condition: AnyOf, vocabulary: Vocabulary) -> str:
    return " of ".join(_part(part, vocabulary, All) for part in condition.parts)


def _goes_on_about(before: Condition, part: Condition) -> bool:
    """Whether both compare one number: `is 140 of hoger en lager dan 180` names it once."""
    both = isinstance(before, NumberIs) and isinstance(part, NumberIs)
    return both and (before.key, before.within_months) == (part.key, part.within_months)


def _part(condition: Condition, vocabulary: Vocabulary, other: type) -> str:
    """In brackets where "en" and "of" would otherwise stand side by side."""
    words = sentence(condition, vocabulary)
    return f"({words})" if isinstance(condition, other) and len(condition.parts) > 1 else words


@sentence.register
def _(condition: Not, vocabulary: Vocabulary) -> str:
    return negation(condition.part, vocabulary)


@negation.register
def _(condition: Not, vocabulary: Vocabulary) -> str:
    return sentence(condition.part, vocabulary)


@sentence.register
def _(condition: NumberIs, vocabulary: Vocabulary) -> str:
    comparison = _comparison(condition, vocabulary)
    return f"{_label(condition.key, vocabulary)} is {comparison}{_recorded(condition.within_months)}"


def _comparison(condition: NumberIs, vocabulary: Vocabulary) -> str:
    unit = unit_text(vocabulary.numbers.get(condition.key, ""))
    gap = "" if unit == "%" else " "
    return WORDS[condition.op].format(f"{number_text(condition.value)}{gap}{unit}".strip())


@sentence.register
def _(condition: ChoiceIs, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)}: {_answers(condition, vocabulary)}{_recorded(condition.within_months)}"


@negation.register
def _(condition: ChoiceIs, vocabulary: Vocabulary) -> str:
    answers = _answers(condition, vocabulary)
    return f"{_label(condition.key, vocabulary)}: niet {answers}{_recorded(condition.within_months)}"


def _answers(condition: ChoiceIs, vocabulary: Vocabulary) -> str:
    answers = vocabulary.choices.get(condition.key, {})
    return _either(f"“{answers.get(code, code)}”" for code in condition.choices)


@sentence.register
def _(condition: MeasuredWithin, vocabulary: Vocabulary) -> str:
    if condition.months >= EVER_MONTHS:
        return f"{_label(condition.key, vocabulary)} is ooit vastgelegd"
    return f"{_label(condition.key, vocabulary)} is vastgelegd {_term(condition.months)}"


@negation.register
def _(condition: MeasuredWithin, vocabulary: Vocabulary) -> str:
    if condition.months >= EVER_MONTHS:
        return f"{_label(condition.key, vocabulary)} is nooit vastgelegd"
    return f"{_label(condition.key, vocabulary)} is niet vastgelegd {_term(condition.months)}"


@sentence.register
def _(condition: AgeIs, vocabulary: Vocabulary) -> str:
    return YEAR_WORDS[condition.op].format(condition.years)


@sentence.register
def _(condition: SexIs, vocabulary: Vocabulary) -> str:
    return _either(SEXES[sex] for sex in condition.sexes)


@sentence.register
def _(condition: HasEpisode, vocabulary: Vocabulary) -> str:
    ever = condition.state is EpisodeState.EVER
    return f"{'heeft of had' if ever else 'heeft'} {_either(_named(condition.codes, vocabulary.icpc))}"


@negation.register
def _(condition: HasEpisode, vocabulary: Vocabulary) -> str:
    ever = condition.state is EpisodeState.EVER
    return f"{'heeft en had' if ever else 'heeft'} geen {_either(_named(condition.codes, vocabulary.icpc))}"


@sentence.register
def _(condition: EpisodeYears, vocabulary: Vocabulary) -> str:
    duration = DURATION_WORDS[condition.op].format(condition.years)
    return f"{_either(_named(condition.codes, vocabulary.icpc))} bestaat {duration}"


@sentence.register
def _(condition: HasMedication, vocabulary: Vocabulary) -> str:
    return f"gebruikt {_either(_named(condition.prefixes, vocabulary.atc))}"


@negation.register
def _(condition: HasMedication, vocabulary: Vocabulary) -> str:
    return f"gebruikt geen {_either(_named(condition.prefixes, vocabulary.atc))}"


@sentence.register
def _(condition: EnrolledIn, vocabulary: Vocabulary) -> str:
    return f"neemt deel aan {_programmes(condition, vocabulary)}"


@negation.register
def _(condition: EnrolledIn, vocabulary: Vocabulary) -> str:
    return f"neemt niet deel aan {_programmes(condition, vocabulary)}"


def _programmes(condition: EnrolledIn, vocabulary: Vocabulary) -> str:
    return _either(vocabulary.protocols.get(key, key) for key in condition.protocols)


def _named(codes: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Codes with their words: `diabetes type 2 (T90.02)`; a code without a word by its number."""
    return [f"{words[code]} ({code})" if code in words else f"code {code}" for code in codes]


def _label(key: str, vocabulary: Vocabulary) -> str:
    return vocabulary.labels.get(key, key)


def _either(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} of {last}" if rest else last


def _recorded(within_months: int | None) -> str:
    return "" if within_months is None else f" (vastgelegd {_term(within_months)})"


def _term(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"in de laatste {years} jaar" if years > 1 and not rest else f"in de laatste {months} maanden"

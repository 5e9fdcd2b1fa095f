"""What came before, targets and rarer facts as Dutch: more of `sentence`."""

from collections.abc import Iterable

from patients.enums_record import IcaKind, TreatmentLimitKind
from patients.rules.values import number_text, unit_text
from protocols.conditions.sentence import WORDS, negation, sentence
from protocols.conditions.tree import (
    AgreedTargetIs,
    ChangeIs,
    Comparison,
    CountIs,
    EarlierIs,
    HasAgreedTarget,
    HasIca,
    HasLimit,
    InARow,
    Lasting,
    MeasuredInWeeks,
    MedicationStarted,
    RelativeHad,
    Side,
    Since,
    Surely,
    TargetIs,
)
from protocols.conditions.vocabulary import Vocabulary

EARLIER = {
    Since.PREVIOUS: "de vorige waarde",
    Since.FIRST: "de eerste waarde",
    Since.HIGHEST: "de hoogste eerdere waarde",
    Since.LOWEST: "de laagste eerdere waarde",
}
SIDES = {
    Side.ABOVE: "boven de streefwaarde van deze patiënt",
    Side.BELOW: "onder de streefwaarde van deze patiënt",
    Side.WITHIN: "binnen de streefwaarde van deze patiënt",
}
COUNTS = {
    Comparison.BELOW: "minder dan {} keer",
    Comparison.AT_MOST: "ten hoogste {} keer",
    Comparison.EQUAL: "precies {} keer",
    Comparison.AT_LEAST: "{} keer of vaker",
    Comparison.ABOVE: "meer dan {} keer",
}


@sentence.register
def _(condition: MeasuredInWeeks, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)} is vastgelegd {_weeks(condition.weeks)}"


@negation.register
def _(condition: MeasuredInWeeks, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)} is niet vastgelegd {_weeks(condition.weeks)}"


@sentence.register
def _(condition: EarlierIs, vocabulary: Vocabulary) -> str:
    return f"{_which(condition.back)}: {sentence(condition.of, vocabulary)}"


@negation.register
def _(condition: EarlierIs, vocabulary: Vocabulary) -> str:
    return f"{_which(condition.back)}: {negation(condition.of, vocabulary)}"


def _which(back: int) -> str:
    return "de vorige keer" if back == 1 else f"{back} keer daarvoor"


@sentence.register
def _(condition: InARow, vocabulary: Vocabulary) -> str:
    return f"de laatste {condition.times} keer: {sentence(condition.of, vocabulary)}"


@sentence.register
def _(condition: Lasting, vocabulary: Vocabulary) -> str:
    return f"{sentence(condition.of, vocabulary)}, en dat al {_months(condition.months)} of langer"


@sentence.register
def _(condition: ChangeIs, vocabulary: Vocabulary) -> str:
    unit = "%" if condition.is_percent else unit_text(vocabulary.numbers.get(condition.key, ""))
    gap = "" if unit == "%" else " "
    change = f"{number_text(condition.value)}{gap}{unit}".strip()
    within = "" if condition.within_months is None else f" in de laatste {_months(condition.within_months)}"
    label = _label(condition.key, vocabulary)
    return f"{label}: verschil met {EARLIER[condition.since]}{within} is {WORDS[condition.op].format(change)}"


@sentence.register
def _(condition: TargetIs, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)} is {SIDES[condition.side]}"


@negation.register
def _(condition: TargetIs, vocabulary: Vocabulary) -> str:
    return f"{_label(condition.key, vocabulary)} is niet {SIDES[condition.side]}"


@sentence.register
def _(condition: Surely, vocabulary: Vocabulary) -> str:
    return f"zeker: {sentence(condition.part, vocabulary)}"


@negation.register
def _(condition: Surely, vocabulary: Vocabulary) -> str:
    return f"niet zeker: {sentence(condition.part, vocabulary)}"


@sentence.register
def _(condition: HasAgreedTarget, vocabulary: Vocabulary) -> str:
    return f"voor {_label(condition.key, vocabulary)} is een eigen streefwaarde afgesproken"


@negation.register
def _(condition: HasAgreedTarget, vocabulary: Vocabulary) -> str:
    return f"voor {_label(condition.key, vocabulary)} is geen eigen streefwaarde afgesproken"


@sentence.register
def _(condition: AgreedTargetIs, vocabulary: Vocabulary) -> str:
    side = SIDES[condition.side].replace("de streefwaarde", "de afgesproken streefwaarde")
    return f"{_label(condition.key, vocabulary)} is {side}"


@sentence.register
def _(condition: RelativeHad, vocabulary: Vocabulary) -> str:
    return f"in de familie (eerste graad) {_illness(condition, vocabulary)}"


@negation.register
def _(condition: RelativeHad, vocabulary: Vocabulary) -> str:
    return f"niet in de familie (eerste graad): {_illness(condition, vocabulary)}"


def _illness(condition: RelativeHad, vocabulary: Vocabulary) -> str:
    limits = [
        f"{who} tot en met {age} jaar"
        for who, age in (("man", condition.man_until), ("vrouw", condition.woman_until))
        if age is not None
    ]
    ages = f" ({', '.join(limits)})" if limits else ""
    return f"{_either(_coded(code, vocabulary.icpc) for code in condition.codes)}{ages}"


@sentence.register
def _(condition: HasIca, vocabulary: Vocabulary) -> str:
    return f"heeft een {_warning(condition, vocabulary)}"


@negation.register
def _(condition: HasIca, vocabulary: Vocabulary) -> str:
    return f"heeft geen {_warning(condition, vocabulary)}"


def _warning(condition: HasIca, vocabulary: Vocabulary) -> str:
    words = vocabulary.icpc | vocabulary.atc
    kinds = _either(str(IcaKind(kind).label) for kind in condition.kinds)
    return f"{kinds} voor {_either(_coded(code, words) for code in condition.codes)}" if condition.codes else kinds


@sentence.register
def _(condition: HasLimit, vocabulary: Vocabulary) -> str:
    return f"behandelgrens: {_limits(condition.kinds)}"


@negation.register
def _(condition: HasLimit, vocabulary: Vocabulary) -> str:
    return f"geen behandelgrens: {_limits(condition.kinds)}"


def _limits(kinds: Iterable[str]) -> str:
    return _either(str(TreatmentLimitKind(kind).label) for kind in kinds)


@sentence.register
def _(condition: MedicationStarted, vocabulary: Vocabulary) -> str:
    return f"begon {_weeks(condition.weeks)} met {_medicines(condition, vocabulary)}"


@negation.register
def _(condition: MedicationStarted, vocabulary: Vocabulary) -> str:
    return f"begon niet {_weeks(condition.weeks)} met {_medicines(condition, vocabulary)}"


def _medicines(condition: MedicationStarted, vocabulary: Vocabulary) -> str:
    return _either(_coded(prefix, vocabulary.atc) for prefix in condition.prefixes)


@sentence.register
def _(condition: CountIs, vocabulary: Vocabulary) -> str:
    times = COUNTS[condition.op].format(condition.times)
    return f"{_label(condition.key, vocabulary)} is {times} vastgelegd in de laatste {_months(condition.months)}"


def _label(key: str, vocabulary: Vocabulary) -> str:
    return vocabulary.labels.get(key, key)


def _coded(code: str, words) -> str:
    return f"{words[code]} ({code})" if code in words else f"code {code}"


def _either(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} of {last}" if rest else last


def _weeks(weeks: int) -> str:
    return "in de laatste week" if weeks == 1 else f"in de laatste {weeks} weken"


def _months(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years} jaar" if years > 1 and not rest else "1 maand" if months == 1 else f"{months} maanden"

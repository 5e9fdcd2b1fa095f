"""Scores any questionnaire from its definition; a blank is never a zero, and flags hold without a total."""

from collections.abc import Mapping

from protocols.calculations.questionnaire import InvalidAnswer
from protocols.calculations.result import Algorithm, Band, Blocked, Note, Outcome, Reason, Scored, Sex

from .definition import Instrument, Item, Method, Scale

Given = Mapping[int, int | None]


def score(
    instrument: Instrument, answers: Mapping[str, int | None], *, sex: Sex | None = None, norms: str = ""
) -> Scored:
    """An outcome per scale and the flags, from answer codes by item id; an absent id is a blank.

    `sex` and `norms` choose among the bands that depend on them. An unknown id or code is refused.
    """
    given = _checked(instrument, answers)
    scales: dict[str, Outcome] = {}
    for scale in instrument.scales:
        scales[scale.key] = _Scoring(instrument, scale, given, sex, norms).outcome(scales)
    return Scored(instrument.key, instrument.version, scales, _flags(instrument, given))


def _checked(instrument: Instrument, answers: Mapping[str, int | None]) -> dict[int, int | None]:
    unknown = sorted(set(answers) - {item.id for item in instrument.items})
    if unknown:
        raise ValueError(f"{instrument.title} heeft geen vraag {', '.join(unknown)}.")
    given = {item.number: answers.get(item.id) for item in instrument.items}
    for item in instrument.items:
        answer = given[item.number]
        if answer is not None and (isinstance(answer, bool) or answer not in item.codes):
            raise InvalidAnswer(instrument.title, item.number, answer)
    return given


def _flags(instrument: Instrument, given: Given) -> tuple[Note, ...]:
    return tuple(flag.note for flag in instrument.flags if any(_raises(flag, given[item]) for item in flag.items))


def _raises(flag, answer: int | None) -> bool:
    if answer is None:
        return flag.when_blank
    return flag.at_least is not None and answer >= flag.at_least


class _Scoring:
    """One scale of one filled-in questionnaire."""

    def __init__(self, instrument: Instrument, scale: Scale, given: Given, sex: Sex | None, norms: str) -> None:
        self.instrument, self.scale, self.given, self.sex, self.norms = instrument, scale, given, sex, norms
        self.algorithm = Algorithm(
            key=f"{instrument.key}.{scale.key}",
            version=instrument.version,
            title=instrument.title,
            source=instrument.source,
            unit="{score}",
            decimals=scale.decimals,
            evidence=instrument.evidence,
        )

    def outcome(self, earlier: Mapping[str, Outcome]) -> Outcome:
        """The score of this scale, given the scales before it."""
        if self.scale.sum_of:
            return self._sum_of_scales(earlier)
        blanks = self._blanks(self.scale.items)
        incomplete = [name for name in self.scale.requires if earlier[name].is_blocked]
        if incomplete:
            return self._incomplete(self._blanks_of(incomplete))
        if len(self.scale.items) - len(blanks) < self.scale.min_answered:
            return self._incomplete(blanks)
        return self._result(self._value(), self._inputs())

    def _value(self) -> float:
        scale = self.scale
        points = self._points()
        if scale.method is Method.COUNT:
            return len(self._counting())
        total = sum(points.values())
        if scale.method is Method.MEAN:
            return total / len(points)
        if scale.is_scaled_up:
            # Half up in whole numbers: floor(n * sum / answered + 1/2).
            total = (2 * len(scale.items) * total + len(points)) // (2 * len(points))
        return total if scale.cap is None else min(total, scale.cap)

    def _points(self) -> dict[int, int]:
        answered = (number for number in self.scale.items if self.given[number] is not None)
        return {number: self._point(self.instrument.item(number)) for number in answered}

    def _point(self, item: Item) -> int:
        return (self.scale.points or item.points)[item.codes.index(self.given[item.number])]

    def _counting(self) -> set[int]:
        limits = self.scale.count_exceptions or {}
        usual = self.scale.count_from
        return {number for number, points in self._points().items() if points >= limits.get(number, usual)}

    def _sum_of_scales(self, earlier: Mapping[str, Outcome]) -> Outcome:
        parts = {name: earlier[name] for name in self.scale.sum_of}
        absent = [name for name, outcome in parts.items() if outcome.is_blocked]
        if absent:
            text = f"Deze schalen zijn onvolledig: {', '.join(absent)}."
            return self.algorithm.blocked(Reason.INCOMPLETE, text)
        inputs = {name: outcome.value for name, outcome in parts.items()}
        return self._result(sum(inputs.values()), inputs)

    def _result(self, value: float, inputs: Mapping[str, object]) -> Outcome:
        bands = [each for each in self.scale.bands if each.norms in ("", self.norms)]
        by_sex = {each.sex: each.band for each in bands if each.sex}
        if by_sex and self.sex is None:
            return self.algorithm.result(value, inputs, notes=(_sex_note(by_sex),))
        fitting = [
            each.band
            for each in bands
            if each.sex in (None, self.sex)
            and value >= each.band.lower
            and (not each.needs_any or self._counting() & set(each.needs_any))
        ]
        return self.algorithm.result(value, inputs, band=fitting[-1] if fitting else None)

    def _inputs(self) -> dict[str, int | None]:
        return {self.instrument.item(number).id: self.given[number] for number in self.scale.items}

    def _blanks(self, items: tuple[int, ...]) -> list[int]:
        return [number for number in items if self.given[number] is None]

    def _blanks_of(self, scales: list[str]) -> list[int]:
        chosen = [scale for scale in self.instrument.scales if scale.key in scales]
        return sorted(number for scale in chosen for number in self._blanks(scale.items))

    def _incomplete(self, blanks: list[int]) -> Blocked:
        numbers = ", ".join(map(str, blanks))
        return self.algorithm.blocked(Reason.INCOMPLETE, f"Niet alle vragen zijn beantwoord: {numbers}.")


def _sex_note(by_sex: Mapping[Sex, Band]) -> Note:
    female, male = (f"{by_sex[sex].lower:g}" for sex in (Sex.FEMALE, Sex.MALE))
    text = f"De grens verschilt per geslacht: vrouw {female} of hoger, man {male} of hoger."
    return Note("geslacht_onbekend", text)

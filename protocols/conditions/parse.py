"""Read a condition from data (a definition file, a form) and write it back; say what is wrong, and where."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from patients.enums_record import IcaKind, TreatmentLimitKind
from protocols.conditions.tree import (
    AgeIs,
    All,
    AnyOf,
    ChangeIs,
    ChoiceIs,
    Comparison,
    Condition,
    CountIs,
    EarlierIs,
    EnrolledIn,
    EpisodeState,
    EpisodeYears,
    HasAgreedTarget,
    HasEpisode,
    HasIca,
    HasLimit,
    HasMedication,
    InARow,
    Lasting,
    MeasuredInWeeks,
    MeasuredWithin,
    MedicationStarted,
    Not,
    NumberIs,
    RelativeHad,
    SexIs,
    Side,
    Since,
    Surely,
    TargetIs,
)
from protocols.conditions.vocabulary import ATC, ICPC, SEXES, Vocabulary

MONTHS_AT_MOST, YEARS_AT_MOST, DEPTH_AT_MOST = 1200, 130, 12
WEEKS_AT_MOST, VALUES_AT_MOST, TIMES_AT_MOST = 520, 10, 1000
CODE = re.compile(r"[A-Z0-9][A-Za-z0-9.]{0,17}")


class ConditionError(ValueError):
    """Data that is no condition: `place` is the path to the field (`all[1].value`), `problem` a Dutch sentence."""

    def __init__(self, place: str, problem: str) -> None:
        self.place, self.problem = place, problem
        super().__init__(f"{place}: {problem}" if place else problem)


def parse(data: Any, vocabulary: Vocabulary) -> Condition:
    """The condition that `data` describes; ConditionError when it is none, or names what does not exist."""
    return _Parser(vocabulary).node(data, "", 0)


class _Parser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def node(self, data: Any, place: str, depth: int) -> Condition:
        if not isinstance(data, Mapping) or not data:
            raise ConditionError(place, "hier hoort een voorwaarde te staan")
        if depth > DEPTH_AT_MOST:
            raise ConditionError(place, f"een voorwaarde gaat ten hoogste {DEPTH_AT_MOST} lagen diep")
        for word, make in (("all", All), ("any", AnyOf)):
            if word in data:
                _only(data, {word}, place)
                return make(self._parts(data[word], _at(place, word), depth))
        for word, around in (("not", Not), ("surely", Surely)):
            if word in data:
                _only(data, {word}, place)
                return around(self.node(data[word], _at(place, word), depth + 1))
        return self._fact(data, place)

    def _parts(self, data: Any, place: str, depth: int) -> tuple[Condition, ...]:
        if not isinstance(data, list) or not data:
            raise ConditionError(place, "hier hoort een lijst van ten minste één voorwaarde te staan")
        return tuple(self.node(part, f"{place}[{index}]", depth + 1) for index, part in enumerate(data))

    def _fact(self, data: Mapping[str, Any], place: str) -> Condition:
        readers: dict[str, Callable[[_Fields], Condition]] = {
            "number": self._number,
            "choice": self._choice,
            "measured": self._measured,
            "age": lambda f: AgeIs(f.comparison(), f.whole("years", YEARS_AT_MOST)),
            "sex": lambda f: SexIs(f.words("in", SEXES)),
            "episode": lambda f: HasEpisode(f.codes("codes", ICPC), f.episode_state()),
            "episode_years": lambda f: EpisodeYears(
                f.codes("codes", ICPC), f.comparison(), f.whole("years", YEARS_AT_MOST)
            ),
            "medication": lambda f: HasMedication(f.codes("atc", ATC)),
            "enrolled": lambda f: EnrolledIn(f.words("in", self.vocabulary.protocols)),
        } | self._rarer_facts()
        name = data.get("fact")
        if name not in readers:
            raise ConditionError(_at(place, "fact"), f"{name!r} is geen feit; kies uit {', '.join(readers)}")
        fields = _Fields(data, place)
        made = readers[name](fields)
        _only(data, fields.used | {"fact"}, place)
        return made

    def _rarer_facts(self) -> dict[str, Callable[["_Fields"], Condition]]:
        return {
            "earlier": lambda f: EarlierIs(self._of(f), f.from_one("back", VALUES_AT_MOST)),
            "in_a_row": lambda f: InARow(self._of(f, with_term=False), f.from_one("times", VALUES_AT_MOST)),
            "lasting": lambda f: Lasting(self._of(f, with_term=False), f.from_one("months", MONTHS_AT_MOST)),
            "change": self._change,
            "target": lambda f: TargetIs(f.word("key", self.vocabulary.numbers), Side(f.word("is", list(Side)))),
            "agreed_target": lambda f: HasAgreedTarget(f.word("key", self.vocabulary.numbers)),
            "relative": lambda f: RelativeHad(
                f.codes("codes", ICPC), f.whole_or_none("man_until"), f.whole_or_none("woman_until")
            ),
            "ica": lambda f: HasIca(f.words("in", IcaKind.values), f.any_codes("codes")),
            "limit": lambda f: HasLimit(f.words("in", TreatmentLimitKind.values)),
            "medication_started": lambda f: MedicationStarted(
                f.codes("atc", ATC), f.from_one("within_weeks", WEEKS_AT_MOST)
            ),
            "count": self._count,
        }

    def _number(self, fields: "_Fields") -> Condition:
        key = fields.word("key", self.vocabulary.numbers)
        return NumberIs(key, fields.comparison(), fields.number("value"), fields.term())

    def _choice(self, fields: "_Fields") -> Condition:
        key = fields.word("key", self.vocabulary.choices)
        return ChoiceIs(key, fields.words("in", self.vocabulary.choices[key]), fields.term())

    def _measured(self, fields: "_Fields") -> Condition:
        key = fields.word("key", self.vocabulary.determinations)
        if "within_weeks" in fields.data:
            return MeasuredInWeeks(key, fields.from_one("within_weeks", WEEKS_AT_MOST))
        return MeasuredWithin(key, fields.whole("within_months", MONTHS_AT_MOST))

    def _of(self, fields: "_Fields", *, with_term: bool = True) -> NumberIs | ChoiceIs:
        """The comparison of one value inside a fact about what came before."""
        place = _at(fields.place, "of")
        made = self.node(fields.part("of"), place, DEPTH_AT_MOST)
        if not isinstance(made, NumberIs | ChoiceIs):
            raise ConditionError(place, "hier hoort een vergelijking van een getal of een keuze te staan")
        if made.within_months is not None and not with_term:
            raise ConditionError(_at(place, "within_months"), "dit veld hoort hier niet")
        return made

    def _change(self, fields: "_Fields") -> Condition:
        return ChangeIs(
            key=fields.word("key", self.vocabulary.numbers),
            since=Since(fields.word("since", list(Since))),
            op=fields.comparison(),
            value=fields.number("value"),
            is_percent=fields.word("by", ("difference", "percent")) == "percent",
            within_months=fields.term(),
        )

    def _count(self, fields: "_Fields") -> Condition:
        key = fields.word("key", self.vocabulary.determinations)
        times = fields.whole("times", TIMES_AT_MOST)
        return CountIs(key, fields.comparison(), times, fields.from_one("within_months", MONTHS_AT_MOST))


class _Fields:
    """Read the fields of one comparison, and remember which were read."""

    def __init__(self, data: Mapping[str, Any], place: str) -> None:
        self.data, self.place, self.used = data, place, set()

    def _get(self, name: str) -> Any:
        self.used.add(name)
        if name not in self.data:
            raise ConditionError(_at(self.place, name), "ontbreekt")
        return self.data[name]

    def _refuse(self, name: str, problem: str) -> ConditionError:
        return ConditionError(_at(self.place, name), problem)

    def word(self, name: str, known: Collection[str]) -> str:
        value = self._get(name)
        if not isinstance(value, str) or value not in known:
            raise self._refuse(name, f"{value!r} bestaat niet")
        return value

    def words(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        values = self._get(name)
        if not isinstance(values, list) or not values:
            raise self._refuse(name, "hier hoort een lijst te staan")
        for value in values:
            if not isinstance(value, str) or value not in known:
                raise self._refuse(name, f"{value!r} bestaat niet; kies uit {', '.join(sorted(known))}")
        return tuple(values)

    def codes(self, name: str, form) -> tuple[str, ...]:
        values = self._get(name)
        if not isinstance(values, list) or not values:
            raise self._refuse(name, "hier hoort een lijst van codes te staan")
        for value in values:
            if not isinstance(value, str) or not form.fullmatch(value):
                raise self._refuse(name, f"{value!r} heeft niet de vorm van een code")
        return tuple(values)

    def comparison(self) -> Comparison:
        value = self._get("op")
        if value not in list(Comparison):
            raise self._refuse("op", f"{value!r} is geen vergelijking; kies uit {' '.join(Comparison)}")
        return Comparison(value)

    def episode_state(self) -> EpisodeState:
        self.used.add("state")
        value = self.data.get("state", EpisodeState.CURRENT)
        if value not in list(EpisodeState):
            raise self._refuse("state", f"{value!r} is geen toestand; kies uit {', '.join(EpisodeState)}")
        return EpisodeState(value)

    def whole(self, name: str, most: int) -> int:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self._refuse(name, f"{value!r} is geen geheel getal van 0 tot en met {most}")
        return value

    def from_one(self, name: str, most: int) -> int:
        value = self.whole(name, most)
        if value == 0:
            raise self._refuse(name, f"hier hoort een getal van 1 tot en met {most} te staan")
        return value

    def whole_or_none(self, name: str) -> int | None:
        self.used.add(name)
        return self.whole(name, YEARS_AT_MOST) if name in self.data else None

    def any_codes(self, name: str) -> tuple[str, ...]:
        """Codes of whatever system; none when the field is not there."""
        self.used.add(name)
        return self.codes(name, CODE) if name in self.data else ()

    def part(self, name: str) -> Any:
        return self._get(name)

    def number(self, name: str) -> Decimal:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._refuse(name, f"{value!r} is geen getal")
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            raise self._refuse(name, f"{value!r} is geen getal") from None
        if not found.is_finite():
            raise self._refuse(name, f"{value!r} is geen getal")
        return found

    def term(self) -> int | None:
        self.used.add("within_months")
        return self.whole("within_months", MONTHS_AT_MOST) if "within_months" in self.data else None


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _only(data: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in data:
        if name not in known:
            raise ConditionError(_at(place, str(name)), "dit veld hoort hier niet")


def as_data(condition: Condition) -> dict[str, Any]:
    """The condition as plain data; `parse` of it gives the same condition."""
    if isinstance(condition, All | AnyOf):
        return {"all" if isinstance(condition, All) else "any": [as_data(part) for part in condition.parts]}
    if isinstance(condition, Not | Surely):
        return {"not" if isinstance(condition, Not) else "surely": as_data(condition.part)}
    name, fields = _WRITERS[type(condition)]
    data: dict[str, Any] = {"fact": name}
    for field, attribute in fields.items():
        value = getattr(condition, attribute)
        if value is not None and value != ():
            data[field] = _plain(value)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, NumberIs | ChoiceIs):
        return as_data(value)
    if isinstance(value, bool):
        return "percent" if value else "difference"
    return str(value) if isinstance(value, Decimal | StrEnum) else value


_WRITERS: dict[type, tuple[str, dict[str, str]]] = {
    NumberIs: ("number", {"key": "key", "op": "op", "value": "value", "within_months": "within_months"}),
    ChoiceIs: ("choice", {"key": "key", "in": "choices", "within_months": "within_months"}),
    MeasuredWithin: ("measured", {"key": "key", "within_months": "months"}),
    AgeIs: ("age", {"op": "op", "years": "years"}),
    SexIs: ("sex", {"in": "sexes"}),
    HasEpisode: ("episode", {"codes": "codes", "state": "state"}),
    EpisodeYears: ("episode_years", {"codes": "codes", "op": "op", "years": "years"}),
    HasMedication: ("medication", {"atc": "prefixes"}),
    EnrolledIn: ("enrolled", {"in": "protocols"}),
    MeasuredInWeeks: ("measured", {"key": "key", "within_weeks": "weeks"}),
    EarlierIs: ("earlier", {"of": "of", "back": "back"}),
    InARow: ("in_a_row", {"of": "of", "times": "times"}),
    Lasting: ("lasting", {"of": "of", "months": "months"}),
    ChangeIs: (
        "change",
        {
            "key": "key",
            "since": "since",
            "op": "op",
            "value": "value",
            "by": "is_percent",
            "within_months": "within_months",
        },
    ),
    TargetIs: ("target", {"key": "key", "is": "side"}),
    HasAgreedTarget: ("agreed_target", {"key": "key"}),
    RelativeHad: ("relative", {"codes": "codes", "man_until": "man_until", "woman_until": "woman_until"}),
    HasIca: ("ica", {"in": "kinds", "codes": "codes"}),
    HasLimit: ("limit", {"in": "kinds"}),
    MedicationStarted: ("medication_started", {"atc": "prefixes", "within_weeks": "weeks"}),
    CountIs: ("count", {"key": "key", "op": "op", "times": "times", "within_months": "months"}),
}

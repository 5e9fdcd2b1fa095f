"""Read the content of a protocol version from data; refuse what is wrong, naming the place."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from poh.accounts.enums import Role
from protocols.conditions import Condition, ConditionError, parse
from protocols.conditions.vocabulary import Vocabulary
from protocols.content.parts import (
    Advice,
    Control,
    Education,
    Group,
    Inclusion,
    InclusionKind,
    Interval,
    Item,
    ProposalKind,
    ProtocolContent,
    Provenance,
    Section,
    Target,
)
from protocols.content.targets import with_targets

MONTHS_AT_MOST, MINUTES_AT_MOST, WEIGHT_AT_MOST = 240, 240, 100
TEXT_AT_MOST = 2000


class DefinitionProblem(ValueError):
    """Content that cannot be used: `place` names the part and field, `problem` is a Dutch sentence."""

    def __init__(self, place: str, problem: str) -> None:
        self.place, self.problem = place, problem
        super().__init__(f"{place}: {problem}")


def read_content(data: Mapping[str, Any], vocabulary: Vocabulary) -> ProtocolContent:
    """The content that `data` describes; DefinitionProblem at the first thing that is wrong."""
    return _content(_Fields(data, "", vocabulary), vocabulary)


def content_problems(data: Mapping[str, Any], vocabulary: Vocabulary) -> list[DefinitionProblem]:
    """Everything that is wrong with `data`: the first problem of each part."""
    fields = _Fields(data, "", vocabulary)
    fields.found = []
    try:
        _content(fields, vocabulary)
    except DefinitionProblem as problem:
        fields.found.append(problem)
    return fields.found


def _content(fields: "_Fields", vocabulary: Vocabulary) -> ProtocolContent:
    controls = fields.many("controls", _control)
    sections = fields.many("sections", lambda f: Section(f.key(), f.text("name")))
    known = _Known({control.key for control in controls}, {section.key for section in sections})
    content = ProtocolContent(
        protocol=fields.word("protocol", vocabulary.protocols),
        title=fields.text("title"),
        controls=controls,
        sections=sections,
        items=fields.many("items", lambda f: _item(f, known)),
        targets=fields.many("targets", _target),
        advice=fields.many("advice", _advice),
        inclusion=fields.many("inclusion", _inclusion),
        education=fields.many("education", lambda f: _education(f, known)),
        takes_in=fields.words("takes_in", vocabulary.protocols, empty=True),
    )
    fields.refuse_others()
    _refuse_doubles(content)
    return with_targets(content)


class _Known:
    def __init__(self, controls: Collection[str], sections: Collection[str]) -> None:
        self.controls, self.sections = controls, sections


def _control(fields: "_Fields") -> Control:
    groups = tuple(Group(group) for group in fields.groups("closed_by"))
    at_least = fields.whole("closed_at_least", len(groups), default=len(groups))
    months = fields.whole_or_none("months", MONTHS_AT_MOST)
    if months is not None and (not groups or not at_least):
        raise fields.problem("closed_by", "een controle met een termijn moet zeggen waarmee ze gedaan is")
    return Control(
        key=fields.key(),
        name=fields.text("name"),
        minutes=fields.whole("minutes", MINUTES_AT_MOST),
        roles=fields.words("roles", Role.values),
        provenance=fields.provenance(),
        months=months,
        intervals=fields.many("intervals", _interval),
        closed_by=groups,
        closed_at_least=at_least,
    )


def _interval(fields: "_Fields") -> Interval:
    return Interval(
        key=fields.key(),
        when=fields.condition("when"),
        months=fields.whole("months", MONTHS_AT_MOST),
        reason=fields.text("reason"),
        provenance=fields.provenance(),
    )


def _item(fields: "_Fields", known: _Known) -> Item:
    return Item(
        determination=fields.word("determination", fields.vocabulary.determinations),
        section=fields.word("section", known.sections),
        controls=fields.words("controls", known.controls),
        provenance=fields.provenance(),
        is_required=fields.truth("required", default=True),
        when=fields.condition_or_none("when"),
        months=fields.whole_or_none("months", MONTHS_AT_MOST),
        intervals=fields.many("intervals", _interval),
    )


def _target(fields: "_Fields") -> Target:
    low, high = fields.number_or_none("low"), fields.number_or_none("high")
    text = fields.text("text", default="")
    if low is None and high is None and not text:
        raise fields.problem("text", "een streefwaarde zonder grenzen heeft een tekst nodig")
    if low is not None and high is not None and low > high:
        raise fields.problem("low", "de ondergrens ligt boven de bovengrens")
    return Target(
        key=fields.key(),
        determination=fields.word("determination", fields.vocabulary.numbers),
        provenance=fields.provenance(),
        when=fields.condition_or_none("when"),
        low=low,
        high=high,
        low_inclusive=fields.truth("low_inclusive", default=True),
        high_inclusive=fields.truth("high_inclusive", default=True),
        text=text,
    )


def _advice(fields: "_Fields") -> Advice:
    return Advice(
        key=fields.key(),
        when=fields.condition("when"),
        weight=fields.whole("weight", WEIGHT_AT_MOST),
        title=fields.text("title"),
        text=fields.text("text"),
        proposal=ProposalKind(fields.word("proposal", list(ProposalKind))),
        provenance=fields.provenance(),
        because=fields.words("because", fields.vocabulary.determinations, empty=True),
    )


def _inclusion(fields: "_Fields") -> Inclusion:
    return Inclusion(
        key=fields.key(),
        kind=InclusionKind(fields.word("kind", list(InclusionKind))),
        when=fields.condition("when"),
        reason=fields.text("reason"),
        provenance=fields.provenance(),
    )


def _education(fields: "_Fields", known: _Known) -> Education:
    return Education(
        key=fields.key(),
        title=fields.text("title"),
        controls=fields.words("controls", known.controls),
        provenance=fields.provenance(),
        url=fields.link("url"),
    )


class _Fields:
    """Read the fields of one part, remembering which were read and where the part stands."""

    def __init__(self, data: Any, place: str, vocabulary: Vocabulary) -> None:
        if not isinstance(data, Mapping):
            raise DefinitionProblem(place or "bestand", "hier hoort een groep velden te staan")
        self.data, self.place, self.vocabulary = data, place, vocabulary
        self.used: set[str] = set()
        # Where problems of parts are kept, when not the first one is to end the reading.
        self.found: list[DefinitionProblem] | None = None

    def problem(self, name: str, text: str) -> DefinitionProblem:
        """What is wrong with the field `name` of this part."""
        return DefinitionProblem(f"{self.place}.{name}" if self.place else name, text)

    def refuse_others(self) -> None:
        """Refuse a field that nobody read: a typing mistake must not pass as silence."""
        for name in self.data:
            if name not in self.used:
                raise self.problem(str(name), "dit veld hoort hier niet")

    def _get(self, name: str, default: Any = None) -> Any:
        self.used.add(name)
        return self.data.get(name, default)

    def many(self, name: str, read: Callable[["_Fields"], Any]) -> tuple:
        """The parts listed under `name`; a part is named by its key where it has one."""
        rows = self._get(name, [])
        if not isinstance(rows, list):
            raise self.problem(name, "hier hoort een lijst te staan")
        made = []
        for index, row in enumerate(rows):
            label = row.get("key") or row.get("determination") if isinstance(row, Mapping) else None
            place = f"{self.place}.{name}" if self.place else name
            try:
                part = _Fields(row, f"{place}[{label or index}]", self.vocabulary)
                made.append(read(part))
                part.refuse_others()
            except DefinitionProblem as problem:
                if self.found is None:
                    raise
                self.found.append(problem)
        return tuple(made)

    def key(self) -> str:
        """The short name of the part: small letters, digits and underscores."""
        value = self._get("key")
        if not isinstance(value, str) or not value.replace("_", "").isalnum() or value != value.lower():
            raise self.problem("key", f"{value!r} is geen sleutel: kleine letters, cijfers en _")
        return value

    def text(self, name: str, *, default: str | None = None) -> str:
        """Text that is there, or `default`."""
        value = self._get(name, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.problem(name, "hier hoort tekst te staan")
        if len(value) > TEXT_AT_MOST:
            raise self.problem(name, f"ten hoogste {TEXT_AT_MOST} tekens")
        return value

    def link(self, name: str) -> str:
        """An address on the web, or nothing."""
        value = self.text(name, default="")
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise self.problem(name, "een adres begint met https://")
        return value

    def word(self, name: str, known: Collection[str]) -> str:
        """One of the words in `known`."""
        value = self._get(name)
        if not isinstance(value, str) or value not in known:
            raise self.problem(name, "ontbreekt" if value is None else f"{value!r} bestaat niet")
        return value

    def words(self, name: str, known: Collection[str], *, empty: bool = False) -> tuple[str, ...]:
        """A list of words in `known`, each once; not empty unless `empty`."""
        values = self._get(name, [] if empty else None)
        if not isinstance(values, list) or (not values and not empty):
            raise self.problem(name, "hier hoort een lijst te staan")
        for value in values:
            if not isinstance(value, str) or value not in known:
                raise self.problem(name, f"{value!r} bestaat niet")
        if len(set(values)) < len(values):
            raise self.problem(name, "hier staat iets twee keer")
        return tuple(values)

    def groups(self, name: str) -> list[tuple[str, ...]]:
        """A list of lists of determinations."""
        rows = self._get(name, [])
        if not isinstance(rows, list):
            raise self.problem(name, "hier hoort een lijst te staan")
        return [
            _Fields({"groep": row}, f"{self.place}.{name}[{index}]", self.vocabulary).words(
                "groep", self.vocabulary.determinations
            )
            for index, row in enumerate(rows)
        ]

    def truth(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise self.problem(name, "hier hoort ja of nee te staan (true, false)")
        return value

    def whole(self, name: str, most: int, *, default: int | None = None) -> int:
        """A whole number from 1 (or 0 where that is the default) to `most`."""
        value = self._get(name, default)
        least = 0 if default == 0 else 1
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= max(most, least):
            raise self.problem(name, f"hier hoort een geheel getal van {least} tot en met {most} te staan")
        return value

    def whole_or_none(self, name: str, most: int) -> int | None:
        """A whole number from 1 to `most`, or nothing."""
        return self.whole(name, most) if self._get(name) is not None else None

    def number_or_none(self, name: str) -> Decimal | None:
        """A number, or nothing."""
        value = self._get(name)
        if value is None:
            return None
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if isinstance(value, bool) or not found.is_finite():
            raise self.problem(name, f"{value!r} is geen getal")
        return found

    def condition(self, name: str) -> Condition:
        """A condition."""
        try:
            return parse(self._get(name), self.vocabulary)
        except ConditionError as error:
            raise self.problem(f"{name}.{error.place}" if error.place else name, error.problem) from None

    def condition_or_none(self, name: str) -> Condition | None:
        """A condition, or nothing."""
        return self.condition(name) if self._get(name) is not None else None

    def provenance(self) -> Provenance:
        """Where the part comes from; what does not say so is not verified."""
        verified = self.truth("verified", default=False)
        return Provenance(self.text("source", default=""), verified, self.text("doubt", default=""))


def _refuse_doubles(content: ProtocolContent) -> None:
    """Keys name parts, so each is used once; and one determination is one row in the grid of a control."""
    for name in ("controls", "sections", "targets", "advice", "inclusion", "education"):
        seen: set[str] = set()
        for part in getattr(content, name):
            if part.key in seen:
                raise DefinitionProblem(f"{name}[{part.key}].key", "deze sleutel is al gebruikt")
            seen.add(part.key)
    rows: set[tuple[str, str]] = set()
    for item in content.items:
        for control in item.controls:
            if (item.determination, control) in rows:
                raise DefinitionProblem(f"items[{item.determination}].controls", f"staat al bij de controle {control}")
            rows.add((item.determination, control))

"""What every questionnaire shares: checked answers, totals and means that refuse to guess a blank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .result import Algorithm, Band, Evidence, Outcome, Reason, classify

Answers = Sequence[int | None]
Given = Mapping[int, int | None]


class InvalidAnswer(ValueError):
    """An answer that the form does not have."""

    def __init__(self, form: str, item: int, answer: object) -> None:
        self.form, self.item, self.answer = form, item, answer
        super().__init__(f"{form}, vraag {item}: antwoord {answer!r} bestaat niet.")


@dataclass(frozen=True, slots=True)
class Form:
    """Identity of a questionnaire and the answer codes each item allows."""

    key: str
    version: str
    title: str
    source: str
    allowed: tuple[Sequence[int], ...]
    evidence: Evidence = Evidence.VERIFIED

    def read(self, answers: Answers) -> dict[int, int | None]:
        """Answers by item number (1 is first), each checked; None is a blank."""
        if len(answers) != len(self.allowed):
            raise ValueError(f"{self.title}: {len(self.allowed)} antwoorden verwacht, {len(answers)} gekregen.")
        for item, (answer, codes) in enumerate(zip(answers, self.allowed, strict=True), start=1):
            if answer is not None and (isinstance(answer, bool) or answer not in codes):
                raise InvalidAnswer(self.title, item, answer)
        return dict(enumerate(answers, start=1))

    def algorithm(self, scale: str, *, decimals: int = 0) -> Algorithm:
        """The algorithm of one scale of this form."""
        return Algorithm(
            key=f"{self.key}.{scale}",
            version=self.version,
            title=self.title,
            source=self.source,
            unit="{score}",
            decimals=decimals,
            evidence=self.evidence,
        )

    def inputs(self, given: Given, items: Iterable[int]) -> dict[str, int | None]:
        """The answers of some items under their stable ids."""
        return {f"{self.key}-{item}": given[item] for item in items}


def blanks(given: Given, items: Iterable[int]) -> list[int]:
    """The items without an answer."""
    return [item for item in items if given[item] is None]


def incomplete(algorithm: Algorithm, missing: Iterable[int]) -> Outcome:
    """The refusal of a total while answers are missing; a blank is never a zero."""
    numbers = ", ".join(str(item) for item in missing)
    return algorithm.blocked(Reason.INCOMPLETE, f"Niet alle vragen zijn beantwoord: {numbers}.")


def total_of(
    form: Form,
    scale: str,
    given: Given,
    *,
    items: Iterable[int] = (),
    bands: tuple[Band, ...] = (),
) -> Outcome:
    """Sum of some items (all when none are named), only when every one is answered."""
    chosen = tuple(items) or tuple(given)
    algorithm = form.algorithm(scale)
    missing = blanks(given, chosen)
    if missing:
        return incomplete(algorithm, missing)
    value = sum(given[item] for item in chosen)
    return algorithm.result(value, form.inputs(given, chosen), band=classify(value, bands) if bands else None)

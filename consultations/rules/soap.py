"""The O line of a note, written from what was measured; the POH may change every word of it."""

from collections.abc import Iterable
from dataclasses import dataclass

LINES = ("S", "O", "E", "P")


@dataclass(frozen=True, slots=True)
class Said:
    """One measured thing in words: `gewicht`, `81,4 kg`, what it was before, and where it came from."""

    label: str
    value: str
    previous: str = ""
    origin: str = ""


def objective_line(said: Iterable[Said]) -> str:
    """`Bloeddruk 142/84 mmHg (was 150/90), gewicht 81,4 kg. Lab 12-10: HbA1c 61 mmol/mol, eGFR 54 ml/min.`"""
    by_origin: dict[str, list[str]] = {"": []}
    for one in said:
        by_origin.setdefault(one.origin, []).append(_words(one))
    sentences = [
        f"{origin}: {', '.join(words)}" if origin else ", ".join(words) for origin, words in by_origin.items() if words
    ]
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def plan_line(decided: Iterable[tuple[str, str]], *, next_on: str) -> str:
    """`Ziektelast lijkt matig: taak gemaakt. Volgende controle 25-2-2027.`"""
    sentences = [f"{title}: {what}." for title, what in decided]
    if next_on:
        sentences.append(f"Volgende controle {next_on}.")
    return " ".join(sentences)


def _words(one: Said) -> str:
    note = f" (was {one.previous})" if one.previous else ""
    return f"{_lowered(one.label)} {one.value}{note}"


def _lowered(label: str) -> str:
    """A label in a sentence: an abbreviation (`HbA1c`, `BMI`) stays as it is."""
    first_word = label.split(" ", 1)[0]
    return label if any(sign.isupper() or sign.isdigit() for sign in first_word[1:]) else label[:1].lower() + label[1:]

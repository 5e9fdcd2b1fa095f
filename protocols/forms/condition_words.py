"""From the words on a form to the keys and codes that rules use, and back."""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property

from protocols.conditions.parse import CODE
from protocols.conditions.vocabulary import ATC, ICPC, Vocabulary

IN_BRACKETS = re.compile(r"\(([A-Z0-9][0-9A-Z.]*)\)\s*$")
# Rows whose codes are of medicines; those of the others are of problems.
OF_MEDICINES = ("medication", "medication_started", "ica")
SHAPES = {"medication": ATC, "medication_started": ATC, "ica": CODE}


class Words:
    """The names under which determinations and codes are searched and shown."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def names(self) -> dict[str, str]:
        """A name of its own for each determination: its label, with the key where two share one."""
        labels = self.vocabulary.labels
        often = Counter(label.lower() for label in labels.values())
        return {key: label if often[label.lower()] == 1 else f"{label} ({key})" for key, label in labels.items()}

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {name.lower(): key for key, name in self.names.items()}

    def name_of(self, key: str) -> str:
        """The name of a determination."""
        return self.names.get(key, key)

    def key_of(self, typed: str) -> str | None:
        """The determination with this name, or None."""
        return self._keys.get(" ".join(typed.split()).lower())

    def not_found(self, typed: str) -> str:
        """A Dutch sentence that says so, with what was perhaps meant."""
        near = get_close_matches(typed.lower(), self._keys, n=3, cutoff=0.5)
        near += [name for name in self._keys if typed.lower() in name and name not in near][: 3 - len(near)]
        meant = f" Bedoel je {' of '.join(self.names[self._keys[name]] for name in near)}?" if near else ""
        return f"“{typed}” is geen bepaling uit de lijst.{meant}"

    def codes_for(self, kind: str) -> Mapping[str, str]:
        """The words of the codes that rows of this kind hold."""
        return self.vocabulary.atc if kind in OF_MEDICINES else self.vocabulary.icpc

    def code_of(self, kind: str, typed: str) -> str | None:
        """The code in `diabetes type 2 (T90.02)`, in a code or in its word alone; None when it is none of these."""
        if not typed:
            return None
        shape, known = SHAPES.get(kind, ICPC), self.codes_for(kind)
        in_brackets = IN_BRACKETS.search(typed)
        code = in_brackets[1] if in_brackets else typed.strip().upper()
        if shape.fullmatch(code):
            return code
        same = [code for code, word in known.items() if word.lower() == typed.strip().lower()]
        return same[0] if len(same) == 1 else None

    def code_name(self, kind: str, code: str) -> str:
        """`diabetes type 2 (T90.02)`, or the code alone."""
        word = self.codes_for(kind).get(code)
        return f"{word} ({code})" if word else code

    # What the search fields offer

    @property
    def number_names(self) -> list[str]:
        """Determinations with a number."""
        return [name for key, name in self.names.items() if key in self.vocabulary.numbers]

    @property
    def problem_names(self) -> list[str]:
        """Problems, by their words."""
        return sorted((self.code_name("episode", code) for code in self.vocabulary.icpc), key=str.lower)

    @property
    def medicine_names(self) -> list[str]:
        """Medicines, by their words."""
        return sorted((self.code_name("medication", code) for code in self.vocabulary.atc), key=str.lower)

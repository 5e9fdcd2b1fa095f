"""The words that a condition may use: determinations with their answers, protocols, forms of codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.conditions.words import ATC_WORDS, ICPC_WORDS

ICPC = re.compile(r"[A-Z][0-9]{2}(\.[0-9]{2})?")
ATC = re.compile(r"[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?")
SEXES = {"female": "vrouw", "male": "man", "other": "ander geslacht"}


@dataclass(frozen=True)
class Vocabulary:
    """What exists.

    `numbers`: determinations with a number, key to label and unit. `choices`: determinations with answers, key
    to the answers by code. `labels`: every determination by key. `protocols`: name by key. `icpc` and `atc`: words
    for codes; a code without one exists too.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    protocols: Mapping[str, str] = field(default_factory=dict)
    icpc: Mapping[str, str] = field(default_factory=lambda: ICPC_WORDS)
    atc: Mapping[str, str] = field(default_factory=lambda: ATC_WORDS)

    @property
    def determinations(self) -> Mapping[str, str]:
        return self.labels

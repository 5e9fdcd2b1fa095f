"""Conditions as data: one meaning, and two compilers that must agree.

A condition is a tree of comparisons on what is known of a patient. It is three-valued: what is not known is
not false. `python.evaluate` answers for one patient on the screen, `sql.compile_condition` for a population,
`sentence.sentence` says it in Dutch; `tree.parse` reads it from a definition or a form and names what is wrong.
"""

from protocols.conditions import python_more, sentence_more, sql_more  # noqa: F401 - they say more of each
from protocols.conditions.facts import KnownEpisode, KnownFacts, KnownValue
from protocols.conditions.parse import ConditionError, as_data, parse
from protocols.conditions.python import evaluate
from protocols.conditions.sentence import sentence
from protocols.conditions.sql import Sql, compile_condition
from protocols.conditions.tree import Condition

__all__ = [
    "Condition",
    "ConditionError",
    "KnownEpisode",
    "KnownFacts",
    "KnownValue",
    "Sql",
    "as_data",
    "compile_condition",
    "evaluate",
    "parse",
    "sentence",
]

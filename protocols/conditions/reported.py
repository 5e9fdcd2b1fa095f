"""What a number with an operator says about a comparison: `<3` is under 5, and may or may not be under 2."""

from protocols.conditions.tree import Comparison

BELOW, AT_MOST, EQUAL = Comparison.BELOW, Comparison.AT_MOST, Comparison.EQUAL
AT_LEAST, ABOVE = Comparison.AT_LEAST, Comparison.ABOVE

# (operator of the reported number, comparison of the rule) -> (answer, the reported number must be ... the bound).
# When it is not, the comparison stays open. `<3` "is below 5": true as 3 <= 5.
DECIDED: dict[tuple[str, Comparison], tuple[bool, Comparison]] = {
    ("<", BELOW): (True, AT_MOST),
    ("<", AT_MOST): (True, AT_MOST),
    ("<", EQUAL): (False, AT_MOST),
    ("<", AT_LEAST): (False, AT_MOST),
    ("<", ABOVE): (False, AT_MOST),
    ("<=", BELOW): (True, BELOW),
    ("<=", AT_MOST): (True, AT_MOST),
    ("<=", EQUAL): (False, BELOW),
    ("<=", AT_LEAST): (False, BELOW),
    ("<=", ABOVE): (False, AT_MOST),
    (">", BELOW): (False, AT_LEAST),
    (">", AT_MOST): (False, AT_LEAST),
    (">", EQUAL): (False, AT_LEAST),
    (">", AT_LEAST): (True, AT_LEAST),
    (">", ABOVE): (True, AT_LEAST),
    (">=", BELOW): (False, AT_LEAST),
    (">=", AT_MOST): (False, ABOVE),
    (">=", EQUAL): (False, ABOVE),
    (">=", AT_LEAST): (True, AT_LEAST),
    (">=", ABOVE): (True, ABOVE),
}
OPERATORS = ("<", "<=", ">", ">=")

from datetime import date

import pytest

from patients.rules.representation import Decider, decider, parents_may_see_record
from poh.base.dates import PartialDate

LEAP = PartialDate(2012, 2, 29)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (PartialDate(2014, 11, 26), date(2026, 11, 25), Decider.PARENTS),
        (PartialDate(2014, 11, 25), date(2026, 11, 25), Decider.BOTH),
        (PartialDate(2011, 11, 25), date(2026, 11, 25), Decider.BOTH),
        (PartialDate(2010, 11, 26), date(2026, 11, 25), Decider.BOTH),
        (PartialDate(2010, 11, 25), date(2026, 11, 25), Decider.PATIENT),
        (LEAP, date(2024, 2, 28), Decider.PARENTS),
        (LEAP, date(2024, 2, 29), Decider.BOTH),
        (LEAP, date(2028, 2, 28), Decider.BOTH),
        (LEAP, date(2028, 2, 29), Decider.PATIENT),
        (PartialDate(2013, 2, 28), date(2025, 2, 28), Decider.BOTH),
        (PartialDate(2014), date(2026, 6, 1), Decider.UNSURE),
        (PartialDate(2014), date(2027, 1, 1), Decider.BOTH),
        (PartialDate(2010), date(2026, 6, 1), Decider.UNSURE),
        (PartialDate(1972), date(2026, 6, 1), Decider.PATIENT),
        (PartialDate(), date(2026, 6, 1), Decider.UNSURE),
    ],
)
def test_decider_by_age(born, on, expected):
    assert decider(born, on=on) == expected
    assert parents_may_see_record(born, on=on) == (expected == Decider.PARENTS)

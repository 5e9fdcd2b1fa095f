"""How many patients the bench has: those of its promise."""

from bench.sizes import FEW, FULL, MANY, SMALL, plan_of


def _patients(practices: int) -> int:
    return sum(plan_of(number).patients for number in range(1, practices + 1))


def test_small_is_a_hundred_thousand_patients_in_forty_practices():
    assert (SMALL.practices, _patients(SMALL.practices)) == (40, 100_000)


def test_full_is_half_a_million_patients():
    assert (FULL.practices, _patients(FULL.practices)) == (200, 500_000)


def test_one_practice_has_many_rows_and_one_has_few():
    assert plan_of(MANY).patients > plan_of(2).patients > plan_of(FEW).patients

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.eyes import FundusResult, Retinopathy, fundus_interval
from protocols.calculations.feet import FootFindings, sims
from protocols.calculations.result import Evidence, Reason

HEALTHY = FootFindings(False, False, False, False, False, False)


@pytest.mark.parametrize(
    ("change", "value", "profile", "months"),
    [
        ({}, 0, 0, 12),
        ({"has_pressure_signs": True}, 0, 0, 12),
        ({"has_lost_sensation": True}, 1, 1, 6),
        ({"has_arterial_disease": True}, 1, 1, 6),
        ({"has_lost_sensation": True, "has_arterial_disease": True}, 2, 2, 3),
        ({"has_lost_sensation": True, "has_pressure_signs": True}, 2, 3, 3),
        ({"has_arterial_disease": True, "has_pressure_signs": True}, 2, 3, 3),
        ({"has_lost_sensation": True, "has_arterial_disease": True, "has_pressure_signs": True}, 2, 3, 3),
        ({"had_ulcer_or_amputation": True}, 3, 4, 3),
        ({"has_inactive_charcot": True}, 3, 4, 3),
        ({"has_end_stage_kidney": True}, 3, 4, 3),
    ],
)
def test_sims_with_the_proposed_zorgprofiel(change, value, profile, months):
    result = sims(replace(HEALTHY, **change))
    assert (result.value, result.details["zorgprofiel"], result.details["interval_maanden"]) == (value, profile, months)
    assert "regionaal" in [note.code for note in result.notes]


def test_sims_3_by_kidney_function_alone_says_so():
    assert [note.code for note in sims(replace(HEALTHY, has_end_stage_kidney=True)).notes] == [
        "regionaal",
        "nierfunctie",
    ]
    both = replace(HEALTHY, has_end_stage_kidney=True, had_ulcer_or_amputation=True)
    assert [note.code for note in sims(both).notes] == ["regionaal"]


def test_sims_is_blocked_when_an_unknown_finding_matters():
    assert sims(replace(HEALTHY, has_lost_sensation=None)).reason is Reason.INCOMPLETE
    assert sims(FootFindings()).reason is Reason.INCOMPLETE


def test_sims_ignores_an_unknown_finding_that_cannot_matter():
    assert sims(FootFindings(had_ulcer_or_amputation=True)).value == 3
    assert sims(replace(HEALTHY, has_pressure_signs=None)).value == 0


FINDINGS = st.builds(FootFindings, *[st.sampled_from((True, False, None))] * 6)


@settings(max_examples=2000, deadline=None)
@given(FINDINGS)
def test_sims_of_partly_known_findings_equals_that_of_every_completion(findings):
    outcome = sims(findings)
    names = [name for name in FootFindings.__dataclass_fields__ if getattr(findings, name) is None]
    completions = [findings]
    for name in names:
        completions = [replace(each, **{name: value}) for each in completions for value in (True, False)]
    found = {(result.value, result.details["zorgprofiel"]) for result in map(sims, completions)}
    assert outcome.is_blocked is (len(found) > 1)
    assert outcome.is_blocked or found == {(outcome.value, outcome.details["zorgprofiel"])}


def _results(*grades):
    return [FundusResult(date(2018 + index, 1, 1), Retinopathy(grade)) for index, grade in enumerate(grades)]


@pytest.mark.parametrize(
    ("grades", "extra", "months", "refer"),
    [
        ((), False, 3, False),
        (("R0",), False, 24, False),
        (("R0", "R0"), False, 36, False),
        (("R1", "R0", "R0"), False, 36, False),
        (("R0", "R1", "R0"), False, 24, False),
        (("R0", "R1"), False, 12, False),
        (("R0", "R2"), False, 0, True),
        (("R3",), False, 0, True),
        (("R0", "M1"), False, 0, True),
        (("R0", "R0"), True, 12, False),
        ((), True, 3, False),
    ],
)
def test_fundus_interval_follows_the_last_two_results(grades, extra, months, refer):
    result = fundus_interval(_results(*grades), needs_extra=extra)
    assert (result.value, result.details["verwijzen"], result.evidence) == (months, refer, Evidence.TO_APPROVE)


def test_fundus_interval_sorts_by_date_and_can_be_waived():
    assert fundus_interval(list(reversed(_results("R1", "R0")))).value == 24
    assert fundus_interval(_results("R0"), is_waived=True).is_blocked

from datetime import date

import pytest

from exchange.enums import QuarantineReason
from exchange.maps import maps
from exchange.rules.lines import read_condition, read_medication
from tests.exchange.fhir import RXNORM, SNOMED, concept

ON = date(2026, 11, 20)


def condition(**fields):
    return read_condition({"code": concept(SNOMED, "44054006", "Diabetes"), **fields}, "x", maps(), on=ON)


def medication(**fields):
    resource = {"status": "active", "medicationCodeableConcept": concept(RXNORM, "860975", "Metformin"), **fields}
    return read_medication(resource, "x", maps(), on=ON)


@pytest.mark.parametrize(
    ("fields", "onset", "ended", "note"),
    [
        ({"recordedDate": "2020-01-02"}, date(2020, 1, 2), None, ""),
        ({"onsetPeriod": {"start": "2019-03-04"}}, date(2019, 3, 4), None, ""),
        ({"onsetDateTime": "2019-03"}, None, None, "begonnen in 2019-03"),
        ({"recordedDate": "2019-03-04", "abatementPeriod": {"end": "2020-01-01"}}, date(2019, 3, 4),
         date(2020, 1, 1), ""),
        ({"abatementDateTime": "2020"}, None, ON, "einddatum niet vermeld in de bron"),
    ],
)  # fmt: skip
def test_episode_runs_as_far_as_is_known(fields, onset, ended, note):
    line = condition(**fields)
    assert (line.fields["onset_on"], line.fields["ended_on"], line.fields["note"]) == (onset, ended, note)
    assert line.ended_on == ended


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"code": {}}, QuarantineReason.INVALID),
        ({"onsetDateTime": "2027-01-01"}, QuarantineReason.FUTURE),
        ({"onsetDateTime": "2020-02-01", "abatementDateTime": "2020-01-01"}, QuarantineReason.IMPOSSIBLE_DATE),
    ],
)
def test_impossible_condition_waits_for_a_person(fields, reason):
    assert condition(**fields).reason == reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"medicationCodeableConcept": {}}, QuarantineReason.INVALID),
        ({"authoredOn": "2027-01-01"}, QuarantineReason.FUTURE),
    ],
)
def test_impossible_medication_waits_for_a_person(fields, reason):
    assert medication(**fields).reason == reason


@pytest.mark.parametrize(
    ("fields", "stopped", "reason"),
    [
        ({"status": "stopped", "authoredOn": "2020-01-02"}, date(2020, 1, 2), "einddatum niet vermeld in de bron"),
        ({"status": "completed"}, ON, "einddatum niet vermeld in de bron"),
        ({"status": "completed", "dispenseRequest": {"validityPeriod": {"end": "2021-01-02"}}}, date(2021, 1, 2), ""),
        ({"status": "active", "dispenseRequest": {"validityPeriod": {"end": "2021-01-02"}}}, None, ""),
    ],
)
def test_medicine_stops_only_when_the_source_says_so(fields, stopped, reason):
    line = medication(**fields)
    assert (line.fields["stopped_on"], line.fields["stop_reason"], line.ended_on) == (stopped, reason, stopped)


def test_atc_code_of_the_source_goes_first():
    both = concept("http://www.whocc.no/atc", "A10BB09", "Gliclazide")
    assert medication(medicationCodeableConcept=both).fields["atc"] == "A10BB09"
    short = concept("http://www.whocc.no/atc", "A10", "Diabetes")
    assert medication(medicationCodeableConcept=short).fields["atc"] == ""


def test_long_text_is_cut_and_says_so():
    line = condition(code={"text": "x" * 300})
    assert (len(line.fields["title"]), line.fields["title"][-1]) == (200, "…")


def test_prescription_not_to_take_something_is_no_medicine():
    assert medication(doNotPerform=True).reason == "not_used"

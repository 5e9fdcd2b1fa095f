import pytest

from poh.audit.enums import EVENT_ACTIONS, EVENT_CODES, Event
from poh.audit.presenters import (
    actor_words,
    event_words,
    field_words,
    is_noodknop,
    outcome_state,
    patient_numbers,
    relation_words,
    role_words,
)


def test_roles_in_words():
    assert role_words("poh_s,huisarts") == "POH somatiek, Huisarts"
    assert role_words("geen rol") == "geen rol"


def test_event_in_words():
    assert event_words("patient.bsn_shown") == "BSN getoond"
    assert event_words("later.version") == "later.version"


@pytest.mark.parametrize(
    ("ids", "text"),
    [([], ""), ([7], "P7"), ([7, 8, 9], "P7, P8, P9"), ([7, 8, 9, 10], "P7, P8, P9 en 1 anderen")],
)
def test_patients_as_numbers(ids, text):
    assert patient_numbers(ids) == text


def test_fields_in_words():
    assert field_words(["name", "contract_hours"], "accounts.location") == ["naam", "uren per week"]
    assert field_words(["never_heard_of"], "") == ["never heard of"]
    assert field_words(["name"], "no.model") == field_words(["name"], "")


def test_noodknop_is_seen_from_the_event_or_the_relation():
    assert is_noodknop("patient.break_glass", "")
    assert is_noodknop("patient.opened", "noodknop tot 12:30")
    assert not is_noodknop("patient.opened", "behandelrelatie")


def test_job_is_no_person():
    assert actor_words("Anja de Vries", True) == ("Anja de Vries", "")
    assert actor_words("recalls.nightly", False) == ("Automatische taak", "recalls.nightly")


def test_relation_leaves_out_the_noodknop_that_has_its_own_mark():
    assert relation_words("noodknop") == ""
    assert relation_words("noodknop: spoed") == "spoed"
    assert relation_words("behandelteam") == "behandelteam"


def test_outcome_that_is_not_ok_stands_out():
    assert outcome_state(0) is None
    assert outcome_state(4) == {"text": "geweigerd", "tone": "warn"}


def test_every_event_has_a_code_and_an_action():
    assert {event.code for event in Event} == {
        "110101", "110106", "110110", "110112", "110113", "110114", "110127", "110136", "110137",
    }  # fmt: skip
    assert {event.action.value for event in Event} == {"C", "R", "U", "D", "E"}
    assert set(EVENT_CODES) | set(EVENT_ACTIONS) <= set(Event)

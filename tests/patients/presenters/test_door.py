from datetime import date

import pytest

from patients.models import Patient
from patients.presenters.door import closed_context

ON = date(2026, 11, 25)
FROM = date(2015, 1, 1)


@pytest.mark.parametrize(
    ("fields", "is_read_only", "why"),
    [
        ({}, True, "Dit dossier is met de noodknop geopend: lezen kan, wijzigen niet."),
        (
            {"registered_to": date(2020, 1, 1)},
            False,
            "Deze patiënt is uitgeschreven. Het dossier is daarom gesloten.",
        ),
        (
            {"registered_to": date(2020, 1, 1), "deceased_on": date(2020, 1, 1)},
            False,
            "Deze patiënt is overleden. Het dossier is daarom gesloten.",
        ),
        (
            {"is_restricted": True},
            False,
            "Dit dossier is afgeschermd. Alleen wie een behandelrelatie op naam heeft, kan het openen.",
        ),
        ({}, False, "Er is geen behandelrelatie met deze patiënt."),
    ],
)
def test_closed_record_says_why(fields, is_read_only, why):
    patient = Patient(birth_name="Bos", registered_from=FROM, **fields)
    context = closed_context(patient, is_read_only=is_read_only, on=ON)
    assert (context["why"], context["name"], context["born"]) == (why, "Bos", "onbekend")

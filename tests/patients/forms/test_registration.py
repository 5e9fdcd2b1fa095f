from datetime import date

import pytest

from patients.forms.registration import DeregisterForm, ReregisterForm, typed_candidate
from patients.selectors.search import Candidate
from poh.accounts.scope import practice_scope
from poh.base.dates import PartialDate

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {}),
        ({"on": "26-11-2026"}, {"on": ["Schrijf uit op de dag zelf; deze datum ligt in de toekomst."]}),
        ({"reason": ""}, {"reason": ["Dit veld is verplicht."]}),
        ({"version": ""}, {"version": ["Dit veld is verplicht."]}),
    ],
)
def test_deregister_form(posted, errors):
    form = DeregisterForm({"on": "25-11-2026", "reason": "moved", "version": "1"} | posted, today=TODAY)
    assert form.errors == errors


@pytest.mark.parametrize(
    ("day", "errors"), [("25-11-2026", {}), ("1-12-2027", {"on": ["Deze datum ligt te ver weg."]})]
)
def test_reregister_form(practice, day, errors):
    with practice_scope(practice):
        assert ReregisterForm({"on": day, "version": "1"}, practice=practice, today=TODAY).errors == errors


BORN = PartialDate(1958, 3, 14)


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({}, None),
        ({"birth_name": "Meulen"}, None),
        ({"birth_date": "14-3-19"}, Candidate(birth_name="", born=PartialDate(2019, 3, 14))),
        ({"birth_date": "14-3-1958"}, Candidate(birth_name="", born=BORN)),
        ({"birth_date": "14-3-1958", "birth_name": " Meulen "}, Candidate(birth_name="Meulen", born=BORN)),
        ({"birth_date": "14-3-1958", "birth_name": "Meu\x00len"}, None),
        (
            {"birth_date": "14-3-1958", "birth_name": "Meulen", "partner_name": "Vries", "postcode": "1012nx",
             "house_number": "12"},
            Candidate("Meulen", BORN, partner_name="Vries", postcode="1012 NX", house_number=12),
        ),
        (
            {"birth_date": "14-3-1958", "postcode": "9", "house_number": "123456"},
            Candidate(birth_name="", born=BORN),
        ),
        ({"birth_date": "14-3-1958", "house_number": "x"}, Candidate(birth_name="", born=BORN)),
    ],
)  # fmt: skip
def test_typed_candidate_is_what_can_be_understood_so_far(posted, expected):
    assert typed_candidate(posted, today=TODAY) == expected

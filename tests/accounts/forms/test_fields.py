from datetime import date

import pytest

from poh.accounts.forms.fields import DigitsField
from poh.accounts.forms.people import MemberForm
from poh.accounts.scope import practice_scope
from tests.factories.accounts import MembershipFactory

OPENED = {
    "name": "Anja",
    "email": "anja@example.nl",
    "roles": ["poh_s"],
    "contract_hours": "24",
    "first_day": "1-1-2020",
    "version": "1",
}


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("499 123 456 78", "49912345678"), ("01-09.87 65", "01098765"), ("", ""), ("01O98765", "01O98765")],
)
def test_digits_are_read_without_what_stands_between(typed, digits):
    assert DigitsField(required=False).clean(typed) == digits


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"roles": ["poh_s", "huisarts"]}, "Rollen: POH somatiek, Huisarts"),
        ({"last_day": date(2026, 3, 2)}, "Laatste werkdag: 2 maart 2026"),
        ({"big_number": "49912345678"}, "BIG-nummer: 49912345678"),
        ({"name": ""}, "Naam: leeg"),
    ],
)
def test_conflict_says_in_words_what_is_stored_now(practice, stored, words):
    now = MemberForm.initial_of(MembershipFactory(practice=practice)) | {
        "name": "Anja",
        "email": "anja@example.nl",
        "version": 2,
    }
    form = MemberForm(OPENED, practice=practice, initial=now)
    assert form.is_valid() is True

    form.show_conflict(now | stored)

    assert form.non_field_errors()[0].endswith(f"Nu opgeslagen: {words}.")
    assert form["version"].value() == 2


def test_conflict_without_a_difference_says_only_that_it_happened(practice):
    now = MemberForm.initial_of(MembershipFactory(practice=practice))
    typed = OPENED | {"name": now["name"], "email": now["email"]}
    form = MemberForm(typed, practice=practice, initial=now)
    form.show_conflict(now | {"version": 2})
    assert form.non_field_errors()[0].endswith("Kijk na en sla opnieuw op.")


def test_conflict_names_a_location(practice, location):
    now = MemberForm.initial_of(MembershipFactory(practice=practice, location=location)) | {"version": 2}
    form = MemberForm(OPENED | {"name": now["name"], "email": now["email"]}, practice=practice, initial=now)
    with practice_scope(practice):
        form.show_conflict(now)
    assert form.non_field_errors()[0].endswith("Nu opgeslagen: Vaste locatie: Centrum.")

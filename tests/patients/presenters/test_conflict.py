from datetime import date

from patients.models import Patient
from patients.presenters.conflict import differences


def test_differences_are_told_in_words_and_hide_the_bsn():
    mine = Patient(
        birth_name="Bos", sex="male", needs_interpreter=True, bsn="999900006", birth_year=1958, house_number=1
    )
    stored = Patient(
        birth_name="Bos", sex="female", bsn="999900018", birth_year=1958, birth_month=3, identified_on=date(2024, 1, 2)
    )
    fields = ["birth_name", "birth_date", "sex", "bsn", "needs_interpreter", "identified_on", "house_number"]
    assert differences(mine, stored, fields=fields) == [
        {"label": "geboortedatum", "mine": "??-??-1958", "theirs": "??-3-1958"},
        {"label": "geslacht", "mine": "man", "theirs": "vrouw"},
        {"label": "BSN", "mine": "••••••006", "theirs": "••••••018"},
        {"label": "tolk nodig", "mine": "ja", "theirs": "nee"},
        {"label": "identiteit vastgesteld op", "mine": "", "theirs": "2-1-2024"},
        {"label": "huisnummer", "mine": "1", "theirs": ""},
    ]

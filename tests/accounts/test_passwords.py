import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from poh.accounts.models import User
from poh.accounts.passwords import GuessableWordsValidator

ANJA = User(name="Anja de Vries", email="anja.devries@example.nl")


@pytest.mark.parametrize(
    "password",
    [
        "Welkom2026!!",
        "Huisartsenpraktijk1",
        "praktijk-zomer-2026",
        "W3lk0m0p0nz3Pr4ktijk",
        "Zorggroep2026Zorg",
        "Wachtwoord123456",
        "aaaaaaaaaaaaaaaa",
        "Maandag-Dinsdag-9",
        "$p33kuur!Herfst26",
    ],
)
def test_guessable_words_are_refused(password):
    with pytest.raises(ValidationError) as refused:
        GuessableWordsValidator().validate(password)
    assert refused.value.code == "password_guessable"
    assert refused.value.messages == [GuessableWordsValidator().get_help_text()]


@pytest.mark.parametrize(
    "password",
    [
        "wandelen-langs-de-singel",
        "vier gele fietsen in de regen",
        "mijn praktijk heeft blauwe gordijnen",
        "xK9#mQ2vLp7!wz",
        "ﬃets über Gračanica 15",
        "пароль из деревни",
        "一二三四五六七八九十百千",
    ],
)
def test_own_sentences_are_accepted(password):
    GuessableWordsValidator().validate(password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kort genoeg", "password_too_short"),
        ("anja.devries@example.nl", "password_too_similar"),
        ("1qaz2wsx3edc4rfv", "password_too_common"),
    ],
)
def test_rules_of_the_house_hold_together(password, code):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, ANJA)
    assert code in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize("length", [12, 64, 128, 1000])
def test_password_may_be_long(length):
    validate_password(("fiets-regen-molen " * 100)[:length], ANJA)

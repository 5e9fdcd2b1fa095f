import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from poh.base.text import PlainTextField, plain_text, plain_text_formfield

ONE_LINE = "Zet deze tekst op één regel, zonder tabs."
DIRECTION = "Hier staat een onzichtbaar teken dat de leesrichting omkeert. Haal het weg."


def _control(code: str) -> str:
    return f"Hier staat een teken dat niet kan worden bewaard (U+{code}). Haal het weg."


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Jose\u0301", "José"),
        ("  Ĳsbrand ", "Ĳsbrand"),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩‍⚕️", "👩‍⚕️"),
        ("مرحبا", "مرحبا"),
        ("𠜎", "𠜎"),
        ("", ""),
    ],
)
def test_line_is_kept_as_typed_in_composed_form(typed, stored):
    assert PlainTextField(required=False).clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("a\x00b", _control("0000")),
        ("a\x07b", _control("0007")),
        ("a\x85b", _control("0085")),
        ("a\ud800b", _control("D800")),
        ("a\nb", ONE_LINE),
        ("a\tb", ONE_LINE),
        ("a\u2028b", ONE_LINE),
        ("a\u202eb", DIRECTION),
        ("a\u2067b", DIRECTION),
    ],
)
def test_line_with_unseen_character_is_refused_with_a_reason(typed, reason):
    with pytest.raises(ValidationError) as refused:
        PlainTextField().clean(typed)
    assert refused.value.messages[0] == reason


def test_text_of_several_lines_keeps_its_lines_and_tabs():
    assert PlainTextField(multiline=True).clean("a\r\nb\rc\td") == "a\nb\nc\td"


def test_text_of_several_lines_refuses_other_controls():
    with pytest.raises(ValidationError):
        plain_text("a\x1bb", multiline=True)


def test_length_is_counted_in_the_stored_form():
    field = PlainTextField(max_length=4)
    assert field.clean("Jose\u0301") == "José"
    with pytest.raises(ValidationError):
        field.clean("Joséf")


def test_length_defaults_to_a_line_or_ten_thousand_characters():
    assert PlainTextField(multiline=True).clean("a" * 10_000) == "a" * 10_000
    for field, length in [(PlainTextField(), 201), (PlainTextField(multiline=True), 10_001)]:
        with pytest.raises(ValidationError):
            field.clean("a" * length)


def test_model_form_fields_become_plain_text_except_choices_and_special_kinds():
    line = plain_text_formfield(models.CharField(max_length=20))
    text = plain_text_formfield(models.TextField())
    choice = plain_text_formfield(models.CharField(max_length=1, choices=[("a", "A")]))
    mail = plain_text_formfield(models.EmailField())

    assert (type(line), line.multiline, line.max_length) == (PlainTextField, False, 20)
    assert (type(text), text.multiline, text.max_length) == (PlainTextField, True, 10_000)
    assert (type(choice), type(mail)) == (forms.TypedChoiceField, forms.EmailField)

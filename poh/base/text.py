"""Text as people type it: one composed form, nothing invisible in it, and a Dutch reason when it is refused."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from poh.base.validators import OneLine, clean_text

LONGEST_LINE = 200
LONGEST_TEXT = 10_000

# Embeddings, overrides and isolates: they can show a text in another order than it is stored.
_DIRECTION_SWITCHES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_one_line = OneLine()


def plain_text(value: str, *, multiline: bool = False) -> str:
    """`value` composed (NFC), with line breaks as LF; ValidationError for what cannot be stored or shown as typed."""
    composed = clean_text(value.replace("\r\n", "\n").replace("\r", "\n"))
    if not multiline:
        _one_line(composed)
    if _DIRECTION_SWITCHES.intersection(composed):
        raise ValidationError(
            "Hier staat een onzichtbaar teken dat de leesrichting omkeert. Haal het weg.", code="direction"
        )
    return composed


class PlainTextField(forms.CharField):
    """A line or, with `multiline`, a text; counts its length in the form in which it is stored."""

    def __init__(self, *, multiline: bool = False, max_length: int | None = None, **options) -> None:
        self.multiline = multiline
        if multiline:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(max_length=max_length or (LONGEST_TEXT if multiline else LONGEST_LINE), **options)

    def to_python(self, value: object) -> str:
        """What was typed, as `plain_text` gives it."""
        text = super().to_python(value)
        return plain_text(text, multiline=self.multiline) if text else text


def plain_text_formfield(field: models.Field, **options) -> forms.Field | None:
    """For `Meta.formfield_callback` of a ModelForm: its ordinary text fields become PlainTextFields."""
    is_choice = field.choices is not None
    if type(field) is models.CharField and not is_choice:
        return field.formfield(form_class=PlainTextField, **options)
    if type(field) is models.TextField and not is_choice:
        return field.formfield(form_class=PlainTextField, multiline=True, **options)
    return field.formfield(**options)

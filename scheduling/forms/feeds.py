"""A calendar that reads along."""

from django import forms

from poh.base.text import PlainTextField


class FeedForm(forms.Form):
    """Where the calendar is, and whether it may show names."""

    name = PlainTextField(label="Waar", max_length=60, help_text="Zoals: telefoon, Outlook.")
    shows_names = forms.BooleanField(label="Met namen van patiënten", required=False)

    def __init__(self, *args, may_show_names: bool, **options) -> None:
        super().__init__(*args, **options)
        if not may_show_names:
            del self.fields["shows_names"]

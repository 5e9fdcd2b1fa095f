"""Widgets of the house."""

from django import forms


class DayInput(forms.DateInput):
    """A day as the Dutch type it; the browser's own picker follows the language of the browser, not of the page."""

    def __init__(self) -> None:
        attrs = {"placeholder": "dd-mm-jjjj", "inputmode": "numeric", "autocomplete": "off", "data-day": True}
        super().__init__(attrs=attrs)

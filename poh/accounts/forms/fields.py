"""What forms about people and practices share."""

from django import forms
from django.utils.formats import localize


class VersionedForm(forms.Form):
    """A form that knows the version with which it was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def details(self) -> dict[str, object]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, stored: dict[str, object]) -> None:
        """Say what a colleague stored where it differs; what was typed stays, and is saved a next time."""
        self.data = self.data.copy()
        self.initial, self.data["version"] = stored, stored["version"]
        theirs = [
            f"{self.fields[name].label}: {self._in_words(name)}" for name in self.changed_data if name != "version"
        ]
        now = f" Nu opgeslagen: {'; '.join(theirs)}." if theirs else ""
        self.add_error(
            None, f"Een collega heeft dit intussen gewijzigd; er is niets overschreven. Kijk na en sla opnieuw op.{now}"
        )

    def _in_words(self, name: str) -> str:
        value, choices = self.initial[name], dict(getattr(self.fields[name], "choices", ()))
        if value in (None, "", []):
            return "leeg"
        if isinstance(value, list):
            return ", ".join(choices[item] for item in value)
        return str(choices.get(value, localize(value)))


class DigitsField(forms.CharField):
    """A number as on a card: spaces, dots and dashes between the digits do not matter."""

    def to_python(self, value: object) -> str:
        return "".join(character for character in super().to_python(value) if character not in " .-\u00a0")

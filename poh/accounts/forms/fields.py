"""What forms about people and practices share."""

from django import forms


class VersionedForm(forms.Form):
    """A form that knows the version with which it was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def details(self) -> dict[str, object]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, values: dict[str, object]) -> None:
        """Say which fields a colleague stored meanwhile; what was typed stays, and a next time it is saved."""
        changed = [name for name, value in values.items() if name in self.initial and self.initial[name] != value]
        labels = [str(self.fields[name].label) for name in changed if name != "version"]
        self.data = self.data.copy()
        self.data["version"] = values["version"]
        self.add_error(
            None,
            f"Een collega heeft dit intussen gewijzigd: {', '.join(labels) or 'niets in deze velden'}. "
            "Er is nog niets overschreven. Kijk de velden na en sla opnieuw op.",
        )


class DigitsField(forms.CharField):
    """A number as on a card: spaces, dots and dashes between the digits do not matter."""

    def to_python(self, value: object) -> str:
        return "".join(character for character in super().to_python(value) if character not in " .-\u00a0")

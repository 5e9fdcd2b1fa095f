"""What stands above a draft, and moving participations to another version."""

from datetime import date

from django import forms

from poh.base.text import PlainTextField
from poh.base.widgets import DayInput
from protocols.content.edit import mark
from protocols.models import Protocol, ProtocolVersion
from protocols.services.drafts import About, about_mark


class AboutForm(forms.Form):
    """Title, source, year, next review, and the note of the author."""

    title = PlainTextField(label="Titel", max_length=200)
    source_title = PlainTextField(label="Bron", max_length=200)
    source_year = forms.IntegerField(
        label="Jaar van de bron", min_value=1990, widget=forms.NumberInput(attrs={"class": "in--num in--short"})
    )
    review_on = forms.DateField(label="Opnieuw beoordelen op", widget=DayInput())
    change_note = PlainTextField(
        label="Wat is er anders", multiline=True, max_length=2000, required=False,
        help_text="Voor wie het beoordeelt. Nodig om aan te bieden.",
    )  # fmt: skip
    takes_in = forms.MultipleChoiceField(
        label="Neemt deze programma's mee", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Wie hieraan meedoet, krijgt die bepalingen erbij en geen tweede oproep.",
    )  # fmt: skip
    mark = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, posted=None, *, draft: ProtocolVersion, protocols: list[Protocol], today: date) -> None:
        self.today = today
        initial = {name: getattr(draft, name) for name in ("source_title", "source_year", "review_on", "change_note")}
        initial |= {"title": draft.content["title"], "takes_in": draft.content.get("takes_in", [])}
        super().__init__(posted, initial=initial | {"mark": mark(about_mark(draft))})
        others = [(protocol.pk, protocol.name) for protocol in protocols if protocol.pk != draft.protocol_id]
        self.fields["takes_in"].choices = others
        self.fields["source_year"].max_value = today.year

    def clean_review_on(self) -> date:
        on = self.cleaned_data["review_on"]
        if on <= self.today:
            raise forms.ValidationError("Kies een dag die nog komt.")
        return on

    def clean_source_year(self) -> int:
        year = self.cleaned_data["source_year"]
        if year > self.today.year:
            raise forms.ValidationError("De bron kan niet uit een jaar zijn dat nog komt.")
        return year

    def about(self) -> About:
        """What was filled in; only after a valid form."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "mark"}
        return About(**values | {"takes_in": tuple(values["takes_in"])})


class MigrationForm(forms.Form):
    """From which version everybody goes over, and why."""

    source_version = forms.ChoiceField(label="Wie nu meedoet volgens", widget=forms.RadioSelect)
    reason = PlainTextField(label="Reden", max_length=300, help_text="Staat bij elke deelname in de geschiedenis.")

    def __init__(
        self, posted=None, *, sources: list[ProtocolVersion], counts: dict[int, int], chosen: str | None
    ) -> None:
        self.by_uuid = {str(version.uuid): version for version in sources}
        first = chosen if chosen in self.by_uuid else next(iter(self.by_uuid), None)
        super().__init__(posted, initial={"source_version": first})
        self.fields["source_version"].choices = [
            (uuid, f"{version.label}: {counts[version.pk]} deelnames") for uuid, version in self.by_uuid.items()
        ]

    def preview(self) -> ProtocolVersion | None:
        """The version that is chosen now, valid or not."""
        return self.by_uuid.get(str(self["source_version"].value()))

    def source(self) -> ProtocolVersion:
        """The version to leave; only after a valid form."""
        return self.by_uuid[self.cleaned_data["source_version"]]

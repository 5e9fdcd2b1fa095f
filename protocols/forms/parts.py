"""One form for each kind of part of a version: words on the screen, data of the content in the program."""

from typing import Any

from django import forms

from poh.accounts.enums import Role
from poh.base.text import PlainTextField
from protocols.content.edit import Content, Owner, Part, PartKind, new_key
from protocols.content.read import MINUTES_AT_MOST, MONTHS_AT_MOST, TEXT_AT_MOST, WEIGHT_AT_MOST
from protocols.forms.condition_field import ConditionField
from protocols.forms.condition_words import Words
from protocols.forms.picks import DeterminationField, GroupsField, PicksField
from protocols.presenters.content import INCLUSION_WORDS, PROPOSAL_WORDS

CARE_ROLES = [role for role in Role if role not in (Role.BEHEERDER, Role.DIRECTEUR, Role.POH_MMT)]
SEG = {"class": "seg"}


def _months(label: str, *, required: bool = False, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=MONTHS_AT_MOST, required=required, help_text=help_text,
        widget=forms.NumberInput(attrs={"class": "in--num in--short"}),
    )  # fmt: skip


class PartForm(forms.Form):
    """Base: the fields of one kind, the source below them. `part` is what is there already, if anything."""

    kind: PartKind
    # Fields whose value stands under the same name in the data.
    plain: tuple[str, ...] = ()

    source = PlainTextField(label="Bron", max_length=300, help_text="Titel en jaar, zoals op de eerste bladzijde.")
    verified = forms.TypedChoiceField(
        label="Nagelezen in de bron",
        choices=[("ja", "ja"), ("nee", "nee: te accorderen")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect(attrs=SEG),
    )
    doubt = PlainTextField(
        label="Wat is niet nagelezen", multiline=True, max_length=TEXT_AT_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, posted=None, *, content: Content, words: Words, part: Part | None = None, **options) -> None:
        self.content, self.words, self.part = content, words, part or {}
        super().__init__(posted, initial=self._initial(), **options)
        self.add_fields()
        last = [name for name in ("source", "verified", "doubt") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def _initial(self) -> dict[str, Any]:
        known = dict(self.part)
        known["verified"] = "ja" if self.part.get("verified") else "nee"
        return known

    def add_fields(self) -> None:
        """Add the fields that need the content or the vocabulary."""

    def as_typed(self, posted) -> "PartForm":
        """The same form with what was typed, unjudged: after a button that saves nothing."""
        initial = {name: field.widget.value_from_datadict(posted, {}, name) for name, field in self.fields.items()}
        form = type(self)(content=self.content, words=self.words, part=self.part)
        form.initial = initial
        return form

    def data_of_part(self) -> Part:
        """The part as data: what no field shows stays as it was."""
        values = {name: value for name, value in self.cleaned_data.items() if name in self.fields and name != "owner"}
        made = self.part | values
        if "key" not in made and self.kind is not PartKind.ITEMS:
            made["key"] = new_key(self.content, self.kind, self.words_for_key())
        return {name: value for name, value in made.items() if value not in ("", None, [])}

    def words_for_key(self) -> str:
        """What the key of a new part is made of."""
        return str(self.cleaned_data.get("name") or self.cleaned_data.get("title") or self.cleaned_data.get("reason"))

    def owner(self) -> Owner | None:
        """What a new part belongs to: only terms belong to something."""
        return None

    def _controls_field(self) -> forms.MultipleChoiceField:
        choices = [(control["key"], control["name"]) for control in self.content.get("controls", [])]
        return forms.MultipleChoiceField(
            label="Bij welke controles", choices=choices, widget=forms.CheckboxSelectMultiple
        )


class ControlForm(PartForm):
    """A kind of control."""

    kind = PartKind.CONTROLS
    name = PlainTextField(label="Naam", max_length=80)
    minutes = forms.IntegerField(
        label="Minuten",
        min_value=1,
        max_value=MINUTES_AT_MOST,
        widget=forms.NumberInput(attrs={"class": "in--num in--short"}),
    )
    roles = forms.MultipleChoiceField(
        label="Wie mag het doen",
        choices=[(role.value, role.label) for role in CARE_ROLES],
        widget=forms.CheckboxSelectMultiple,
    )
    months = _months("Komt terug na zoveel maanden", help_text="Leeg: deze controle komt niet vanzelf terug.")

    def add_fields(self) -> None:
        self.fields["closed_by"] = GroupsField(
            self.words, label="Gedaan als dit is vastgelegd", help_text="Van elke groep is één bepaling genoeg."
        )
        self.fields["closed_at_least"] = forms.IntegerField(
            label="Zoveel groepen zijn genoeg", min_value=1, required=False, help_text="Leeg: alle groepen.",
            widget=forms.NumberInput(attrs={"class": "in--num in--short"}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        groups, months = values.get("closed_by"), values.get("months")
        if months and groups == []:
            self.add_error("closed_by", "Zeg waarmee een controle die terugkomt gedaan is.")
        if groups is not None:
            at_least = values.get("closed_at_least") or len(groups)
            if at_least > len(groups):
                self.add_error("closed_at_least", f"Er zijn maar {len(groups)} groepen.")
            values["closed_at_least"] = at_least
        return values


class IntervalForm(PartForm):
    """A term that replaces the ordinary one."""

    kind = PartKind.INTERVALS
    months = _months("Dan na zoveel maanden", required=True)
    reason = PlainTextField(label="Reden", max_length=300, help_text="Staat bij de patiënt als uitleg.")

    def add_fields(self) -> None:
        if not self.part:
            self.fields["owner"] = forms.ChoiceField(label="Van welke controle of bepaling", choices=self._owners())
        self.fields["when"] = ConditionField(self.words, label="Als")
        self.order_fields(["owner", "when", "months", "reason"])

    def _owners(self) -> list[tuple[str, Any]]:
        controls = [
            (str(Owner(PartKind.CONTROLS, at)), part["name"])
            for at, part in enumerate(self.content.get("controls", []))
            if part.get("months")
        ]
        items = [
            (str(Owner(PartKind.ITEMS, at)), self.words.name_of(part["determination"]))
            for at, part in enumerate(self.content.get("items", []))
            if part.get("months")
        ]
        return [("Controles", controls), ("Bepalingen met een eigen termijn", items)]

    def owner(self) -> Owner | None:
        chosen = self.cleaned_data.get("owner")
        if not chosen:
            return None
        kind, _, at = chosen.rpartition("-")
        return Owner(PartKind(kind), int(at))


class SectionForm(PartForm):
    """A block of the measurement grid."""

    kind = PartKind.SECTIONS
    name = PlainTextField(label="Naam", max_length=80)
    source = verified = doubt = None


class ItemForm(PartForm):
    """A determination that controls ask for."""

    kind = PartKind.ITEMS
    months = _months("Opnieuw vragen na zoveel maanden", help_text="Leeg: elke keer bij deze controles.")
    required = forms.TypedChoiceField(
        label="Moet het", choices=[("ja", "verplicht"), ("nee", "mag")], coerce=lambda value: value == "ja",
        widget=forms.RadioSelect(attrs=SEG),
    )  # fmt: skip

    def _initial(self) -> dict[str, Any]:
        return super()._initial() | {"required": "ja" if self.part.get("required", True) else "nee"}

    def add_fields(self) -> None:
        self.fields["determination"] = DeterminationField(self.words)
        sections = [(section["key"], section["name"]) for section in self.content.get("sections", [])]
        self.fields["section"] = forms.ChoiceField(label="Blok", choices=sections)
        self.fields["controls"] = self._controls_field()
        self.fields["when"] = ConditionField(
            self.words, label="Alleen vragen als", required=False, always="Wordt aan iedereen gevraagd."
        )
        self.order_fields(["determination", "section", "controls", "months", "required", "when"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        others = [item for item in self.content.get("items", []) if item is not self.part and item != self.part]
        for other in others:
            both = set(other["controls"]) & set(values.get("controls") or ())
            if other["determination"] == values.get("determination") and both:
                names = {control["key"]: control["name"] for control in self.content["controls"]}
                asked = ", ".join(names[key] for key in other["controls"] if key in both)
                self.add_error("controls", f"Deze bepaling wordt al gevraagd bij {asked}.")
        return values


class TargetForm(PartForm):
    """The range to aim at."""

    kind = PartKind.TARGETS
    text = PlainTextField(label="In woorden", max_length=300, required=False, help_text="Nodig als er geen grens is.")
    low_inclusive = forms.TypedChoiceField(
        label="Ondergrens telt mee", choices=[("ja", "ja"), ("nee", "nee")], coerce=lambda value: value == "ja",
        widget=forms.RadioSelect(attrs=SEG),
    )  # fmt: skip
    high_inclusive = forms.TypedChoiceField(
        label="Bovengrens telt mee", choices=[("ja", "ja"), ("nee", "nee")], coerce=lambda value: value == "ja",
        widget=forms.RadioSelect(attrs=SEG),
    )  # fmt: skip

    def _initial(self) -> dict[str, Any]:
        sides = {side: "ja" if self.part.get(side, True) else "nee" for side in ("low_inclusive", "high_inclusive")}
        bounds = {side: str(self.part[side]).replace(".", ",") for side in ("low", "high") if side in self.part}
        return super()._initial() | sides | bounds

    def add_fields(self) -> None:
        self.fields["determination"] = DeterminationField(self.words, only_numbers=True)
        self.fields["when"] = ConditionField(
            self.words, label="Geldt als", required=False, always="Geldt in alle andere gevallen."
        )
        self.fields["low"] = BoundField(label="Vanaf")
        self.fields["high"] = BoundField(label="Tot en met of tot")
        self.order_fields(["determination", "when", "low", "low_inclusive", "high", "high_inclusive", "text"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        low, high = values.get("low"), values.get("high")
        if low is None and high is None and not values.get("text") and not {"low", "high"} & set(self.errors):
            self.add_error("text", "Vul een grens in, of zeg het doel in woorden.")
        if low is not None and high is not None and float(low) > float(high):
            self.add_error("low", "De ondergrens ligt boven de bovengrens.")
        return values

    def words_for_key(self) -> str:
        return self.cleaned_data["determination"]


class BoundField(forms.RegexField):
    """A number with a decimal comma, as text of the content; None when nothing was typed."""

    def __init__(self, *, label: str) -> None:
        widget = forms.TextInput(attrs={"class": "in--num in--short", "inputmode": "decimal", "autocomplete": "off"})
        problem = {"invalid": "Vul een getal in, zoals 53 of 2,6."}
        super().__init__(
            r"^-?\d{1,8}([.,]\d{1,4})?$", label=label, required=False, widget=widget, error_messages=problem
        )

    def clean(self, value: Any) -> str | None:
        return super().clean(value).replace(",", ".") or None


class AdviceForm(PartForm):
    """Something to consider."""

    kind = PartKind.ADVICE
    title = PlainTextField(label="Kop", max_length=120, help_text="Wat de POH als eerste leest.")
    text = PlainTextField(label="Advies", multiline=True, max_length=TEXT_AT_MOST)
    proposal = forms.ChoiceField(
        label="Overnemen maakt", choices=[(kind.value, PROPOSAL_WORDS[kind]) for kind in PROPOSAL_WORDS]
    )
    weight = forms.IntegerField(
        label="Gewicht", min_value=1, max_value=WEIGHT_AT_MOST, help_text="1 tot en met 100; het zwaarste staat boven.",
        widget=forms.NumberInput(attrs={"class": "in--num in--short"}),
    )  # fmt: skip

    def add_fields(self) -> None:
        self.fields["when"] = ConditionField(self.words, label="Als")
        self.fields["because"] = PicksField(
            self.words, label="Laat deze waarden zien", help_text="Staan als reden bij het advies."
        )
        self.order_fields(["title", "when", "text", "proposal", "weight", "because"])


class InclusionForm(PartForm):
    """Who belongs in the programme, and who does not."""

    kind = PartKind.INCLUSION
    reason = PlainTextField(label="Reden", max_length=300, help_text="Staat bij de naam van de patiënt.")

    def add_fields(self) -> None:
        choices = [(kind.value, INCLUSION_WORDS[kind]) for kind in INCLUSION_WORDS]
        self.fields["when"] = ConditionField(self.words, label="Als")
        # `kind` is a field of the data here, and the attribute of the class above.
        self.fields["kind"] = forms.ChoiceField(label="Dan", choices=choices, widget=forms.RadioSelect(attrs=SEG))
        self.order_fields(["when", "kind", "reason"])


class EducationForm(PartForm):
    """A topic to discuss."""

    kind = PartKind.EDUCATION
    title = PlainTextField(label="Onderwerp", max_length=120)
    url = forms.URLField(label="Adres op het web", required=False, assume_scheme="https", max_length=300)

    def add_fields(self) -> None:
        self.fields["controls"] = self._controls_field()
        self.order_fields(["title", "controls", "url"])


FORMS: dict[PartKind, type[PartForm]] = {
    form.kind: form
    for form in (
        ControlForm, IntervalForm, SectionForm, ItemForm, TargetForm, AdviceForm, InclusionForm, EducationForm,
    )
}  # fmt: skip

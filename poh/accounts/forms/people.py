"""What people type about who works in a practice."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from psycopg2.extras import DateRange

from poh.accounts import selectors
from poh.accounts.enums import Role
from poh.accounts.forms.fields import DigitsField, VersionedForm
from poh.accounts.models import Location, Membership, Practice
from poh.accounts.models.practices import agb_code, big_number
from poh.accounts.querysets import MembershipQuerySet
from poh.accounts.services.people import Employment, Person
from poh.base.text import PlainTextField


class EmploymentFields(VersionedForm):
    """How somebody works in this practice."""

    roles = forms.MultipleChoiceField(
        label="Rollen",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één rol."},
        help_text="Wat een rol mag, staat bij “Wie mag wat”.",
    )
    contract_hours = forms.DecimalField(
        label="Uren per week",
        max_digits=4,
        decimal_places=2,
        localize=True,
        initial=0,
        validators=[
            MinValueValidator(0, "Vul 0 tot en met 60 uur in."),
            MaxValueValidator(60, "Vul 0 tot en met 60 uur in."),
        ],
    )
    first_day = forms.DateField(label="Eerste werkdag", localize=True, help_text="Bijvoorbeeld 1-3-2026.")
    last_day = forms.DateField(
        label="Laatste werkdag", localize=True, required=False, help_text="Leeg zolang er geen einde bekend is."
    )
    location = forms.ModelChoiceField(
        label="Vaste locatie", queryset=Location.objects.none(), required=False, empty_label="Geen vaste locatie"
    )
    big_number = DigitsField(label="BIG-nummer", required=False, validators=[big_number], help_text="11 cijfers.")
    agb_code = DigitsField(label="AGB-code", required=False, validators=[agb_code], help_text="8 cijfers.")

    def __init__(self, *args, practice: Practice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.for_practice(practice)

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "De laatste werkdag ligt voor de eerste.")
        return cleaned

    def employment(self) -> Employment:
        """What was typed, once it is valid."""
        cleaned = self.cleaned_data
        last = cleaned["last_day"]
        return Employment(
            roles=cleaned["roles"],
            period=DateRange(cleaned["first_day"], last + timedelta(days=1) if last else None),
            contract_hours=cleaned["contract_hours"],
            location=cleaned["location"],
            big_number=cleaned["big_number"],
            agb_code=cleaned["agb_code"],
        )


class MemberForm(EmploymentFields):
    """Somebody and how they work here; the name and address of who works elsewhere too are closed."""

    name = PlainTextField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mailadres", help_text="Hiermee logt de medewerker in. De uitnodiging gaat hierheen."
    )
    field_order = ["name", "email", "roles", "contract_hours", "location", "first_day", "last_day"]

    def __init__(self, *args, is_person_closed: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_person_closed:
            self.fields["name"].disabled = self.fields["email"].disabled = True
            self.fields[
                "email"
            ].help_text = "Werkt ook in een andere praktijk: naam en adres zijn hier niet te wijzigen."

    @staticmethod
    def initial_of(membership: Membership) -> dict[str, object]:
        """The fields as they are now."""
        upper = membership.period.upper
        return {
            "name": membership.user.name,
            "email": membership.user.email,
            "roles": membership.roles,
            "contract_hours": membership.contract_hours,
            "first_day": membership.period.lower,
            "last_day": upper - timedelta(days=1) if upper else None,
            "location": membership.location_id,
            "big_number": membership.big_number,
            "agb_code": membership.agb_code,
            "version": membership.version,
        }

    def person(self) -> Person:
        """Who was typed, once it is valid."""
        return Person(name=self.cleaned_data["name"], email=self.cleaned_data["email"].lower())


class StaffFilterForm(forms.Form):
    """The filters of the list of staff, from the address; a value that means nothing filters nothing."""

    state = forms.ChoiceField(
        label="Wie",
        required=False,
        choices=[("active", "Nu in dienst"), ("to_come", "Komt nog"), ("ended", "Uit dienst")],
    )
    role = forms.ChoiceField(label="Rol", required=False, choices=[("", "Alle rollen"), *Role.choices])
    location = forms.ModelChoiceField(
        label="Locatie",
        required=False,
        queryset=Location.objects.none(),
        to_field_name="uuid",
        empty_label="Alle locaties",
    )

    def __init__(self, *args, practice: Practice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = selectors.locations(practice=practice)
        self.full_clean()

    @property
    def chosen_state(self) -> str:
        """Of whom the list is."""
        return self.cleaned_data.get("state") or "active"

    def narrow(self, members: MembershipQuerySet) -> MembershipQuerySet:
        """Only the members that the filters let through."""
        if role := self.cleaned_data.get("role"):
            members = members.with_role(role)
        if location := self.cleaned_data.get("location"):
            members = members.at(location)
        return members


class EndMembershipForm(forms.Form):
    """The last working day of somebody."""

    last_day = forms.DateField(label="Laatste werkdag", localize=True)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("last_day", today)

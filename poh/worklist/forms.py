"""What people ask of the worklist, and what they type there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.apps import apps

from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.selectors import staff
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput
from poh.worklist.enums import Priority, TaskKind
from poh.worklist.selectors import ALL, BEFORE_ME, MINE, ROLE, TaskFilter
from poh.worklist.services import NewTask, Recipient

if TYPE_CHECKING:
    from patients.models import Patient

WHOSE = [
    (BEFORE_ME, "van mij en mijn rol"),
    (MINE, "alleen van mij"),
    (ROLE, "van mijn rol"),
    (ALL, "van iedereen"),
]
MEMBER, ROLE_PREFIX = "m:", "r:"


class RecipientField(forms.ChoiceField):
    """For whom: a colleague, or whoever has a role. `offer` fills it with the people of a practice."""

    default_error_messages = {"required": "Kies voor wie."}

    def offer(self, *, practice: Practice, on: date, roles: Iterable[str] | None = None) -> None:
        """Offer the people who work in the practice on the day `on`; with `roles` only those who have one of them."""
        members = list(staff(practice=practice, on=on))
        if roles is not None:
            members = [member for member in members if set(roles) & set(member.roles)]
        held = {role for member in members for role in member.roles}
        offered = [role for role in Role if role in held and (roles is None or role in roles)]
        self.members = {f"{MEMBER}{member.uuid}": member for member in members}
        self.choices = [
            ("", "Kies …"),
            ("Collega", [(key, member.user.name) for key, member in self.members.items()]),
            ("Wie de rol heeft", [(f"{ROLE_PREFIX}{role}", role.label) for role in offered]),
        ]

    def clean(self, value: str) -> Recipient | None:
        chosen = super().clean(value)
        if not chosen:
            return None
        if chosen.startswith(ROLE_PREFIX):
            return Recipient(role=chosen.removeprefix(ROLE_PREFIX))
        return Recipient(member=self.members[chosen])


class FilterForm(forms.Form):
    """The filters above the list; a wrong value in the address counts as none."""

    wie = forms.ChoiceField(label="Wie", choices=WHOSE, required=False)
    soort = forms.ChoiceField(label="Soort", choices=[("", "alle"), *TaskKind.choices], required=False)
    te_laat = forms.BooleanField(label="Te laat", required=False)
    later = forms.BooleanField(label="Ook wat nog niet kan", required=False)
    klaar = forms.BooleanField(label="Afgehandeld", required=False)

    def asked(self) -> TaskFilter:
        """What is asked, as far as it makes sense."""
        self.is_valid()
        given = self.cleaned_data
        return TaskFilter(
            whose=given.get("wie", BEFORE_ME),
            kind=given.get("soort", ""),
            is_late=given.get("te_laat", False),
            with_later=given.get("later", False),
            is_done=given.get("klaar", False),
        )


def _key(key: str, label: str) -> dict[str, str]:
    return {"data-key": key, "data-key-label": label}


class FinishForm(forms.Form):
    """What came of a task."""

    outcome = PlainTextField(
        label="Uitkomst (mag leeg)",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", **_key("a", "Handel af: uitkomst, dan Enter")}),
    )


class HandOverForm(forms.Form):
    """To whom a task goes, and what that colleague must know."""

    to = RecipientField(label="Geef door aan", widget=forms.Select(attrs=_key("d", "Geef door")))
    note = PlainTextField(label="Met de boodschap (mag leeg)", max_length=500, required=False)

    def __init__(self, *args, practice: Practice, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(practice=practice, on=on)


class TaskForm(forms.Form):
    """A new task."""

    title = PlainTextField(label="Wat", max_length=120, error_messages={"required": "Schrijf op wat er moet gebeuren."})
    to = RecipientField(label="Voor wie")
    kind = forms.ChoiceField(label="Soort", choices=TaskKind, initial=TaskKind.GENERAL)
    window_from = forms.DateField(label="Niet vóór", required=False, widget=DayInput())
    due_on = forms.DateField(label="Klaar op", required=False, widget=DayInput())
    is_urgent = forms.BooleanField(label="Gaat voor", required=False)
    reason = PlainTextField(
        label="Waarom", multiline=True, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, member: Membership, can_see_patients: bool, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.practice, self.can_see_patients = member.practice, can_see_patients
        self.fields["to"].offer(practice=member.practice, on=on)
        self.fields["to"].initial = f"{MEMBER}{member.uuid}"

    def clean_patient(self) -> Patient | None:
        """The patient of this practice with that uuid."""
        uuid = self.cleaned_data["patient"]
        if uuid is None:
            return None
        found = self.patient_with(uuid)
        if found is None:
            raise forms.ValidationError("Deze patiënt staat niet in deze praktijk.")
        return found

    def patient_with(self, uuid: UUID) -> Patient | None:
        """The patient with this uuid, for who may see patients."""
        if not self.can_see_patients:
            return None
        patients = apps.get_model("patients", "Patient").objects
        return patients.for_practice(self.practice).filter(uuid=uuid).first()

    def picked(self) -> Patient | None:
        """The patient that the page shows: of the address, or of what was posted."""
        try:
            return self.patient_with(UUID(str(self["patient"].value())))
        except ValueError:
            return None

    def clean(self) -> dict:
        given = super().clean()
        first, last = given.get("window_from"), given.get("due_on")
        if first and not last:
            self.add_error("due_on", "Een taak met een eerste dag heeft ook een laatste dag.")
        elif first and last < first:
            self.add_error("due_on", "De laatste dag ligt voor de eerste.")
        return given

    def task(self) -> NewTask:
        """What was typed, as a task to give."""
        given = self.cleaned_data
        return NewTask(
            title=given["title"],
            to=given["to"],
            kind=TaskKind(given["kind"]),
            reason=given["reason"],
            patient=given["patient"],
            window_from=given["window_from"],
            due_on=given["due_on"],
            priority=Priority.HIGH if given["is_urgent"] else Priority.NORMAL,
        )

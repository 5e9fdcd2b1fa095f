"""What is posted in a consult."""

from datetime import date

from django import forms

from consultations.enums_consult import ContactKind, Decision, NotDoneReason
from consultations.services.advice import Choice
from consultations.services.drafts import Typed
from consultations.services.opening import Opening
from patients.models import Patient
from poh.base.text import PlainTextField
from scheduling.models import Appointment


class OpenForm(forms.Form):
    """How the contact takes place, and of which appointment of this patient."""

    kind = forms.ChoiceField(label="Contact", choices=ContactKind.choices, initial=ContactKind.SURGERY, required=False)
    appointment = forms.UUIDField(label="Afspraak", required=False)
    reason = PlainTextField(label="Reden, in eigen woorden", max_length=300, required=False)
    with_whom = PlainTextField(label="Met wie", max_length=120, required=False)

    def __init__(self, *args, patient: Patient, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient

    def clean_appointment(self) -> Appointment | None:
        uuid = self.cleaned_data["appointment"]
        if uuid is None:
            return None
        rows = Appointment.objects.for_practice(self.patient.practice).filter(patient=self.patient)
        found = rows.filter(uuid=uuid).first()
        if found is None:
            raise forms.ValidationError("Deze afspraak is er niet meer.")
        return found

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == ContactKind.THIRD_PARTY and not cleaned.get("with_whom"):
            self.add_error("with_whom", "Schrijf met wie is overlegd.")
        return cleaned

    def opening(self) -> Opening:
        """The form as the service wants it; an appointment tells by itself how the contact takes place."""
        appointment = self.cleaned_data["appointment"]
        kind = appointment.channel if appointment else self.cleaned_data["kind"] or ContactKind.SURGERY
        return Opening(ContactKind(kind), appointment, self.cleaned_data["reason"], self.cleaned_data["with_whom"])


class FieldForm(forms.Form):
    """One field of a draft: its key, what was typed, and the revision that the page had seen."""

    key = forms.RegexField(r"^(m|c|nd|s|n):[\w:-]{1,110}$")
    text = forms.CharField(max_length=20_000, required=False, strip=False)
    seen = forms.IntegerField(min_value=0)

    def typed(self) -> Typed:
        return Typed(self.cleaned_data["key"], self.cleaned_data["text"], self.cleaned_data["seen"])


class DecisionForm(forms.Form):
    """What was decided about an advice; a reason for what is refused, a later day for what is postponed."""

    decision = forms.ChoiceField(choices=Decision.choices)
    reason = PlainTextField(max_length=300, required=False)
    why = PlainTextField(max_length=300, required=False)
    until = forms.DateField(required=False, error_messages={"invalid": "Schrijf de dag als dag-maand-jaar."})

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict:
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == Decision.REFUSED and not cleaned.get("reason"):
            self.add_error("reason", "Schrijf waarom het advies wordt afgewezen.")
        if decision == Decision.POSTPONED and "until" in cleaned and (cleaned["until"] or self.on) <= self.on:
            self.add_error("until", "Kies een dag na vandaag.")
        return cleaned

    def choice(self) -> Choice:
        cleaned = self.cleaned_data
        decision = Decision(cleaned["decision"])
        if decision is Decision.POSTPONED:
            return Choice(decision, cleaned["why"], cleaned["until"])
        return Choice(decision, cleaned["reason"] if decision is Decision.REFUSED else "")

    @property
    def first_error(self) -> str:
        """The sentence beside the buttons."""
        return next(error for errors in self.errors.values() for error in errors)


class RestForm(forms.Form):
    """Why what is still missing was not done."""

    rest = forms.ChoiceField(choices=NotDoneReason.choices, required=False)

    def rest_reason(self) -> NotDoneReason | None:
        """The reason that was chosen; None when nothing was asked."""
        chosen = self.cleaned_data.get("rest") if self.is_valid() else ""
        return NotDoneReason(chosen) if chosen else None


class DiscardForm(forms.Form):
    """Why the contact did not take place."""

    reason = PlainTextField(label="Waarom ging het niet door?", max_length=200)


class AddendumForm(forms.Form):
    """What is added to a final consult."""

    text = PlainTextField(label="Aanvulling", max_length=5_000, multiline=True)

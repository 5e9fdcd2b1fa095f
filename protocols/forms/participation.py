"""Let a patient join a programme, or change what holds for them."""

from datetime import date

from django import forms

from poh.base.text import PlainTextField
from protocols.enums import ENROLMENT_STEPS, EnrolmentState
from protocols.forms.targets import DayField
from protocols.models import Enrolment, Protocol
from protocols.services.enrolments import Decision

FIRST_ANSWERS = [
    (EnrolmentState.INCLUDED, "doet mee"),
    (EnrolmentState.DECLINED, "wil niet"),
    (EnrolmentState.SPECIALIST, "hoofdbehandelaar is specialist"),
]


class DecisionForm(forms.Form):
    """What was decided, from which day, and why; only joining needs no reason."""

    state = forms.ChoiceField(label="Deelname", choices=[], widget=forms.RadioSelect(attrs={"class": "seg"}))
    reason = PlainTextField(
        label="Reden", max_length=300, required=False, help_text="Nodig als de patiënt niet meedoet."
    )

    def __init__(self, *args, today: date, states: list[tuple[str, str]], **options) -> None:
        super().__init__(*args, initial={"on": today, "state": states[0][0]}, **options)
        self.fields["on"] = DayField(label="Per", today=today)
        self.fields["state"].choices = states
        self.order_fields(["protocol", "state", "on", "reason"])

    def clean(self) -> dict:
        values = super().clean()
        if values.get("state") not in (EnrolmentState.INCLUDED, None) and not values.get("reason"):
            self.add_error("reason", "Schrijf waarom.")
        return values

    def decision(self) -> Decision:
        """The decision; only after a valid form."""
        values = self.cleaned_data
        return Decision(EnrolmentState(values["state"]), values["on"], values["reason"])


class EnrolForm(DecisionForm):
    """Answer for one of the programmes that the practice uses and the patient has no participation in."""

    protocol = forms.ModelChoiceField(label="Programma", queryset=Protocol.objects.none(), empty_label=None)

    def __init__(self, *args, protocols, today: date, chosen: str | None = None, **options) -> None:
        super().__init__(*args, today=today, states=FIRST_ANSWERS, **options)
        self.fields["protocol"].queryset = protocols
        self.initial["protocol"] = chosen


class StepForm(DecisionForm):
    """The next step of a participation, with the version that the page was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, enrolment: Enrolment, today: date, **options) -> None:
        steps = ENROLMENT_STEPS[EnrolmentState(enrolment.state)]
        states = [(state.value, state.label) for state in EnrolmentState if state in steps]
        super().__init__(*args, today=today, states=states, **options)
        self.initial["version"] = enrolment.version

"""What is typed about a request: when it comes in, and for each act."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone

from consultations.enums_requests import (
    POH_ROLES,
    ActivityKind,
    AnswerChannel,
    Discipline,
    RequestChannel,
    RequesterKind,
    RequestForm,
    RequestOutcome,
    RequestReason,
    RequestState,
    Urgency,
    WaitingFor,
    WithdrawnBy,
)
from consultations.models import RequestNorms
from consultations.rules.deadlines import NORM_FIELDS
from consultations.selectors.requests import (
    ENDED,
    LATE,
    MINE,
    MY_ROLE,
    WAITING,
    RequestFilter,
    coming_appointments,
    possible_duplicates,
)
from consultations.services.request_work import Answer, NewActivity
from consultations.services.requests import NewRequest, Refusal, Requester, Triage
from patients.forms.pick import PatientField
from poh.accounts.enums import Role
from poh.accounts.models import Membership
from poh.accounts.selectors import staff
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput
from poh.worklist.forms import RecipientField

SEG = {"class": "seg"}
TEXT = forms.Textarea(attrs={"rows": 3})


def _choice(label: str, choices, **options) -> forms.ChoiceField:
    empty = [] if options.pop("must", False) else [("", "Kies …")]
    return forms.ChoiceField(label=label, choices=[*empty, *choices.choices], **options)


def _day(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


class InboxForm(forms.Form):
    """The filters of the inbox; a wrong value in the address counts as none."""

    stand = forms.CharField(required=False)
    kanaal = forms.ChoiceField(label="Kanaal", choices=[("", "alle"), *RequestChannel.choices], required=False)
    urgentie = forms.ChoiceField(
        label="Urgentie", choices=[("", "alle"), *[(u.value, u.short) for u in Urgency]], required=False
    )
    wie = forms.ChoiceField(
        label="Wie", choices=[("", "iedereen"), (MY_ROLE, "mij en mijn rol"), (MINE, "alleen mij")], required=False
    )

    def asked(self, states: list[str]) -> RequestFilter:
        """What is asked, as far as it makes sense."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("stand", "")
        return RequestFilter(
            state=state if state in (*states, LATE, WAITING, ENDED) else "",
            channel=given.get("kanaal", ""),
            urgency=given.get("urgentie", ""),
            whose=given.get("wie", ""),
        )


class RegisterForm(forms.Form):
    """A new request, with as much of its judgement as is known at once."""

    channel = _choice("Hoe kwam het binnen", RequestChannel, must=True, initial=RequestChannel.PHONE)
    patient = PatientField(label="Patiënt", required=False)
    requester_kind = forms.ChoiceField(
        label="Wie vraagt het",
        choices=[(kind.value, kind.label) for kind in RequesterKind if kind != RequesterKind.SYSTEM],
        initial=RequesterKind.PATIENT,
        widget=forms.RadioSelect(attrs=SEG),
    )
    requester_member = forms.ChoiceField(label="Welke collega", required=False)
    requester_name = PlainTextField(label="Naam", max_length=120, required=False)
    requester_role = PlainTextField(label="Rol of instelling", max_length=80, required=False)
    has_consent = forms.BooleanField(label="De patiënt weet ervan en stemt in", required=False)
    text = PlainTextField(
        label="Vraag, in de woorden van de aanvrager",
        multiline=True,
        max_length=4000,
        widget=TEXT,
        error_messages={"required": "Schrijf op wat er gevraagd wordt."},
    )
    expected = PlainTextField(label="Wat wordt verwacht", max_length=300, required=False)
    answer_by = _day("Antwoord vóór", required=False)
    icpc = PlainTextField(label="ICPC", max_length=7, required=False)
    wish = PlainTextField(label="Wens voor dag of tijd", max_length=120, required=False)
    urgency = forms.ChoiceField(
        label="Urgentie",
        choices=[("", "nog niet"), *[(u.value, u.short) for u in Urgency]],
        required=False,
        widget=forms.RadioSelect(attrs=SEG),
    )
    discipline = _choice("Voor welke POH", Discipline, required=False)
    form = _choice("Vorm", RequestForm, required=False)
    to = RecipientField(label="Wijs toe aan", required=False)

    def __init__(self, *args, member: Membership, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].offer(member.practice)
        self.colleagues = {str(row.uuid): row for row in staff(practice=member.practice, on=on)}
        names = [(key, row.user.name) for key, row in self.colleagues.items()]
        self.fields["requester_member"].choices = [("", "Kies …"), *names]
        self.fields["to"].offer(practice=member.practice, on=on, roles=POH_ROLES)

    def clean(self) -> dict:
        given = super().clean()
        kind, channel = given.get("requester_kind"), given.get("channel")
        if kind == RequesterKind.PATIENT and "patient" in given and given["patient"] is None:
            self.add_error("patient", "Kies de patiënt die dit vraagt.")
        if kind == RequesterKind.COLLEAGUE and not given.get("requester_member"):
            self.add_error("requester_member", "Kies de collega die dit vraagt.")
        if kind == RequesterKind.EXTERNAL:
            self._need(given, "requester_name", "Schrijf op wie dit vraagt.")
            self._need(given, "requester_role", "Schrijf op vanuit welke rol of instelling.")
        if channel == RequestChannel.DELEGATION:
            if kind != RequesterKind.COLLEAGUE:
                self.add_error("requester_kind", "Een opdracht komt van een huisarts: kies collega.")
            self._need(given, "expected", "Schrijf op wat de huisarts verwacht.")
        if given.get("urgency") and not given.get("discipline"):
            self.add_error("discipline", "Kies ook voor welke POH.")
        if given.get("to") and not given.get("urgency"):
            self.add_error("urgency", "Kies eerst hoe dringend het is.")
        return given

    def _need(self, given: dict, name: str, sentence: str) -> None:
        if not given.get(name):
            self.add_error(name, sentence)

    def new_request(self) -> NewRequest:
        """What was typed, as it came in."""
        given = self.cleaned_data
        kind = RequesterKind(given["requester_kind"])
        is_external = kind == RequesterKind.EXTERNAL
        requester = Requester(
            kind=kind,
            member=self.colleagues[given["requester_member"]] if kind == RequesterKind.COLLEAGUE else None,
            name=given["requester_name"] if is_external else "",
            role=given["requester_role"] if is_external else "",
            has_consent=given["has_consent"] if is_external and given["patient"] else None,
        )
        kept = {name: given[name] for name in ("text", "patient", "expected", "answer_by", "icpc", "wish")}
        return NewRequest(channel=RequestChannel(given["channel"]), requester=requester, **kept)

    def judged(self) -> Triage | None:
        """The judgement, when it was given at once."""
        given = self.cleaned_data
        return _triage(given) if given["urgency"] else None


def _triage(given: dict) -> Triage:
    return Triage(
        urgency=Urgency(given["urgency"]),
        discipline=Discipline(given["discipline"]),
        form=RequestForm(given["form"] or RequestForm.SURGERY),
        minutes=given.get("minutes"),
    )


class ActForm(forms.Form):
    """The form of one act on a request; `fill` offers what depends on the request."""

    def fill(self, *, request, member: Membership, on: date) -> None:
        """Nothing to offer, unless a form says so."""


class TriageForm(ActForm):
    """How urgent, for whom, in which form."""

    urgency = forms.ChoiceField(
        label="Urgentie",
        choices=[(u.value, u.short) for u in Urgency],
        widget=forms.RadioSelect(attrs=SEG),
        error_messages={"required": "Kies hoe dringend het is."},
        help_text="U1 en U2 gaan rechtstreeks naar de huisarts.",
    )
    discipline = _choice("Voor welke POH", Discipline, error_messages={"required": "Kies voor welke POH het is."})
    form = _choice("Vorm", RequestForm, must=True)
    minutes = forms.IntegerField(label="Minuten", required=False, min_value=5, max_value=480)

    def fill(self, *, request, member: Membership, on: date) -> None:
        for name in ("urgency", "discipline", "form", "minutes"):
            self.initial.setdefault(name, getattr(request, name) or None)

    def judged(self) -> Triage:
        return _triage(self.cleaned_data)


class AssignForm(ActForm):
    """With whom the request comes to lie."""

    to = RecipientField(label="Wijs toe aan")
    text = PlainTextField(label="Met de boodschap (mag leeg)", max_length=500, required=False)

    def fill(self, *, request, member: Membership, on: date) -> None:
        is_for_gp = request.state == RequestState.FORWARDED
        self.fields["to"].offer(practice=member.practice, on=on, roles={Role.HUISARTS} if is_for_gp else POH_ROLES)
        if request.discipline and not is_for_gp:
            self.initial.setdefault("to", f"r:{Discipline(request.discipline).role}")


class RefusalForm(ActForm):
    """Why, from the list and in words."""

    reason = _choice("Reden", RequestReason, error_messages={"required": "Kies een reden."})
    text = PlainTextField(
        label="Toelichting", max_length=1000, error_messages={"required": "Schrijf in een zin waarom."}
    )

    def refusal(self) -> Refusal:
        return Refusal(RequestReason(self.cleaned_data["reason"]), self.cleaned_data["text"])


class NoteForm(ActForm):
    """A few words that may stay away."""

    text = PlainTextField(label="Toelichting (mag leeg)", max_length=1000, required=False)


class WordsForm(ActForm):
    """Words that must be there."""

    text = PlainTextField(
        label="Toelichting",
        multiline=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf dit op."},
    )


class WaitForm(ActForm):
    """On what, and until when."""

    what = _choice("Wacht op", WaitingFor, error_messages={"required": "Kies waarop de aanvraag wacht."})
    until = _day("Tot uiterlijk", error_messages={"required": "Tot wanneer? Een datum is verplicht."})

    def fill(self, *, request, member: Membership, on: date) -> None:
        self.on = on

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < self.on:
            raise forms.ValidationError("Deze dag is al voorbij.")
        return until


class WithdrawForm(ActForm):
    """Who took it back."""

    who = _choice("Door", WithdrawnBy, error_messages={"required": "Kies wie de aanvraag intrekt."})
    text = PlainTextField(label="Toelichting (mag leeg)", max_length=500, required=False)


class ActivityForm(ActForm):
    """What somebody will do, who, and when."""

    kind = _choice("Wat voor activiteit", ActivityKind, must=True, initial=ActivityKind.CALL)
    what = PlainTextField(label="Wat", max_length=120, error_messages={"required": "Schrijf op wat er gebeurt."})
    owner = RecipientField(label="Wie")
    due_on = _day("Uiterlijk op", error_messages={"required": "Kies een dag."})

    def fill(self, *, request, member: Membership, on: date) -> None:
        self.fields["owner"].offer(practice=member.practice, on=on)
        holder = request.member or member
        self.initial.setdefault("owner", f"m:{holder.uuid}")
        self.initial.setdefault("due_on", on)

    def activity(self) -> NewActivity:
        given = self.cleaned_data
        return NewActivity(ActivityKind(given["kind"]), given["what"], given["owner"], given["due_on"])


class LinkForm(ActForm):
    """Which appointment of the patient it is met in."""

    appointment = forms.ChoiceField(
        label="Afspraak", choices=[], error_messages={"required": "Kies de afspraak waarin dit gebeurt."}
    )

    def offer(self, found) -> None:
        """Offer these appointments."""
        self.found = {str(row.uuid): row for row in found}
        self.fields["appointment"].choices = [
            ("", "Kies …"),
            *[(key, _appointment(row)) for key, row in self.found.items()],
        ]

    def fill(self, *, request, member: Membership, on: date) -> None:
        self.offer(coming_appointments(patient=request.patient, on=on) if request.patient else [])


def _appointment(row) -> str:
    starts = timezone.localtime(row.period.lower)
    return f"{row.on.day}-{row.on.month} {starts:%H:%M} {row.member.user.name}, {row.get_channel_display().lower()}"


class AnswerForm(ActForm):
    """What the requester hears, and how; or that none is needed."""

    text = PlainTextField(
        label="Antwoord aan de aanvrager",
        multiline=True,
        max_length=4000,
        required=False,
        widget=TEXT,
    )
    channel = _choice("Hoe hoort de aanvrager het", AnswerChannel, required=False)
    is_not_needed = forms.BooleanField(label="Een antwoord is niet nodig", required=False)

    def fill(self, *, request, member: Membership, on: date) -> None:
        if request.is_delegated:
            del self.fields["is_not_needed"]
            self.initial.setdefault("channel", AnswerChannel.IN_POH)

    def clean(self) -> dict:
        given = super().clean()
        if not given.get("is_not_needed"):
            if not given.get("text"):
                self.add_error("text", "Schrijf het antwoord op, of leg vast dat het niet nodig is.")
            if not given.get("channel"):
                self.add_error("channel", "Kies hoe de aanvrager het hoort.")
        return given

    def answer(self) -> Answer | None:
        given = self.cleaned_data
        return None if given.get("is_not_needed") else Answer(given["text"], AnswerChannel(given["channel"]))


class CloseForm(ActForm):
    """How it ended."""

    outcome = _choice("Uitkomst", RequestOutcome, error_messages={"required": "Kies hoe de aanvraag eindigt."})


class MergeForm(ActForm):
    """With which other request it goes on."""

    into = forms.ChoiceField(label="Samen met", choices=[], error_messages={"required": "Kies de andere aanvraag."})

    def offer(self, found) -> None:
        """Offer these requests."""
        self.found = {str(row.uuid): row for row in found}
        self.fields["into"].choices = [(key, _other(row)) for key, row in self.found.items()]

    def fill(self, *, request, member: Membership, on: date) -> None:
        self.offer(possible_duplicates(request=request))


def _other(row) -> str:
    return f"{row}, {row.get_state_display()}: {row.text[:60]}"


class NormsForm(forms.ModelForm):
    """The terms of the practice, in working days."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RequestNorms
        fields = NORM_FIELDS

"""Consult requests: what was asked, where it stands, what became of it, and the terms of the practice."""

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from consultations.enums_requests import (
    FINAL,
    UNFINISHED,
    URGENT,
    URGENT_MAY_STAND,
    ActivityKind,
    AnswerChannel,
    Discipline,
    RequestAct,
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
from consultations.querysets_requests import RequestQuerySet
from consultations.rules.deadlines import Norms
from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import PracticeModel, User
from poh.worklist.models import Task
from scheduling.models import Appointment
from scheduling.models.fields import member_key, within_practice


def _user(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        User, models.PROTECT, verbose_name=label, null=True, related_name="+", db_index=False, editable=False
    )


@pghistory.track()
class ConsultationRequest(PracticeModel):
    """Somebody asks for care, by whatever way it came in: one request, which can become several activities."""

    channel = models.CharField("kanaal", max_length=12, choices=RequestChannel)
    received_at = models.DateTimeField("binnengekomen")
    requester_kind = models.CharField("aanvrager", max_length=10, choices=RequesterKind)
    requester_member = member_key("collega", null=True, blank=True)
    requester_name = models.CharField("naam van de aanvrager", max_length=120, blank=True)
    requester_role = models.CharField("rol van de aanvrager", max_length=80, blank=True)
    has_consent = models.BooleanField("patiënt weet ervan en stemt in", null=True, blank=True)
    patient = within_practice(Patient, "patiënt", null=True, blank=True, related_name="requests")
    text = models.TextField("vraag, in de woorden van de aanvrager", max_length=4000)
    icpc = models.CharField("ICPC", max_length=7, blank=True)
    expected = models.CharField("wat wordt verwacht", max_length=300, blank=True)
    answer_by = models.DateField("terugkoppeling vóór", null=True, blank=True)
    wish = models.CharField("wens voor dag of tijd", max_length=120, blank=True)
    due_items = models.CharField("waarvoor opgeroepen", max_length=300, blank=True)

    urgency = models.CharField("urgentie", max_length=8, choices=Urgency, blank=True)
    discipline = models.CharField("voor welke POH", max_length=4, choices=Discipline, blank=True)
    form = models.CharField("vorm", max_length=12, choices=RequestForm, blank=True)
    minutes = models.PositiveSmallIntegerField("minuten", null=True, blank=True)

    state = models.CharField(
        "stand", max_length=10, choices=RequestState, default=RequestState.RECEIVED, editable=False
    )
    state_since = models.DateTimeField("in deze stand sinds", editable=False)
    member = member_key("bij", null=True, blank=True)
    role = models.CharField("bij de rol", max_length=12, choices=Role, blank=True, default="")
    accepted_at = models.DateTimeField("aangenomen op", null=True, editable=False)
    waiting_for = models.CharField("wacht op", max_length=8, choices=WaitingFor, blank=True)
    waiting_until = models.DateField("tot", null=True, blank=True)
    due_at = models.DateTimeField("uiterlijk", null=True, editable=False)
    plan_due_at = models.DateTimeField("uiterlijk gepland", null=True, editable=False)
    planned_at = models.DateTimeField("voor het eerst gepland", null=True, editable=False)

    outcome = models.CharField("uitkomst", max_length=12, choices=RequestOutcome, blank=True)
    answer = models.TextField("antwoord aan de aanvrager", max_length=4000, blank=True)
    answer_channel = models.CharField("hoe", max_length=8, choices=AnswerChannel, blank=True)
    answered_at = models.DateTimeField("beantwoord op", null=True, editable=False)
    answered_by = _user("beantwoord door")
    answer_not_needed = models.BooleanField("antwoord niet nodig", default=False)
    closed_at = models.DateTimeField("geëindigd op", null=True, editable=False)
    closed_by = _user("geëindigd door")
    withdrawn_by = models.CharField("ingetrokken door", max_length=10, choices=WithdrawnBy, blank=True, editable=False)
    merged_into = within_practice("self", "samengevoegd met", null=True, editable=False)
    reopened_from = within_practice("self", "opnieuw geopend uit", null=True, editable=False)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "consultaanvraag"
        verbose_name_plural = "consultaanvragen"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="consultations_request_says_what"),
            models.CheckConstraint(
                condition=(Q(requester_kind=RequesterKind.COLLEAGUE) & Q(requester_member__isnull=False))
                | (~Q(requester_kind=RequesterKind.COLLEAGUE) & Q(requester_member__isnull=True)),
                name="consultations_request_colleague_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(requester_kind=RequesterKind.EXTERNAL) | ~Q(requester_name=""),
                name="consultations_request_requester_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(requester_kind=RequesterKind.PATIENT) | Q(patient__isnull=False),
                name="consultations_request_patient_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(channel=RequestChannel.DELEGATION) | Q(requester_kind=RequesterKind.COLLEAGUE),
                name="consultations_request_delegated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(RequestState.RECEIVED, *FINAL)) | ~Q(urgency="") & ~Q(discipline=""),
                name="consultations_request_triaged_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(urgency__in=URGENT) | Q(state__in=URGENT_MAY_STAND),
                name="consultations_request_urgent_never_waits_for_a_poh",
                violation_error_message="Spoed gaat naar de huisarts.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.FORWARDED) | Q(role=Role.HUISARTS),
                name="consultations_request_forwarded_to_the_huisarts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(RequestState.ASSIGNED, RequestState.PLANNED, RequestState.NO_SHOW))
                | Q(member__isnull=False)
                | ~Q(role=""),
                name="consultations_request_lies_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(member__isnull=False),
                name="consultations_request_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(waiting_for="", waiting_until__isnull=True)
                | (~Q(waiting_for="") & Q(waiting_until__isnull=False, state__in=UNFINISHED)),
                name="consultations_request_waits_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, closed_at__isnull=True)
                | (Q(state__in=FINAL) & Q(closed_at__isnull=False)),
                name="consultations_request_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.CLOSED)
                | (
                    ~Q(outcome="")
                    & Q(closed_by__isnull=False)
                    & (Q(answered_at__isnull=False) | Q(answer_not_needed=True))
                ),
                name="consultations_request_closed_with_outcome_author_and_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.CLOSED, channel=RequestChannel.DELEGATION) | ~Q(answer=""),
                name="consultations_request_delegated_gets_an_answer",
            ),
            models.CheckConstraint(
                condition=(
                    Q(answered_at__isnull=True, answered_by__isnull=True, answer="", answer_channel="")
                    | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(answer_channel=""))
                ),
                name="consultations_request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.MERGED, merged_into__isnull=False)
                | (~Q(state=RequestState.MERGED) & Q(merged_into__isnull=True)),
                name="consultations_request_merged_into_another",
            ),
            models.CheckConstraint(
                condition=(Q(state=RequestState.WITHDRAWN) & ~Q(withdrawn_by=""))
                | (~Q(state=RequestState.WITHDRAWN) & Q(withdrawn_by="")),
                name="consultations_request_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=5, minutes__lte=480),
                name="consultations_request_5_minutes_to_8_hours",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "state", "due_at"],
                condition=Q(state__in=UNFINISHED),
                name="consultations_request_open",
            ),
            models.Index(
                fields=["practice", "member"], condition=Q(state__in=UNFINISHED), name="consultations_request_with"
            ),
            models.Index(fields=["practice", "patient", "-id"], name="consultations_request_about"),
            models.Index(fields=["practice", "-received_at"], name="consultations_request_since"),
            models.Index(
                fields=["practice", "requester_member", "-answered_at"],
                condition=Q(requester_member__isnull=False),
                name="consultations_request_asked_by",
            ),
        ]

    def __str__(self) -> str:
        return f"aanvraag van {self.received_at:%d-%m-%Y}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_urgent(self) -> bool:
        return self.urgency in URGENT

    @property
    def is_delegated(self) -> bool:
        """Asked by the huisarts, who must be able to read the answer."""
        return self.channel == RequestChannel.DELEGATION


class RequestEvent(PracticeModel):
    """One act on a request, and where it stood after it. Never changed: the counts of a practice rest on these."""

    request = within_practice(ConsultationRequest, "aanvraag", related_name="steps")
    act = models.CharField("handeling", max_length=12, choices=RequestAct)
    state = models.CharField("stand", max_length=10, choices=RequestState)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="door")
    at = models.DateTimeField("op")
    reason = models.CharField("reden", max_length=16, choices=RequestReason, blank=True)
    note = models.CharField("toelichting", max_length=1000, blank=True)
    from_member = member_key("van", null=True)
    from_role = models.CharField("van de rol", max_length=12, choices=Role, blank=True, default="")
    to_member = member_key("naar", null=True)
    to_role = models.CharField("naar de rol", max_length=12, choices=Role, blank=True, default="")

    class Meta(PracticeModel.Meta):
        verbose_name = "stap van een aanvraag"
        verbose_name_plural = "stappen van aanvragen"
        ordering = ["-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(act__in=(RequestAct.RETURNED, RequestAct.REJECTED)) | (~Q(reason="") & ~Q(note="")),
                name="consultations_requestevent_refusal_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "request", "-id"], name="consultations_event_of"),
            models.Index(fields=["practice", "at"], name="consultations_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%d-%m-%Y}"


class RequestActivity(PracticeModel):
    """What a request became: an appointment in the agenda, or work on somebody's list; each done in its own place."""

    request = within_practice(ConsultationRequest, "aanvraag", related_name="activities")
    kind = models.CharField("soort", max_length=12, choices=ActivityKind)
    what = models.CharField("wat", max_length=120)
    appointment = within_practice(Appointment, "afspraak", null=True)
    task = within_practice(Task, "taak", null=True)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="toegevoegd door"
    )

    class Meta(PracticeModel.Meta):
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        ordering = ["id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(appointment__isnull=False) | Q(task__isnull=False),
                name="consultations_requestactivity_is_somewhere",
            ),
            models.UniqueConstraint(
                fields=["practice", "appointment"],
                condition=Q(appointment__isnull=False),
                name="consultations_requestactivity_one_of_appointment",
                violation_error_message="Deze afspraak hoort al bij een aanvraag.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "request"], name="consultations_activity_of")]

    def __str__(self) -> str:
        return self.what


def _days(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(60)])


@pghistory.track()
class RequestNorms(PracticeModel):
    """The terms of a practice, in working days; without a row the defaults hold."""

    triage_days = _days("beoordelen", Norms.triage_days)
    e_consult_days = _days("eerste reactie op een e-consult", Norms.e_consult_days)
    accept_days = _days("aannemen", Norms.accept_days)
    process_days = _days("verwerken na het consult", Norms.process_days)
    plan_u3_days = _days("plannen bij U3", Norms.plan_u3_days)
    plan_u4_days = _days("plannen bij U4", Norms.plan_u4_days)
    plan_u5_days = _days("plannen bij U5", Norms.plan_u5_days)
    plan_routine_days = _days("plannen wanneer het planbaar is", Norms.plan_routine_days)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "termijnen van aanvragen"
        verbose_name_plural = "termijnen van aanvragen"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="consultations_requestnorms_one_per_practice"),
        ]

    def __str__(self) -> str:
        return "termijnen"

"""Who waits for a place, and who must be called."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from patients.enums import Language
from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import Location, PracticeModel, User
from scheduling.enums import CallOutcome, CallState, DayPart, OfferAnswer, WaitingState, Weekday
from scheduling.models.appointments import Appointment
from scheduling.models.fields import comes_after, has_length, member_key, within_practice
from scheduling.models.places import AppointmentKind
from scheduling.querysets import CallBackQuerySet, WaitingListQuerySet


@pghistory.track()
class WaitingListEntry(PracticeModel):
    """A patient waits for a place of some kind, within some days, at times that suit."""

    patient = within_practice(Patient, "patiënt")
    kind = within_practice(AppointmentKind, "soort")
    minutes = models.PositiveSmallIntegerField("minuten")
    member = member_key("liefst bij", null=True, blank=True)
    location = within_practice(Location, "liefst op", null=True, blank=True)
    from_on = models.DateField("vanaf")
    until_on = models.DateField("uiterlijk", null=True, blank=True)
    parts = ArrayField(
        models.CharField(max_length=8, choices=DayPart), verbose_name="dagdelen", default=list, blank=True
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), verbose_name="dagen", default=list, blank=True
    )
    language = models.CharField("in de taal", max_length=3, choices=Language, blank=True)
    reason = models.CharField("reden, in eigen woorden", max_length=300, blank=True)
    state = models.CharField("stand", max_length=9, choices=WaitingState, default=WaitingState.WAITING)
    appointment = within_practice(Appointment, "afspraak", null=True, blank=True)
    ended_at = models.DateTimeField("van de lijst op", null=True, blank=True)
    end_reason = models.CharField("reden", max_length=200, blank=True)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="op de lijst gezet door"
    )
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = WaitingListQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "wens op de wachtlijst"
        verbose_name_plural = "wensen op de wachtlijst"
        ordering = ["until_on", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            comes_after(
                "scheduling_waitinglistentry_days_forward",
                "from_on",
                "until_on",
                "De laatste dag ligt niet voor de eerste.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="scheduling_waitinglistentry_5_minutes_to_8_hours"
            ),
            models.CheckConstraint(
                condition=Q(state=WaitingState.WAITING, ended_at__isnull=True, appointment__isnull=True)
                | Q(state=WaitingState.BOOKED, ended_at__isnull=False, appointment__isnull=False)
                | Q(state=WaitingState.WITHDRAWN, ended_at__isnull=False, appointment__isnull=True) & ~Q(end_reason=""),
                name="scheduling_waitinglistentry_ends_one_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "until_on"],
                condition=Q(state=WaitingState.WAITING),
                name="scheduling_waiting_now",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()


@pghistory.track()
class WaitingListOffer(PracticeModel):
    """A place that was offered to somebody on the waiting list, and the answer."""

    entry = within_practice(WaitingListEntry, "wens", related_name="offers")
    member = member_key()
    location = within_practice(Location, "locatie")
    period = DateTimeRangeField("tijd")
    answer = models.CharField("antwoord", max_length=8, choices=OfferAnswer, default=OfferAnswer.OPEN)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="aangeboden door")
    offered_at = models.DateTimeField("aangeboden op")
    answered_at = models.DateTimeField("antwoord op", null=True, blank=True)

    class Meta(PracticeModel.Meta):
        verbose_name = "aangeboden plek"
        verbose_name_plural = "aangeboden plekken"
        ordering = ["-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            has_length("scheduling_waitinglistoffer_has_length"),
            models.UniqueConstraint(
                fields=["practice", "entry"],
                condition=Q(answer=OfferAnswer.OPEN),
                name="scheduling_waitinglistoffer_one_open",
                violation_error_message="Er staat al een plek open voor deze patiënt.",
            ),
            models.CheckConstraint(
                condition=Q(answer=OfferAnswer.OPEN, answered_at__isnull=True)
                | ~Q(answer=OfferAnswer.OPEN) & Q(answered_at__isnull=False),
                name="scheduling_waitinglistoffer_answered_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["practice", "entry"], name="scheduling_offer_of")]

    def __str__(self) -> str:
        return self.get_answer_display()


@pghistory.track()
class CallBack(PracticeModel):
    """A patient must be called: about what, when, and by whom or by which role."""

    patient = within_practice(Patient, "patiënt")
    phone = models.CharField("nummer", max_length=25)
    reason = models.CharField("waarover", max_length=300)
    due_on = models.DateField("bellen op")
    part = models.CharField("dagdeel", max_length=8, choices=DayPart, blank=True)
    is_urgent = models.BooleanField("met voorrang", default=False)
    member = member_key("door", null=True, blank=True)
    role = models.CharField("door de rol", max_length=12, choices=Role, blank=True)
    state = models.CharField("stand", max_length=6, choices=CallState, default=CallState.OPEN)
    closed_at = models.DateTimeField("klaar op", null=True, blank=True)
    close_reason = models.CharField("reden van stoppen", max_length=200, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="gevraagd door")
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = CallBackQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "terugbelverzoek"
        verbose_name_plural = "terugbelverzoeken"
        ordering = ["due_on", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(role=""),
                name="scheduling_callback_for_somebody",
                violation_error_message="Kies wie belt: een medewerker of een rol.",
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.OPEN, closed_at__isnull=True)
                | ~Q(state=CallState.OPEN) & Q(closed_at__isnull=False),
                name="scheduling_callback_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.CLOSED) | ~Q(close_reason=""),
                name="scheduling_callback_stopped_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "due_on"], condition=Q(state=CallState.OPEN), name="scheduling_callback_due"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class CallAttempt(PracticeModel):
    """Somebody tried to call, and how that ended."""

    call = within_practice(CallBack, "terugbelverzoek", related_name="attempts")
    at = models.DateTimeField("op")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="door")
    outcome = models.CharField("uitkomst", max_length=12, choices=CallOutcome)
    note = models.CharField("notitie", max_length=300, blank=True)

    class Meta(PracticeModel.Meta):
        verbose_name = "belpoging"
        verbose_name_plural = "belpogingen"
        ordering = ["id"]
        indexes = [models.Index(fields=["practice", "call"], name="scheduling_attempt_of")]

    def __str__(self) -> str:
        return self.get_outcome_display()

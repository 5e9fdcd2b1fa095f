"""Appointments, their history, and who takes part in a group."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q

from patients.models import Patient
from poh.accounts.models import Location, PracticeModel, User
from scheduling.enums import OPEN, AppointmentAct, AppointmentState, Attendance, CancelledBy, Channel
from scheduling.models.fields import has_length, member_key, on_local_day, within_practice
from scheduling.models.places import AppointmentKind, Room
from scheduling.querysets import GIVES_UP_PLACE, AppointmentQuerySet


def _once_at_a_time(field: str, message: str) -> ExclusionConstraint:
    """`field` has one appointment at a time. Checked at the end of a statement, so that two can change places."""
    return ExclusionConstraint(
        name=f"scheduling_appointment_{field}_once_at_a_time",
        expressions=[
            ("practice", RangeOperators.EQUAL),
            (field, RangeOperators.EQUAL),
            ("period", RangeOperators.OVERLAPS),
        ],
        condition=~GIVES_UP_PLACE & Q(**{f"{field}__isnull": False}),
        deferrable=Deferrable.IMMEDIATE,
        violation_error_message=message,
    )


@pghistory.track()
class Appointment(PracticeModel):
    """A patient (or a group) and a member of staff meet at a time. Called off, it stays to be seen."""

    patient = within_practice(Patient, "patiënt", null=True, blank=True, related_name="appointments")
    member = member_key()
    location = within_practice(Location, "locatie")
    room = within_practice(Room, "kamer", null=True, blank=True)
    kind = within_practice(AppointmentKind, "soort")
    channel = models.CharField("contact", max_length=12, choices=Channel)
    period = DateTimeRangeField("tijd")
    on = models.DateField("dag")
    reason = models.CharField("reden, in eigen woorden", max_length=300, blank=True)
    note = models.CharField("notitie van de praktijk", max_length=300, blank=True)
    title = models.CharField("naam van de groep", max_length=80, blank=True)
    state = models.CharField("stand", max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED)

    is_double = models.BooleanField("dubbel consult", default=False)
    is_extra = models.BooleanField("buiten het rooster", default=False)
    is_urgent = models.BooleanField("spoed", default=False)
    series = models.UUIDField("reeks", null=True, blank=True, editable=False)

    address = models.CharField("adres", max_length=200, blank=True)
    zone = models.CharField("wijk", max_length=60, blank=True)
    travel_minutes = models.PositiveSmallIntegerField("rijtijd", default=0)
    round_order = models.PositiveSmallIntegerField("volgorde van de ronde", null=True, blank=True)

    checked_in_at = models.DateTimeField("aangemeld om", null=True, blank=True)
    waiting_at = models.DateTimeField("in de wachtkamer om", null=True, blank=True)
    started_at = models.DateTimeField("begonnen om", null=True, blank=True)
    done_at = models.DateTimeField("afgerond om", null=True, blank=True)
    no_show_notice = models.BooleanField("te laat afgezegd", default=False)
    cancelled_at = models.DateTimeField("afgezegd op", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="afzegging genoteerd door",
    )
    cancelled_by_whom = models.CharField("afgezegd door", max_length=8, choices=CancelledBy, blank=True)
    cancel_reason = models.CharField("waarom", max_length=200, blank=True)

    booked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="geboekt door"
    )
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        ordering = ["on", "period", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            has_length("scheduling_appointment_has_length"),
            on_local_day("scheduling_appointment_on_its_local_day"),
            _once_at_a_time("member", "Deze medewerker heeft dan al een afspraak."),
            _once_at_a_time("room", "Deze kamer is dan al in gebruik."),
            _once_at_a_time("patient", "Deze patiënt heeft dan al een afspraak."),
            models.CheckConstraint(
                condition=Q(channel=Channel.GROUP, patient__isnull=True) & ~Q(title="")
                | ~Q(channel=Channel.GROUP) & Q(patient__isnull=False),
                name="scheduling_appointment_of_a_patient_or_a_group",
                violation_error_message="Een afspraak is van een patiënt; een groepsconsult heeft een naam.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AppointmentState.CANCELLED,
                    cancelled_at__isnull=False,
                    cancelled_by_whom__in=CancelledBy.values,
                )
                | ~Q(state=AppointmentState.CANCELLED)
                & Q(cancelled_at__isnull=True, cancelled_by_whom="", cancel_reason=""),
                name="scheduling_appointment_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(no_show_notice=False) | Q(state=AppointmentState.NO_SHOW),
                name="scheduling_appointment_notice_of_a_no_show",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.DONE) | Q(done_at__isnull=False),
                name="scheduling_appointment_done_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(travel_minutes__lte=240), name="scheduling_appointment_travel_at_most_four_hours"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "on", "member"], name="scheduling_appointment_on_day"),
            models.Index(fields=["practice", "patient", "-on"], name="scheduling_appointment_of"),
            models.Index(
                fields=["practice", "on"], condition=Q(state__in=sorted(OPEN)), name="scheduling_appointment_open"
            ),
            models.Index(
                fields=["practice", "series"], condition=Q(series__isnull=False), name="scheduling_appointment_series"
            ),
        ]

    def __str__(self) -> str:
        return f"afspraak op {self.on:%d-%m-%Y}"

    @property
    def holds_place(self) -> bool:
        """Whether nobody else can have this place: it was not called off."""
        is_given_up = self.state == AppointmentState.NO_SHOW and self.no_show_notice
        return self.state != AppointmentState.CANCELLED and not is_given_up


class AppointmentStatus(PracticeModel):
    """One act on an appointment, as users see it: what, when, by whom, and where the appointment stood after it."""

    appointment = within_practice(Appointment, "afspraak", related_name="statuses")
    act = models.CharField("handeling", max_length=8, choices=AppointmentAct)
    state = models.CharField("stand", max_length=10, choices=AppointmentState)
    period = DateTimeRangeField("tijd")
    member = member_key()
    note = models.CharField("toelichting", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="door")
    at = models.DateTimeField("op")

    class Meta(PracticeModel.Meta):
        verbose_name = "stap van een afspraak"
        verbose_name_plural = "stappen van afspraken"
        ordering = ["id"]
        indexes = [models.Index(fields=["practice", "appointment"], name="scheduling_status_of")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_state_display().lower()}"


@pghistory.track()
class GroupParticipant(PracticeModel):
    """Somebody takes part in a group consult, and what was noted of this person there."""

    appointment = within_practice(Appointment, "groepsconsult", related_name="participants")
    patient = within_practice(Patient, "patiënt")
    attendance = models.CharField("aanwezigheid", max_length=9, choices=Attendance, default=Attendance.INVITED)
    note = models.TextField("notitie", max_length=4000, blank=True)
    added_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="toegevoegd door"
    )
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "deelnemer"
        verbose_name_plural = "deelnemers"
        ordering = ["id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "appointment", "patient"],
                name="scheduling_groupparticipant_once",
                violation_error_message="Deze patiënt doet al mee.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="scheduling_participant_is")]

    def __str__(self) -> str:
        return self.get_attendance_display()

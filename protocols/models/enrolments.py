"""A patient takes part in a programme, by one version of its protocol."""

import pghistory
from django.db import models
from django.db.models import Q

from patients.models import Determination, Patient
from poh.accounts.models import PracticeModel, User
from poh.base.dates import day_text
from protocols.enums import EnrolmentState, StepKind
from protocols.models.versions import Protocol, version_in_reach
from protocols.querysets import EnrolmentQuerySet, PersonalTargetQuerySet


@pghistory.track(exclude=["next_due_on", "next_control"])
class Enrolment(PracticeModel):
    """Participation of one patient in one programme; at most one that has not ended.

    `next_due_on` and `next_control` follow from the record and the version, and are kept in the transaction that
    changes their cause.
    """

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="enrolments", db_constraint=False
    )
    protocol = models.ForeignKey(Protocol, models.PROTECT, verbose_name="programma", related_name="+")
    protocol_version = version_in_reach("versie")
    state = models.CharField("deelname", max_length=10, choices=EnrolmentState, default=EnrolmentState.INCLUDED)
    started_on = models.DateField("sinds")
    ended_on = models.DateField("gestopt op", null=True, blank=True)
    personal_months = models.PositiveSmallIntegerField(
        "eigen termijn in maanden", null=True, blank=True, help_text="In plaats van de termijn van het protocol."
    )
    personal_months_reason = models.CharField("reden van de eigen termijn", max_length=300, blank=True)
    next_due_on = models.DateField("volgende controle", null=True, blank=True, editable=False)
    next_control = models.CharField("soort controle", max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["protocol__position", "-started_on"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "patient", "protocol"],
                condition=~Q(state=EnrolmentState.ENDED),
                name="protocols_enrolment_one_open",
                violation_error_message="Deze patiënt doet al mee aan dit programma.",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.ENDED, ended_on__isnull=False)
                | ~Q(state=EnrolmentState.ENDED) & Q(ended_on__isnull=True),
                name="protocols_enrolment_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(personal_months__isnull=True, personal_months_reason="")
                | (Q(personal_months__gte=1, personal_months__lte=60) & ~Q(personal_months_reason="")),
                name="protocols_enrolment_personal_term_has_reason",
                violation_error_message="Een eigen termijn is 1 tot 60 maanden en heeft een reden.",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.INCLUDED) | Q(next_due_on__isnull=True),
                name="protocols_enrolment_due_while_included",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "patient"], name="protocols_enrolment_of"),
            models.Index(
                fields=["practice", "next_due_on"],
                include=["patient", "protocol"],
                condition=Q(state=EnrolmentState.INCLUDED),
                name="protocols_enrolment_due",
            ),
            models.Index(fields=["practice", "protocol_version", "state"], name="protocols_enrolment_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id}: {self.get_state_display()}"


class EnrolmentStatus(PracticeModel):
    """One step in a participation, as users see it: what became of it, when, by whom and why.

    A step of kind `term` tells the patient's own term; without months the term of the protocol came back.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, verbose_name="deelname", related_name="statuses", db_constraint=False
    )
    kind = models.CharField("wat", max_length=5, choices=StepKind, default=StepKind.STATE)
    state = models.CharField("deelname", max_length=10, choices=EnrolmentState)
    personal_months = models.PositiveSmallIntegerField("eigen termijn in maanden", null=True, blank=True)
    protocol_version = version_in_reach("versie")
    on = models.DateField("per")
    reason = models.CharField("reden", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="door")

    class Meta(PracticeModel.Meta):
        verbose_name = "stap in een deelname"
        verbose_name_plural = "stappen in deelnames"
        ordering = ["-id"]
        indexes = [models.Index(fields=["practice", "enrolment"], name="protocols_status_of")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} per {day_text(self.on)}"


@pghistory.track()
class PersonalTarget(PracticeModel):
    """A target for this patient that goes before what the protocol says; one that is replaced stays, ended.

    `set_by` is empty for one that came in with a record from elsewhere.
    """

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="personal_targets", db_constraint=False
    )
    determination = models.ForeignKey(Determination, models.PROTECT, verbose_name="bepaling", related_name="+")
    low = models.DecimalField("vanaf", max_digits=12, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("tot en met", max_digits=12, decimal_places=4, null=True, blank=True)
    reason = models.CharField("reden", max_length=300)
    started_on = models.DateField("sinds")
    ended_on = models.DateField("tot", null=True, blank=True)
    end_reason = models.CharField("reden van het einde", max_length=300, blank=True)
    set_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="afgesproken door", null=True, blank=True, related_name="+"
    )

    objects = PersonalTargetQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "persoonlijke streefwaarde"
        verbose_name_plural = "persoonlijke streefwaarden"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "patient", "determination"],
                condition=Q(ended_on__isnull=True),
                name="protocols_personaltarget_one_open",
                violation_error_message="Er is al een persoonlijke streefwaarde voor deze bepaling.",
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=False) | Q(high__isnull=False))
                & (Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=models.F("high"))),
                name="protocols_personaltarget_is_a_range",
                violation_error_message="Vul een grens in; de ondergrens ligt niet boven de bovengrens.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="protocols_personaltarget_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=models.F("started_on")) & ~Q(end_reason="")),
                name="protocols_personaltarget_end_has_reason",
                violation_error_message="Een streefwaarde eindigt niet voor zij begon, en met een reden.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="protocols_personaltarget_of")]

    def __str__(self) -> str:
        return f"{self.determination_id}: {self.low or ''}-{self.high or ''}"

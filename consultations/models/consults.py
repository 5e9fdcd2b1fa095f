"""A consult: open as a draft while the POH types, final when it is closed; what was typed, noted and not done."""

import pghistory
from django.db import models
from django.db.models import F, Q

from consultations.enums_consult import ConsultState, ContactKind, NotDoneReason
from consultations.querysets_consult import ConsultationQuerySet
from patients.models import Determination, Episode, Patient
from poh.accounts.models import PracticeModel, User
from scheduling.models import Appointment
from scheduling.models.fields import member_key, within_practice


@pghistory.track(exclude=["interactions", "corrections"])
class Consultation(PracticeModel):
    """One contact of one member of staff about one patient; one open draft of both at a time.

    `controls` names the control that is done of each programme (`{"dm2": "jaarcontrole"}`). `interactions` and
    `corrections` count what it took to fill in, for the figures of the practice; no value of a patient is in them.
    """

    patient = within_practice(Patient, "patiënt", related_name="consultations")
    member = member_key()
    kind = models.CharField("contact", max_length=12, choices=ContactKind, default=ContactKind.SURGERY)
    with_whom = models.CharField("met wie", max_length=120, blank=True)
    appointment = within_practice(Appointment, "afspraak", null=True, blank=True)
    reason = models.CharField("reden, in eigen woorden", max_length=300, blank=True)
    controls = models.JSONField("controles", default=dict, blank=True)
    state = models.CharField("stand", max_length=9, choices=ConsultState, default=ConsultState.DRAFT, editable=False)
    opened_at = models.DateTimeField("geopend")
    closed_at = models.DateTimeField("afgesloten", null=True, editable=False)
    next_on = models.DateField("volgende controle", null=True, blank=True)
    discard_reason = models.CharField("waarom niet doorgegaan", max_length=200, blank=True, editable=False)
    interactions = models.PositiveIntegerField("handelingen", default=0, editable=False)
    corrections = models.PositiveIntegerField("verbeteringen", default=0, editable=False)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "consult"
        verbose_name_plural = "consulten"
        ordering = ["-opened_at"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "patient", "member"],
                condition=Q(state=ConsultState.DRAFT),
                name="consultations_consultation_one_draft",
                violation_error_message="Van deze patiënt staat al een consult open.",
            ),
            models.UniqueConstraint(
                fields=["practice", "appointment"],
                condition=Q(appointment__isnull=False) & ~Q(state=ConsultState.DISCARDED),
                name="consultations_consultation_one_of_appointment",
                violation_error_message="Van deze afspraak is al een consult.",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultState.DRAFT, closed_at__isnull=True)
                | ~Q(state=ConsultState.DRAFT) & Q(closed_at__gte=F("opened_at")),
                name="consultations_consultation_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsultState.DISCARDED) & Q(discard_reason="")
                | Q(state=ConsultState.DISCARDED) & ~Q(discard_reason=""),
                name="consultations_consultation_discarded_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ContactKind.THIRD_PARTY) | ~Q(with_whom=""),
                name="consultations_consultation_with_somebody",
                violation_error_message="Schrijf met wie is overlegd.",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "patient", "-opened_at"], name="consultations_consult_of"),
            models.Index(
                fields=["practice", "member"], condition=Q(state=ConsultState.DRAFT), name="consultations_consult_open"
            ),
            models.Index(
                fields=["practice", "-closed_at"],
                condition=Q(state=ConsultState.FINAL),
                name="consultations_consult_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} op {self.opened_at:%d-%m-%Y}"

    @property
    def is_draft(self) -> bool:
        return self.state == ConsultState.DRAFT


class DraftField(PracticeModel):
    """One field of a draft as it was last typed: text, not yet a value of the record.

    `revision` counts the saves, so that an older page cannot overwrite a newer one.
    """

    consultation = within_practice(Consultation, "consult", related_name="fields")
    key = models.CharField("veld", max_length=120)
    typed = models.TextField("getypt", max_length=20_000, blank=True)
    revision = models.PositiveIntegerField("bewerking", default=1)
    saved_at = models.DateTimeField("bewaard")
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, verbose_name="door")

    class Meta(PracticeModel.Meta):
        verbose_name = "veld van een concept"
        verbose_name_plural = "velden van een concept"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "consultation", "key"], name="consultations_draftfield_once_per_consult"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SoapNote(PracticeModel):
    """What was noted about one episode in one consult: S, O, E and P, and the episode as it was called then.

    Made when the consult is closed and never changed (ADEPD, 5th version, 2025: an entry shows the title of its
    episode as it was recorded; a code at S or E may differ from that of the episode).
    """

    consultation = within_practice(Consultation, "consult", related_name="notes")
    episode = within_practice(Episode, "episode", null=True, blank=True)
    position = models.PositiveSmallIntegerField("plaats", default=0)
    episode_icpc = models.CharField("ICPC van de episode", max_length=6, blank=True)
    episode_title = models.CharField("episode", max_length=200, blank=True)
    subjective = models.TextField("S", max_length=20_000, blank=True)
    objective = models.TextField("O", max_length=20_000, blank=True)
    evaluation = models.TextField("E", max_length=20_000, blank=True)
    plan = models.TextField("P", max_length=20_000, blank=True)
    reason_icpc = models.CharField("ICPC bij S", max_length=6, blank=True)
    evaluation_icpc = models.CharField("ICPC bij E", max_length=6, blank=True)

    class Meta(PracticeModel.Meta):
        verbose_name = "SOEP-regel"
        verbose_name_plural = "SOEP-regels"
        ordering = ["position", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(subjective="", objective="", evaluation="", plan=""),
                name="consultations_soapnote_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "consultation"], name="consultations_soapnote_of"),
            models.Index(fields=["practice", "episode"], name="consultations_soapnote_about"),
        ]

    def __str__(self) -> str:
        return self.episode_title or "zonder episode"


class Addendum(PracticeModel):
    """A later addition to a final consult, with who and when."""

    consultation = within_practice(Consultation, "consult", related_name="addenda")
    text = models.TextField("aanvulling", max_length=5_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, verbose_name="door")
    at = models.DateTimeField("op")

    class Meta(PracticeModel.Meta):
        verbose_name = "aanvulling"
        verbose_name_plural = "aanvullingen"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["practice", "consultation"], name="consultations_addendum_of")]

    def __str__(self) -> str:
        return f"aanvulling op {self.at:%d-%m-%Y}"


class NotDone(PracticeModel):
    """Something that the consult asked for and that was not done, with the reason."""

    consultation = within_practice(Consultation, "consult", related_name="not_done")
    determination = models.ForeignKey(
        Determination, models.PROTECT, related_name="+", db_index=False, verbose_name="bepaling"
    )
    reason = models.CharField("waarom niet", max_length=1, choices=NotDoneReason)

    class Meta(PracticeModel.Meta):
        verbose_name = "niet gedaan"
        verbose_name_plural = "niet gedaan"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "consultation", "determination"], name="consultations_notdone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.determination_id}: {self.get_reason_display()}"

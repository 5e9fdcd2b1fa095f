"""Filled-in questionnaires, and the texts that a practice entered with the evidence of its licence."""

from django.db import models
from django.db.models import Q

from patients.models import Patient
from poh.accounts.models import PracticeModel, User
from protocols.querysets import InstrumentTextQuerySet, ResponseQuerySet


class QuestionnaireResponse(PracticeModel):
    """One filled-in questionnaire: its answers as data. Never changed: a correction is a new one that supersedes it.

    The scores stand beside the answers as they were computed then, and are kept as measurements as well.
    """

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="questionnaires", db_constraint=False
    )
    instrument = models.CharField("vragenlijst", max_length=40)
    instrument_version = models.CharField("versie van de vragenlijst", max_length=24)
    # Item id to answer code; a question without an answer is not there.
    answers = models.JSONField("antwoorden")
    # {"scales": {key: score or {"blocked": why}}, "flags": [{"code", "text"}]} as the scoring gave it.
    scores = models.JSONField("scores")
    # Determination key to the uuid of the measurement that holds the score.
    measured = models.JSONField("vastgelegd als meting", default=dict)
    filled_in_at = models.DateTimeField("ingevuld op")
    with_text = models.ForeignKey(
        "InstrumentText",
        models.PROTECT,
        verbose_name="met de tekst van de praktijk",
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    entered_by = models.ForeignKey(User, models.PROTECT, verbose_name="ingevoerd door", related_name="+")
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="verbetert",
        null=True,
        blank=True,
        related_name="corrections",
        db_constraint=False,
    )
    correction_reason = models.CharField("reden van verbetering", max_length=300, blank=True, default="")

    objects = ResponseQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "ingevulde vragenlijst"
        verbose_name_plural = "ingevulde vragenlijsten"
        ordering = ["-filled_in_at", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, correction_reason="")
                | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="protocols_response_corrects_with_reason",
                violation_error_message="Schrijf waarom de vragenlijst wordt verbeterd.",
            ),
            models.UniqueConstraint(
                fields=["practice", "supersedes"],
                condition=Q(supersedes__isnull=False),
                name="protocols_response_corrected_once",
                violation_error_message="Deze vragenlijst is intussen al verbeterd.",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "patient", "instrument", "-filled_in_at"], name="protocols_response_of"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.instrument_version}"


class InstrumentText(PracticeModel):
    """The questions of one questionnaire in words, entered by the practice, with the evidence of its licence.

    Never changed: another text, or the end of the licence, is a new row; the newest counts.
    """

    instrument = models.CharField("vragenlijst", max_length=40)
    instrument_version = models.CharField("versie van de vragenlijst", max_length=24)
    texts = models.JSONField("teksten")
    granted_by = models.CharField("toestemming van", max_length=200)
    granted_on = models.DateField("toestemming op")
    document = models.TextField("bewijs", max_length=2000, help_text="Waar de toestemming te vinden is.")
    is_withdrawn = models.BooleanField("niet meer in gebruik", default=False)
    entered_by = models.ForeignKey(User, models.PROTECT, verbose_name="ingevoerd door", related_name="+")

    objects = InstrumentTextQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "tekst van een vragenlijst"
        verbose_name_plural = "teksten van vragenlijsten"
        ordering = ["-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(granted_by="") & ~Q(document=""), name="protocols_instrumenttext_has_evidence"
            ),
        ]
        indexes = [models.Index(fields=["practice", "instrument", "-id"], name="protocols_instrumenttext_of")]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.granted_by}"

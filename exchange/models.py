"""What was taken over from elsewhere, and what waits for a person before it can be."""

import pghistory
from django.db import models
from django.db.models import Q

from exchange.enums import ItemState, Kind, QuarantineReason
from exchange.querysets import ImportQuerySet, QuarantineQuerySet
from patients.models import Measurement, Patient
from poh.accounts.models import PracticeModel, User


class Import(PracticeModel):
    """One run over a folder of files, with what became of everything in it."""

    folder = models.CharField("map", max_length=300)
    # Tells systems apart that number their resources alike.
    source_name = models.CharField("herkomst", max_length=80)
    started_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gestart door", null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField("begonnen")
    finished_at = models.DateTimeField("klaar", null=True, blank=True)
    report = models.JSONField("verslag", default=dict)

    objects = ImportQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "overname"
        verbose_name_plural = "overnames"
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["practice", "-started_at"], name="exchange_import_by_time")]

    def __str__(self) -> str:
        return f"{self.folder} ({self.source_name})"


@pghistory.track()
class QuarantinedItem(PracticeModel):
    """Something that came in and could not be kept as it is: as the source wrote it, and what was done with it.

    The database refuses every change to what came in; only the judgement about it changes.
    """

    import_run = models.ForeignKey(
        Import, models.PROTECT, verbose_name="overname", related_name="items", db_constraint=False
    )
    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", null=True, blank=True, related_name="+", db_constraint=False
    )
    kind = models.CharField("soort", max_length=12, choices=Kind)
    resource = models.CharField("naam in de bron", max_length=400)
    part = models.CharField("deel", max_length=80, blank=True, default="")
    code = models.CharField("code", max_length=40, blank=True, default="")
    text = models.CharField("omschrijving in de bron", max_length=200, blank=True, default="")
    original_value = models.CharField("waarde in de bron", max_length=200, blank=True, default="")
    original_unit = models.CharField("eenheid in de bron", max_length=40, blank=True, default="")
    original_moment = models.CharField("datum in de bron", max_length=40, blank=True, default="")
    observed_at = models.DateTimeField("gemeten op", null=True, blank=True)
    has_time = models.BooleanField("tijdstip bekend", default=False)
    # What it may be: a key of a determination, or several to choose from.
    determination = models.CharField("vermoedelijke bepaling", max_length=40, blank=True, default="")
    candidates = models.JSONField("mogelijke bepalingen", default=list, blank=True)
    reason = models.CharField("reden", max_length=16, choices=QuarantineReason)
    detail = models.CharField("toelichting", max_length=300)

    state = models.CharField("stand", max_length=10, choices=ItemState, default=ItemState.OPEN)
    resolved_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="beoordeeld door", null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField("beoordeeld op", null=True, blank=True)
    resolution = models.CharField("oordeel", max_length=300, blank=True, default="")
    measurement = models.ForeignKey(
        Measurement,
        models.PROTECT,
        verbose_name="vastgelegde meting",
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    objects = QuarantineQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "rij in quarantaine"
        verbose_name_plural = "rijen in quarantaine"
        ordering = ["id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=[ItemState.RESOLVED, ItemState.DISMISSED])
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="exchange_quarantineditem_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.DISMISSED) | ~Q(resolution=""),
                name="exchange_quarantineditem_dismissed_with_reason",
                violation_error_message="Schrijf waarom deze waarde niet wordt overgenomen.",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state", "reason"], name="exchange_quarantine_by_reason"),
            models.Index(fields=["practice", "patient"], name="exchange_quarantine_of"),
        ]

    def __str__(self) -> str:
        return f"{self.text or self.code} ({self.get_reason_display()})"

"""Who may open a record beside the team: a named relationship, or the noodknop."""

from datetime import timedelta

import pghistory
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from patients.enums import BreakGlassReason, RelationshipBasis
from patients.models.patient import Patient, one_line
from patients.querysets import BreakGlassQuerySet, TreatmentRelationshipQuerySet
from poh.accounts.models import Membership, PracticeModel, User
from poh.base.dates import day_text

BREAK_GLASS_PERIOD = timedelta(minutes=60)
SHORTEST_REASON = 10


@pghistory.track()
class TreatmentRelationship(PracticeModel):
    """A named member of staff treats this patient, for this reason, in this period."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="relationships", db_constraint=False
    )
    staff = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="medewerker", related_name="+", db_constraint=False
    )
    basis = models.CharField("grond", max_length=12, choices=RelationshipBasis)
    note = models.CharField("toelichting", max_length=300, blank=True, default="", validators=[one_line])
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="vastgelegd door", related_name="+")

    objects = TreatmentRelationshipQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "behandelrelatie"
        verbose_name_plural = "behandelrelaties"
        ordering = ["-started_on", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "patient", "staff"],
                condition=Q(ended_on__isnull=True),
                name="patients_treatmentrelationship_one_open",
                violation_error_message="Deze medewerker heeft al een behandelrelatie met deze patiënt.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="patients_treatmentrelationship_ends_after_start",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_relationship_of")]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} vanaf {day_text(self.started_on)}"


@pghistory.track()
class BreakGlass(PracticeModel):
    """Somebody opened a closed record with the noodknop: who, why, and until when."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="break_glasses", db_constraint=False
    )
    user = models.ForeignKey(User, models.PROTECT, verbose_name="medewerker", related_name="+")
    reason_category = models.CharField("reden", max_length=12, choices=BreakGlassReason)
    reason = models.CharField(
        "toelichting",
        max_length=500,
        validators=[MinLengthValidator(10, "Schrijf in ten minste 10 tekens waarom dit nu nodig is.")],
    )
    started_at = models.DateTimeField("vanaf")
    until = models.DateTimeField("tot")

    objects = BreakGlassQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "gebruik van de noodknop"
        verbose_name_plural = "gebruik van de noodknop"
        ordering = ["-started_at", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__gt=F("started_at")) & Q(until__lte=F("started_at") + BREAK_GLASS_PERIOD),
                name="patients_breakglass_at_most_an_hour",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("reason")), 10),
                name="patients_breakglass_has_a_reason",
                violation_error_message="Schrijf in ten minste 10 tekens waarom dit nu nodig is.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient", "user", "until"], name="patients_breakglass_open")]

    def __str__(self) -> str:
        until = timezone.localtime(self.until)
        return f"{self.get_reason_category_display()} tot {day_text(until)} {until:%H:%M}"

"""What was decided about the advice of a protocol."""

from django.db import models
from django.db.models import Q

from consultations.enums_consult import Decision
from consultations.models.consults import Consultation
from consultations.querysets_consult import AdviceDecisionQuerySet
from patients.models import Patient
from poh.accounts.models import PracticeModel, User
from poh.worklist.models import Task
from scheduling.models.fields import within_practice


class AdviceDecision(PracticeModel):
    """An advice that was accepted, postponed or refused in a consult: the words, values and version it went by then.

    Only added: another mind in a later consult is another row.
    """

    patient = within_practice(Patient, "patiënt", related_name="advice_decisions")
    consultation = within_practice(Consultation, "consult", related_name="decisions")
    advice = models.CharField("advies", max_length=60)
    title = models.CharField("wat", max_length=200)
    version = models.CharField("versie van het protocol", max_length=120)
    because = models.JSONField("waarden", default=list, blank=True)
    decision = models.CharField("besluit", max_length=9, choices=Decision)
    reason = models.CharField("reden", max_length=300, blank=True)
    until = models.DateField("uitgesteld tot", null=True, blank=True)
    task = within_practice(Task, "taak", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, verbose_name="door")
    at = models.DateTimeField("op")

    objects = AdviceDecisionQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "besluit over een advies"
        verbose_name_plural = "besluiten over adviezen"
        ordering = ["-at", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "consultation", "advice"], name="consultations_advicedecision_once_per_consult"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.POSTPONED, until__isnull=False)
                | ~Q(decision=Decision.POSTPONED) & Q(until__isnull=True),
                name="consultations_advicedecision_postponed_until",
                violation_error_message="Kies tot wanneer het advies wordt uitgesteld.",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REFUSED) | ~Q(reason=""),
                name="consultations_advicedecision_refused_with_reason",
                violation_error_message="Schrijf waarom het advies wordt afgewezen.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient", "advice", "-at"], name="consultations_advice_of")]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_decision_display().lower()}"

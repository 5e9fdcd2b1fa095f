"""Who stands beside the patient, and what the patient agreed to."""

import pghistory
from django.db import models
from django.db.models import F, Q

from patients.enums import ConsentGiver, ConsentKind, ConsentManner, ConsentState, Relation, RepresentationBasis
from patients.models.patient import Patient, one_line
from patients.querysets import ConsentQuerySet, EndedQuerySet
from poh.accounts.models import PracticeModel, User


@pghistory.track()
class ContactPerson(PracticeModel):
    """Somebody to call, and perhaps to decide, for the patient."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="contact_persons", db_constraint=False
    )
    name = models.CharField("naam", max_length=120, validators=[one_line])
    relation = models.CharField("relatie", max_length=16, choices=Relation)
    phone = models.CharField("telefoon", max_length=25, blank=True, default="", validators=[one_line])
    mobile = models.CharField("mobiel", max_length=25, blank=True, default="", validators=[one_line])
    email = models.EmailField("e-mailadres", blank=True, default="")
    is_first_contact = models.BooleanField("als eerste bellen", default=False)
    is_representative = models.BooleanField("vertegenwoordiger", default=False)
    representation_basis = models.CharField(
        "grond van vertegenwoordiging", max_length=16, choices=RepresentationBasis, blank=True, default=""
    )
    note = models.CharField("toelichting", max_length=300, blank=True, default="", validators=[one_line])
    ended_on = models.DateField("niet meer per", null=True, blank=True)
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    objects = EndedQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["-is_first_contact", "-is_representative", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_representative=False, representation_basis="")
                | (Q(is_representative=True) & ~Q(representation_basis="")),
                name="patients_contactperson_represents_on_a_ground",
                violation_error_message="Kies op welke grond deze persoon vertegenwoordigt.",
            ),
            models.UniqueConstraint(
                fields=["practice", "patient"],
                condition=Q(is_first_contact=True, ended_on__isnull=True),
                name="patients_contactperson_one_first",
                violation_error_message="Er is al iemand die als eerste wordt gebeld.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="patients_contactperson_has_name"),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_contactperson_of")]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_relation_display()})"


@pghistory.track()
class Consent(PracticeModel):
    """One answer to one question of consent. A new answer is a new row; the last one holds."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="consents", db_constraint=False
    )
    kind = models.CharField("toestemming voor", max_length=20, choices=ConsentKind)
    state = models.CharField("antwoord", max_length=10, choices=ConsentState)
    decided_on = models.DateField("datum")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    manner = models.CharField("hoe", max_length=8, choices=ConsentManner)
    given_by = models.CharField("door", max_length=16, choices=ConsentGiver, default=ConsentGiver.PATIENT)
    representative = models.ForeignKey(
        ContactPerson,
        models.PROTECT,
        verbose_name="vertegenwoordiger",
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    note = models.CharField("toelichting", max_length=300, blank=True, default="", validators=[one_line])
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="vastgelegd door", related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering = ["kind", "-decided_on", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(given_by=ConsentGiver.PATIENT, representative__isnull=True)
                | (~Q(given_by=ConsentGiver.PATIENT) & Q(representative__isnull=False)),
                name="patients_consent_names_representative",
                violation_error_message="Kies de vertegenwoordiger die de toestemming gaf.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("decided_on")),
                name="patients_consent_ends_after_start",
                violation_error_message="De einddatum ligt voor de datum van de toestemming.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient", "kind"], name="patients_consent_of")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

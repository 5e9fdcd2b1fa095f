"""What the practice knows of a patient's health: problems, medicines, warnings, family and limits."""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from patients.enums_record import AgreedWith, IcaKind, RecordSource, Relative, TreatmentLimitKind
from patients.models.patient import Patient, one_line
from patients.querysets import EndedQuerySet
from patients.querysets_record import EpisodeQuerySet, MedicationQuerySet
from poh.accounts.models import PracticeModel, User

ICPC = r"^[A-Z][0-9]{2}(\.[0-9]{2})?$"
ATC = r"^[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?$"
icpc_code = RegexValidator(ICPC, "Een ICPC-code ziet eruit als T90 of T90.02.")
atc_code = RegexValidator(ATC, "Een ATC-code ziet eruit als A10BA02.")


class RecordLine(PracticeModel):
    """A line in a patient's record, by whom, and with the version that guards concurrent edits."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="%(class)s_set", db_constraint=False
    )
    source = models.CharField("herkomst", max_length=10, choices=RecordSource, default=RecordSource.PRACTICE)
    # Empty for a line that an import brought in.
    recorded_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="vastgelegd door", null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        abstract = True


def _ends_after_start(name: str, *, start: str, end: str = "ended_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message="De einddatum ligt voor de begindatum.",
    )


@pghistory.track()
class Episode(RecordLine):
    """A problem over time, with the title as it was recorded; the code may be refined later."""

    icpc = models.CharField("ICPC", max_length=6, blank=True, default="", validators=[icpc_code])
    title = models.CharField("titel", max_length=200, validators=[one_line])
    onset_on = models.DateField("begonnen", null=True, blank=True)
    ended_on = models.DateField("beëindigd", null=True, blank=True)
    has_attention = models.BooleanField("attentie", default=False)
    note = models.CharField("toelichting", max_length=300, blank=True, default="", validators=[one_line])
    # As it came in, for a code that has no ICPC code of its own.
    snomed = models.CharField("SNOMED-code", max_length=18, blank=True, default="", editable=False)
    original_text = models.CharField("tekst in de bron", max_length=300, blank=True, default="", editable=False)

    objects = EpisodeQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "episode"
        verbose_name_plural = "episodes"
        ordering = ["-has_attention", "-onset_on", "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(icpc="") | Q(icpc__regex=ICPC),
                name="patients_episode_has_icpc_form",
                violation_error_message=icpc_code.message,
            ),
            models.CheckConstraint(condition=~Q(title=""), name="patients_episode_has_title"),
            _ends_after_start("patients_episode_ends_after_onset", start="onset_on"),
        ]
        indexes = [
            models.Index(fields=["practice", "patient"], name="patients_episode_of"),
            models.Index(fields=["practice", "icpc"], include=["patient", "ended_on"], name="patients_episode_by_icpc"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.icpc})" if self.icpc else self.title


@pghistory.track()
class MedicationLine(RecordLine):
    """A medicine in use, as told by the record: an overview, never a prescription."""

    name = models.CharField("middel", max_length=200, validators=[one_line])
    atc = models.CharField("ATC", max_length=7, blank=True, default="", validators=[atc_code])
    dosage = models.CharField("dosering", max_length=120, blank=True, default="", validators=[one_line])
    started_on = models.DateField("gestart", null=True, blank=True)
    stopped_on = models.DateField("gestopt", null=True, blank=True)
    stop_reason = models.CharField("reden van stoppen", max_length=200, blank=True, default="", validators=[one_line])
    # The line that this one follows up: another dose of the same medicine.
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name="vervangt", null=True, blank=True, related_name="+", db_constraint=False
    )
    original_code = models.CharField("code in de bron", max_length=40, blank=True, default="", editable=False)

    objects = MedicationQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "medicatieregel"
        verbose_name_plural = "medicatie"
        ordering = ["name", "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(atc="") | Q(atc__regex=ATC),
                name="patients_medicationline_has_atc_form",
                violation_error_message=atc_code.message,
            ),
            models.CheckConstraint(condition=~Q(name=""), name="patients_medicationline_has_name"),
            _ends_after_start("patients_medicationline_stops_after_start", start="started_on", end="stopped_on"),
            models.CheckConstraint(
                condition=Q(stop_reason="") | Q(stopped_on__isnull=False),
                name="patients_medicationline_reason_when_stopped",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "patient"], name="patients_medication_of"),
            models.Index(
                fields=["practice", "atc"], include=["patient", "stopped_on"], name="patients_medication_by_atc"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.dosage}".strip()


@pghistory.track()
class Ica(RecordLine):
    """Something to be careful with: a contra-indication, an intolerance or an allergy."""

    kind = models.CharField("soort", max_length=16, choices=IcaKind)
    text = models.CharField("waarvoor", max_length=200, validators=[one_line])
    reaction = models.CharField("reactie", max_length=200, blank=True, default="", validators=[one_line])
    # ICPC or condition for a contra-indication, ATC or substance for the others.
    code = models.CharField("code", max_length=18, blank=True, default="", validators=[one_line])
    code_system = models.CharField("codestelsel", max_length=20, blank=True, default="", editable=False)
    since_on = models.DateField("sinds", null=True, blank=True)
    ended_on = models.DateField("vervallen", null=True, blank=True)
    end_reason = models.CharField("reden van vervallen", max_length=200, blank=True, default="", validators=[one_line])

    objects = EndedQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "ICA"
        verbose_name_plural = "ICA"
        ordering = ["kind", "text", "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="patients_ica_has_text"),
            _ends_after_start("patients_ica_ends_after_start", start="since_on"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_reason=""),
                name="patients_ica_ends_with_reason",
                violation_error_message="Schrijf waarom deze waarschuwing vervalt.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_ica_of")]

    def __str__(self) -> str:
        return f"{self.text}, {self.reaction}" if self.reaction else self.text


@pghistory.track()
class HistoryEntry(RecordLine):
    """Something from before that is no running problem: an operation, an admission, an illness that passed."""

    icpc = models.CharField("ICPC", max_length=6, blank=True, default="", validators=[icpc_code])
    text = models.CharField("wat", max_length=200, validators=[one_line])
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)
    ended_on = models.DateField("vervallen", null=True, blank=True)

    objects = EndedQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "regel van de voorgeschiedenis"
        verbose_name_plural = "voorgeschiedenis"
        ordering = [F("year").desc(nulls_last=True), "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(icpc="") | Q(icpc__regex=ICPC),
                name="patients_historyentry_has_icpc_form",
                violation_error_message=icpc_code.message,
            ),
            models.CheckConstraint(condition=~Q(text=""), name="patients_historyentry_has_text"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1875, year__lte=2200),
                name="patients_historyentry_year_possible",
                violation_error_message="Dit jaar kan niet.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_historyentry_of")]

    def __str__(self) -> str:
        return f"{self.text} ({self.year})" if self.year else self.text


@pghistory.track()
class FamilyHistory(RecordLine):
    """An illness of a relative."""

    relative = models.CharField("familielid", max_length=12, choices=Relative)
    icpc = models.CharField("ICPC", max_length=6, blank=True, default="", validators=[icpc_code])
    condition = models.CharField("aandoening", max_length=200, validators=[one_line])
    age_at_event = models.PositiveSmallIntegerField("leeftijd bij begin", null=True, blank=True)
    ended_on = models.DateField("vervallen", null=True, blank=True)

    objects = EndedQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "regel van de familie-anamnese"
        verbose_name_plural = "familie-anamnese"
        ordering = ["relative", "condition", "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(icpc="") | Q(icpc__regex=ICPC),
                name="patients_familyhistory_has_icpc_form",
                violation_error_message=icpc_code.message,
            ),
            models.CheckConstraint(condition=~Q(condition=""), name="patients_familyhistory_has_condition"),
            models.CheckConstraint(
                condition=Q(age_at_event__isnull=True) | Q(age_at_event__lte=120),
                name="patients_familyhistory_age_0_to_120",
                violation_error_message="Een leeftijd ligt tussen 0 en 120.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_familyhistory_of")]

    def __str__(self) -> str:
        return f"{self.get_relative_display()}: {self.condition}"


@pghistory.track()
class TreatmentLimit(RecordLine):
    """A treatment that the patient does not want, or that would not help any more."""

    kind = models.CharField("behandelgrens", max_length=20, choices=TreatmentLimitKind)
    text = models.CharField("toelichting", max_length=300, blank=True, default="", validators=[one_line])
    agreed_on = models.DateField("afgesproken op")
    agreed_with = models.CharField("afgesproken met", max_length=16, choices=AgreedWith, default=AgreedWith.PATIENT)
    agreed_by = models.ForeignKey(User, models.PROTECT, verbose_name="afgesproken door", related_name="+")
    ended_on = models.DateField("vervallen", null=True, blank=True)
    end_reason = models.CharField("reden van vervallen", max_length=200, blank=True, default="", validators=[one_line])

    objects = EndedQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = "behandelgrens"
        verbose_name_plural = "behandelgrenzen"
        ordering = ["kind", "-agreed_on", "id"]
        constraints = [
            *RecordLine.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind=TreatmentLimitKind.OTHER) | ~Q(text=""),
                name="patients_treatmentlimit_other_is_explained",
                violation_error_message="Schrijf welke grens is afgesproken.",
            ),
            _ends_after_start("patients_treatmentlimit_ends_after_start", start="agreed_on"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_reason=""),
                name="patients_treatmentlimit_ends_with_reason",
                violation_error_message="Schrijf waarom deze grens vervalt.",
            ),
            models.UniqueConstraint(
                fields=["practice", "patient", "kind"],
                condition=Q(ended_on__isnull=True) & ~Q(kind=TreatmentLimitKind.OTHER),
                name="patients_treatmentlimit_one_of_a_kind",
                violation_error_message="Deze grens geldt al.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="patients_treatmentlimit_of")]

    def __str__(self) -> str:
        if self.kind == TreatmentLimitKind.OTHER:
            return self.text
        return self.get_kind_display()

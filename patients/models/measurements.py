"""What can be measured, what was measured, and what holds now."""

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from patients.enums_record import Evidence, Operator, Section, Source, ValueKind
from patients.models.patient import Patient, one_line
from patients.querysets_record import DeterminationQuerySet, LatestMeasurementQuerySet, MeasurementQuerySet
from poh.accounts.models import Practice, PracticeModel, User
from poh.base.dates import day_text

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(hours=1)
# How many of the value columns are filled.
_VALUES = Func("numeric", "choice", "text", "date", function="num_nonnulls", output_field=models.IntegerField())


class Determination(models.Model):
    """Something that can be measured or asked (bepaling), for all practices alike.

    Loaded from `patients/determinations/*.toml` by the owner of the tables; the application only reads it.
    """

    key = models.CharField("sleutel", max_length=40, primary_key=True)
    label = models.CharField("bepaling", max_length=80)
    short_label = models.CharField("korte naam", max_length=24)
    section = models.CharField("blok", max_length=16, choices=Section)
    position = models.PositiveSmallIntegerField("volgorde")
    kind = models.CharField("soort waarde", max_length=8, choices=ValueKind)
    unit = models.CharField("eenheid (UCUM)", max_length=24, blank=True)
    decimals = models.PositiveSmallIntegerField("decimalen", default=0)
    hard_min = models.DecimalField("laagste waarde die kan", max_digits=12, decimal_places=4, null=True)
    hard_max = models.DecimalField("hoogste waarde die kan", max_digits=12, decimal_places=4, null=True)
    # Outside these, or with a greater change since the last value, a person is asked whether it is right.
    soft_min = models.DecimalField("lager is ongewoon", max_digits=12, decimal_places=4, null=True)
    soft_max = models.DecimalField("hoger is ongewoon", max_digits=12, decimal_places=4, null=True)
    soft_change = models.DecimalField("groter verschil is ongewoon", max_digits=12, decimal_places=4, null=True)
    soft_change_percent = models.PositiveSmallIntegerField("groter verschil in % is ongewoon", null=True)
    soft_reason = models.CharField("waarom ongewoon", max_length=200, blank=True)
    # What a value means, shown beside it: {"op": ..., "value": ..., "text": ..., "evidence": ..., "source": ...}.
    signals = models.JSONField("signalen", default=list)
    choices = models.JSONField("antwoorden", default=list)
    methods = models.JSONField("methoden", default=list)
    nhg45 = models.JSONField("NHG-tabel 45", default=list)
    loinc = models.JSONField("LOINC", default=list)
    snomed = models.CharField("SNOMED", max_length=18, blank=True)
    evidence = models.CharField("bewijs", max_length=10, choices=Evidence)
    doubt = models.CharField("wat nog te accorderen is", max_length=300, blank=True)
    source = models.CharField("bron", max_length=300)
    calculation = models.CharField("berekening", max_length=40, blank=True)
    partner = models.CharField("staat op één regel met", max_length=40, blank=True)
    can_repeat = models.BooleanField("kan ongewijzigd zijn", default=False)
    may_be_future = models.BooleanField("mag in de toekomst liggen", default=False)
    is_retired = models.BooleanField("niet meer in gebruik", default=False)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        verbose_name = "bepaling"
        verbose_name_plural = "bepalingen"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class Measurement(PracticeModel):
    """One value of one determination of one patient. Never changed: a correction is a new row that supersedes it."""

    # The key to the patient holds the practice as well, so the row needs no second lock on the practice.
    practice = models.ForeignKey(
        Practice, models.PROTECT, verbose_name="praktijk", related_name="+", db_constraint=False, db_index=False
    )
    patient = models.ForeignKey(
        Patient,
        models.PROTECT,
        verbose_name="patiënt",
        related_name="measurements",
        db_constraint=False,
        db_index=False,
    )
    # Checked by the trigger that checks the value: a foreign key would lock a few reference rows for everybody.
    determination = models.ForeignKey(
        Determination,
        models.PROTECT,
        verbose_name="bepaling",
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    operator = models.CharField(
        "operator", max_length=2, choices=Operator, blank=True, default=Operator.EXACT, db_default=""
    )
    numeric = models.DecimalField("getal", max_digits=12, decimal_places=4, null=True, blank=True)
    choice = models.CharField("keuze", max_length=40, null=True, blank=True)  # noqa: DJ001 - exactly one value is set
    text = models.TextField("tekst", null=True, blank=True)  # noqa: DJ001 - exactly one value is set
    date = models.DateField("datum", null=True, blank=True)

    observed_at = models.DateTimeField("gemeten op")
    observed_on = models.GeneratedField(
        expression=Func(
            "observed_at",
            template="((%(expressions)s AT TIME ZONE 'Europe/Amsterdam')::date)",
            output_field=models.DateField(),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    has_time = models.BooleanField("tijdstip bekend", default=False, db_default=False)
    entered_at = models.DateTimeField("ingevoerd op", db_default=Now())
    entered_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingevoerd door", null=True, blank=True, related_name="+", db_index=False
    )
    source = models.CharField("herkomst", max_length=13, choices=Source)
    source_name = models.CharField("laboratorium of systeem", max_length=80, blank=True, default="", db_default="")
    method = models.CharField("methode", max_length=40, blank=True, default="", db_default="")
    note = models.CharField("opmerking", max_length=300, blank=True, default="", db_default="", validators=[one_line])
    consultation = models.UUIDField("consult", null=True, blank=True, editable=False)

    # A value outside the ordinary was asked about, and kept: what was asked, and who said that it is right.
    asked = models.CharField("vraag", max_length=300, blank=True, default="", db_default="", editable=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="bevestigd door", null=True, blank=True, related_name="+", db_index=False
    )

    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="verbetert",
        null=True,
        blank=True,
        related_name="corrections",
        db_constraint=False,
        db_index=False,
    )
    correction_reason = models.CharField(
        "reden van verbetering", max_length=300, blank=True, default="", db_default="", validators=[one_line]
    )
    # Takes a value back without putting another in its place: measured, but not of this patient.
    is_withdrawal = models.BooleanField("ingetrokken", default=False, db_default=False, editable=False)
    is_superseded = models.BooleanField("verbeterd", default=False, db_default=False, editable=False)

    original_value = models.CharField("waarde in de bron", max_length=80, blank=True, default="", db_default="")
    original_unit = models.CharField("eenheid in de bron", max_length=40, blank=True, default="", db_default="")
    algorithm = models.CharField("berekening", max_length=40, blank=True, default="", db_default="")
    algorithm_version = models.CharField(
        "versie van de berekening", max_length=24, blank=True, default="", db_default=""
    )
    calculation = models.JSONField("onderbouwing", null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(is_withdrawal=False) & Q(Exact(_VALUES, 1)))
                | (Q(is_withdrawal=True) & Q(Exact(_VALUES, 0))),
                name="patients_measurement_has_one_value",
                violation_error_message="Een meting heeft precies één waarde.",
            ),
            models.CheckConstraint(
                condition=Q(operator="") | Q(operator__in=["<", ">", "<=", ">="], numeric__isnull=False),
                name="patients_measurement_operator_with_number",
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="patients_measurement_known_source"),
            models.CheckConstraint(
                condition=Q(observed_at__gte=EARLIEST, observed_at__lte=F("created_at") + CLOCKS_DIFFER),
                name="patients_measurement_observed_before_entry",
                violation_error_message="Een meting ligt niet in de toekomst, en niet voor 1900.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, correction_reason="", is_withdrawal=False)
                | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="patients_measurement_corrects_with_reason",
                violation_error_message="Schrijf waarom de waarde wordt verbeterd.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, asked="") | (Q(confirmed_by__isnull=False) & ~Q(asked="")),
                name="patients_measurement_confirms_a_question",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.CALCULATED, is_withdrawal=True)
                | (Q(source=Source.CALCULATED) & ~Q(algorithm="") & ~Q(algorithm_version=""))
                | (~Q(source=Source.CALCULATED) & Q(algorithm="", algorithm_version="", calculation__isnull=True)),
                name="patients_measurement_calculated_names_algorithm",
            ),
            models.CheckConstraint(
                condition=~Q(source__in=[Source.CONSULT, Source.HOME]) | Q(entered_by__isnull=False),
                name="patients_measurement_by_hand_names_person",
            ),
            models.UniqueConstraint(
                fields=["practice", "supersedes"],
                condition=Q(supersedes__isnull=False),
                name="patients_measurement_corrected_once",
                violation_error_message="Deze waarde is intussen al verbeterd.",
            ),
        ]
        indexes = [
            models.Index(
                "practice", "patient", "determination", F("observed_at").desc(), F("id").desc(),
                name="patients_measurement_history",
            ),
            models.Index(
                fields=["practice", "consultation"],
                condition=Q(consultation__isnull=False),
                name="patients_measurement_consult",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.determination_id} op {day_text(self.observed_on)}"


class LatestMeasurement(models.Model):
    """The current value of each determination of each patient: one index look-up.

    Kept by the database (migration 0006) under insert, correction and withdrawal; nobody else writes it.
    """

    pk = models.CompositePrimaryKey("practice", "patient", "determination")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="latest_measurements", db_constraint=False, db_index=False
    )
    determination = models.ForeignKey(
        Determination, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    measurement = models.ForeignKey(Measurement, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    observed_at = models.DateTimeField("gemeten op")
    observed_on = models.DateField("datum van meting")
    operator = models.CharField("operator", max_length=2, choices=Operator)
    numeric = models.DecimalField("getal", max_digits=12, decimal_places=4, null=True)
    choice = models.CharField("keuze", max_length=40, null=True)  # noqa: DJ001 - exactly one value is set
    text = models.TextField("tekst", null=True)  # noqa: DJ001 - exactly one value is set
    date = models.DateField("datum", null=True)
    source = models.CharField("herkomst", max_length=13, choices=Source)
    method = models.CharField("methode", max_length=40)

    objects = LatestMeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = "laatste waarde"
        verbose_name_plural = "laatste waarden"
        indexes = [
            models.Index(
                fields=["practice", "determination", "numeric"],
                include=["patient", "observed_on"],
                name="patients_latest_by_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.determination_id} op {day_text(self.observed_on)}"

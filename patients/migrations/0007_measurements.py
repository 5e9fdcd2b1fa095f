import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import poh.base.validators


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_practice_walls"),
        ("patients", "0006_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Determination",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="sleutel")),
                ("label", models.CharField(max_length=80, verbose_name="bepaling")),
                ("short_label", models.CharField(max_length=24, verbose_name="korte naam")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("bloeddruk", "Bloeddruk en pols"),
                            ("lichaam", "Lichaam"),
                            ("glucose", "Glucose"),
                            ("lipiden", "Lipiden"),
                            ("nieren", "Nieren"),
                            ("lab", "Overig lab"),
                            ("risico", "Hart- en vaatrisico"),
                            ("voeten", "Voeten"),
                            ("ogen", "Ogen"),
                            ("longen", "Longen"),
                            ("longfunctie", "Longfunctie"),
                            ("astma", "Astma"),
                            ("prikkels", "Prikkels en allergie"),
                            ("medicijngebruik", "Medicijngebruik"),
                            ("roken", "Roken"),
                            ("leefstijl", "Leefstijl"),
                            ("welbevinden", "Klachten en welbevinden"),
                            ("ggz", "Psychisch"),
                            ("veiligheid", "Veiligheid"),
                            ("ouderen", "Ouderen"),
                            ("jeugd", "Jeugd"),
                            ("zorg", "Programma en afspraken"),
                        ],
                        max_length=16,
                        verbose_name="blok",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="volgorde")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "getal"),
                            ("integer", "geheel getal"),
                            ("choice", "keuze"),
                            ("boolean", "ja of nee"),
                            ("date", "datum"),
                            ("text", "tekst"),
                        ],
                        max_length=8,
                        verbose_name="soort waarde",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=24, verbose_name="eenheid (UCUM)")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimalen")),
                (
                    "hard_min",
                    models.DecimalField(
                        decimal_places=4, max_digits=12, null=True, verbose_name="laagste waarde die kan"
                    ),
                ),
                (
                    "hard_max",
                    models.DecimalField(
                        decimal_places=4, max_digits=12, null=True, verbose_name="hoogste waarde die kan"
                    ),
                ),
                (
                    "soft_min",
                    models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name="lager is ongewoon"),
                ),
                (
                    "soft_max",
                    models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name="hoger is ongewoon"),
                ),
                (
                    "soft_change",
                    models.DecimalField(
                        decimal_places=4, max_digits=12, null=True, verbose_name="groter verschil is ongewoon"
                    ),
                ),
                (
                    "soft_change_percent",
                    models.PositiveSmallIntegerField(null=True, verbose_name="groter verschil in % is ongewoon"),
                ),
                ("soft_reason", models.CharField(blank=True, max_length=200, verbose_name="waarom ongewoon")),
                ("signals", models.JSONField(default=list, verbose_name="signalen")),
                ("choices", models.JSONField(default=list, verbose_name="antwoorden")),
                ("methods", models.JSONField(default=list, verbose_name="methoden")),
                ("nhg45", models.JSONField(default=list, verbose_name="NHG-tabel 45")),
                ("loinc", models.JSONField(default=list, verbose_name="LOINC")),
                ("snomed", models.CharField(blank=True, max_length=18, verbose_name="SNOMED")),
                (
                    "evidence",
                    models.CharField(
                        choices=[("verified", "geverifieerd"), ("to_approve", "te accorderen")],
                        max_length=10,
                        verbose_name="bewijs",
                    ),
                ),
                ("doubt", models.CharField(blank=True, max_length=300, verbose_name="wat nog te accorderen is")),
                ("source", models.CharField(max_length=300, verbose_name="bron")),
                ("calculation", models.CharField(blank=True, max_length=40, verbose_name="berekening")),
                ("partner", models.CharField(blank=True, max_length=40, verbose_name="staat op één regel met")),
                ("can_repeat", models.BooleanField(default=False, verbose_name="kan ongewijzigd zijn")),
                ("may_be_future", models.BooleanField(default=False, verbose_name="mag in de toekomst liggen")),
                ("is_retired", models.BooleanField(default=False, verbose_name="niet meer in gebruik")),
            ],
            options={
                "verbose_name": "bepaling",
                "verbose_name_plural": "bepalingen",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[("", "="), ("<", "<"), (">", ">"), ("<=", "≤"), (">=", "≥")],
                        db_default="",
                        default="",
                        max_length=2,
                        verbose_name="operator",
                    ),
                ),
                (
                    "numeric",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="getal"),
                ),
                ("choice", models.CharField(blank=True, max_length=40, null=True, verbose_name="keuze")),
                ("text", models.TextField(blank=True, null=True, verbose_name="tekst")),
                ("date", models.DateField(blank=True, null=True, verbose_name="datum")),
                ("observed_at", models.DateTimeField(verbose_name="gemeten op")),
                (
                    "observed_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "observed_at",
                            output_field=models.DateField(),
                            template="((%(expressions)s AT TIME ZONE 'Europe/Amsterdam')::date)",
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("has_time", models.BooleanField(db_default=False, default=False, verbose_name="tijdstip bekend")),
                (
                    "entered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="ingevoerd op"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("consult", "consult"),
                            ("lab", "lab"),
                            ("home", "thuis gemeten"),
                            ("import", "overgenomen"),
                            ("questionnaire", "vragenlijst"),
                            ("calculated", "berekend"),
                        ],
                        max_length=13,
                        verbose_name="herkomst",
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="laboratorium of systeem"
                    ),
                ),
                (
                    "method",
                    models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="methode"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="opmerking",
                    ),
                ),
                ("consultation", models.UUIDField(blank=True, editable=False, null=True, verbose_name="consult")),
                (
                    "asked",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=300, verbose_name="vraag"
                    ),
                ),
                (
                    "correction_reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van verbetering",
                    ),
                ),
                (
                    "is_withdrawal",
                    models.BooleanField(db_default=False, default=False, editable=False, verbose_name="ingetrokken"),
                ),
                (
                    "is_superseded",
                    models.BooleanField(db_default=False, default=False, editable=False, verbose_name="verbeterd"),
                ),
                (
                    "original_value",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=80, verbose_name="waarde in de bron"
                    ),
                ),
                (
                    "original_unit",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=40, verbose_name="eenheid in de bron"
                    ),
                ),
                (
                    "algorithm",
                    models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="berekening"),
                ),
                (
                    "algorithm_version",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=24, verbose_name="versie van de berekening"
                    ),
                ),
                ("calculation", models.JSONField(blank=True, null=True, verbose_name="onderbouwing")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bevestigd door",
                    ),
                ),
                (
                    "determination",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.determination",
                        verbose_name="bepaling",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ingevoerd door",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="patients.measurement",
                        verbose_name="verbetert",
                    ),
                ),
            ],
            options={
                "verbose_name": "meting",
                "verbose_name_plural": "metingen",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_measurement_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_measurement_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_withdrawal", False),
                                django.db.models.lookups.Exact(
                                    models.Func(
                                        "numeric",
                                        "choice",
                                        "text",
                                        "date",
                                        function="num_nonnulls",
                                        output_field=models.IntegerField(),
                                    ),
                                    1,
                                ),
                            ),
                            models.Q(
                                ("is_withdrawal", True),
                                django.db.models.lookups.Exact(
                                    models.Func(
                                        "numeric",
                                        "choice",
                                        "text",
                                        "date",
                                        function="num_nonnulls",
                                        output_field=models.IntegerField(),
                                    ),
                                    0,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="patients_measurement_has_one_value",
                        violation_error_message="Een meting heeft precies één waarde.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("operator", ""),
                            models.Q(("numeric__isnull", False), ("operator__in", ["<", ">", "<=", ">="])),
                            _connector="OR",
                        ),
                        name="patients_measurement_operator_with_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["consult", "lab", "home", "import", "questionnaire", "calculated"])
                        ),
                        name="patients_measurement_known_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("observed_at__gte", datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                            (
                                "observed_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("created_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                                ),
                            ),
                        ),
                        name="patients_measurement_observed_before_entry",
                        violation_error_message="Een meting ligt niet in de toekomst, en niet voor 1900.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction_reason", ""), ("is_withdrawal", False), ("supersedes__isnull", True)),
                            models.Q(("supersedes__isnull", False), models.Q(("correction_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="patients_measurement_corrects_with_reason",
                        violation_error_message="Schrijf waarom de waarde wordt verbeterd.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked", ""), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_by__isnull", False), models.Q(("asked", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="patients_measurement_confirms_a_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_withdrawal", True), ("source", "calculated")),
                            models.Q(
                                ("source", "calculated"),
                                models.Q(("algorithm", ""), _negated=True),
                                models.Q(("algorithm_version", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("source", "calculated"), _negated=True),
                                ("algorithm", ""),
                                ("algorithm_version", ""),
                                ("calculation__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="patients_measurement_calculated_names_algorithm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source__in", ["consult", "home"]), _negated=True),
                            ("entered_by__isnull", False),
                            _connector="OR",
                        ),
                        name="patients_measurement_by_hand_names_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=("practice", "supersedes"),
                        name="patients_measurement_corrected_once",
                        violation_error_message="Deze waarde is intussen al verbeterd.",
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("practice"),
                        models.F("patient"),
                        models.F("determination"),
                        models.OrderBy(models.F("observed_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="patients_measurement_history",
                    ),
                    models.Index(
                        condition=models.Q(("consultation__isnull", False)),
                        fields=["practice", "consultation"],
                        name="patients_measurement_consult",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LatestMeasurement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "practice",
                        "patient",
                        "determination",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("observed_at", models.DateTimeField(verbose_name="gemeten op")),
                ("observed_on", models.DateField(verbose_name="datum van meting")),
                (
                    "operator",
                    models.CharField(
                        choices=[("", "="), ("<", "<"), (">", ">"), ("<=", "≤"), (">=", "≥")],
                        max_length=2,
                        verbose_name="operator",
                    ),
                ),
                ("numeric", models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name="getal")),
                ("choice", models.CharField(max_length=40, null=True, verbose_name="keuze")),
                ("text", models.TextField(null=True, verbose_name="tekst")),
                ("date", models.DateField(null=True, verbose_name="datum")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("consult", "consult"),
                            ("lab", "lab"),
                            ("home", "thuis gemeten"),
                            ("import", "overgenomen"),
                            ("questionnaire", "vragenlijst"),
                            ("calculated", "berekend"),
                        ],
                        max_length=13,
                        verbose_name="herkomst",
                    ),
                ),
                ("method", models.CharField(max_length=40, verbose_name="methode")),
                (
                    "determination",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.determination",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="latest_measurements",
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.measurement",
                    ),
                ),
            ],
            options={
                "verbose_name": "laatste waarde",
                "verbose_name_plural": "laatste waarden",
                "indexes": [
                    models.Index(
                        fields=["practice", "determination", "numeric"],
                        include=("patient", "observed_on"),
                        name="patients_latest_by_value",
                    )
                ],
            },
        ),
    ]

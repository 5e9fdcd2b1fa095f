import uuid

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import poh.base.validators
from poh.base.operations import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_practice_walls"),
        ("patients", "0005_without_registration_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Episode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "title",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="titel"),
                ),
                ("onset_on", models.DateField(blank=True, null=True, verbose_name="begonnen")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="beëindigd")),
                ("has_attention", models.BooleanField(default=False, verbose_name="attentie")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="toelichting",
                    ),
                ),
                (
                    "snomed",
                    models.CharField(blank=True, default="", editable=False, max_length=18, verbose_name="SNOMED-code"),
                ),
                (
                    "original_text",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="tekst in de bron"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "episode",
                "verbose_name_plural": "episodes",
                "ordering": ["-has_attention", "-onset_on", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_episode_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_episode_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("icpc", ""), ("icpc__regex", "^[A-Z][0-9]{2}(\\.[0-9]{2})?$"), _connector="OR"
                        ),
                        name="patients_episode_has_icpc_form",
                        violation_error_message="Een ICPC-code ziet eruit als T90 of T90.02.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="patients_episode_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("onset_on__isnull", True),
                            ("ended_on__gte", models.F("onset_on")),
                            _connector="OR",
                        ),
                        name="patients_episode_ends_after_onset",
                        violation_error_message="De einddatum ligt voor de begindatum.",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="patients_episode_of"),
                    models.Index(
                        fields=["practice", "icpc"], include=("patient", "ended_on"), name="patients_episode_by_icpc"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EpisodeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "title",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="titel"),
                ),
                ("onset_on", models.DateField(blank=True, null=True, verbose_name="begonnen")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="beëindigd")),
                ("has_attention", models.BooleanField(default=False, verbose_name="attentie")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="toelichting",
                    ),
                ),
                (
                    "snomed",
                    models.CharField(blank=True, default="", editable=False, max_length=18, verbose_name="SNOMED-code"),
                ),
                (
                    "original_text",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="tekst in de bron"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.episode",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FamilyHistory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "relative",
                    models.CharField(
                        choices=[
                            ("mother", "moeder"),
                            ("father", "vader"),
                            ("sister", "zus"),
                            ("brother", "broer"),
                            ("child", "kind"),
                            ("grandparent", "grootouder"),
                            ("uncle_aunt", "oom of tante"),
                            ("other", "ander familielid"),
                        ],
                        max_length=12,
                        verbose_name="familielid",
                    ),
                ),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="aandoening"
                    ),
                ),
                (
                    "age_at_event",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="leeftijd bij begin"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "regel van de familie-anamnese",
                "verbose_name_plural": "familie-anamnese",
                "ordering": ["relative", "condition", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_familyhistory_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_familyhistory_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("icpc", ""), ("icpc__regex", "^[A-Z][0-9]{2}(\\.[0-9]{2})?$"), _connector="OR"
                        ),
                        name="patients_familyhistory_has_icpc_form",
                        violation_error_message="Een ICPC-code ziet eruit als T90 of T90.02.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition", ""), _negated=True),
                        name="patients_familyhistory_has_condition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("age_at_event__isnull", True), ("age_at_event__lte", 120), _connector="OR"),
                        name="patients_familyhistory_age_0_to_120",
                        violation_error_message="Een leeftijd ligt tussen 0 en 120.",
                    ),
                ],
                "indexes": [models.Index(fields=["practice", "patient"], name="patients_familyhistory_of")],
            },
        ),
        migrations.CreateModel(
            name="FamilyHistoryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "relative",
                    models.CharField(
                        choices=[
                            ("mother", "moeder"),
                            ("father", "vader"),
                            ("sister", "zus"),
                            ("brother", "broer"),
                            ("child", "kind"),
                            ("grandparent", "grootouder"),
                            ("uncle_aunt", "oom of tante"),
                            ("other", "ander familielid"),
                        ],
                        max_length=12,
                        verbose_name="familielid",
                    ),
                ),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="aandoening"
                    ),
                ),
                (
                    "age_at_event",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="leeftijd bij begin"),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.familyhistory",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "text",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="wat"),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jaar")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "regel van de voorgeschiedenis",
                "verbose_name_plural": "voorgeschiedenis",
                "ordering": [models.OrderBy(models.F("year"), descending=True, nulls_last=True), "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_historyentry_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_historyentry_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("icpc", ""), ("icpc__regex", "^[A-Z][0-9]{2}(\\.[0-9]{2})?$"), _connector="OR"
                        ),
                        name="patients_historyentry_has_icpc_form",
                        violation_error_message="Een ICPC-code ziet eruit als T90 of T90.02.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="patients_historyentry_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year__isnull", True), models.Q(("year__gte", 1875), ("year__lte", 2200)), _connector="OR"
                        ),
                        name="patients_historyentry_year_possible",
                        violation_error_message="Dit jaar kan niet.",
                    ),
                ],
                "indexes": [models.Index(fields=["practice", "patient"], name="patients_historyentry_of")],
            },
        ),
        migrations.CreateModel(
            name="HistoryEntryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "icpc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][0-9]{2}(\\.[0-9]{2})?$", "Een ICPC-code ziet eruit als T90 of T90.02."
                            )
                        ],
                        verbose_name="ICPC",
                    ),
                ),
                (
                    "text",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="wat"),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jaar")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.historyentry",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ica",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contraindication", "contra-indicatie"),
                            ("intolerance", "intolerantie"),
                            ("allergy", "allergie"),
                        ],
                        max_length=16,
                        verbose_name="soort",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="waarvoor"
                    ),
                ),
                (
                    "reaction",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reactie",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=18,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="code",
                    ),
                ),
                (
                    "code_system",
                    models.CharField(blank=True, default="", editable=False, max_length=20, verbose_name="codestelsel"),
                ),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="sinds")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van vervallen",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "ICA",
                "verbose_name_plural": "ICA",
                "ordering": ["kind", "text", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_ica_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_ica_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="patients_ica_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("since_on__isnull", True),
                            ("ended_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="patients_ica_ends_after_start",
                        violation_error_message="De einddatum ligt voor de begindatum.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="patients_ica_ends_with_reason",
                        violation_error_message="Schrijf waarom deze waarschuwing vervalt.",
                    ),
                ],
                "indexes": [models.Index(fields=["practice", "patient"], name="patients_ica_of")],
            },
        ),
        migrations.CreateModel(
            name="IcaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contraindication", "contra-indicatie"),
                            ("intolerance", "intolerantie"),
                            ("allergy", "allergie"),
                        ],
                        max_length=16,
                        verbose_name="soort",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="waarvoor"
                    ),
                ),
                (
                    "reaction",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reactie",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=18,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="code",
                    ),
                ),
                (
                    "code_system",
                    models.CharField(blank=True, default="", editable=False, max_length=20, verbose_name="codestelsel"),
                ),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="sinds")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van vervallen",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.ica",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MedicationLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "name",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="middel"),
                ),
                (
                    "atc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?$", "Een ATC-code ziet eruit als A10BA02."
                            )
                        ],
                        verbose_name="ATC",
                    ),
                ),
                (
                    "dosage",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=120,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="dosering",
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="gestart")),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="gestopt")),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van stoppen",
                    ),
                ),
                (
                    "original_code",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=40, verbose_name="code in de bron"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.medicationline",
                        verbose_name="vervangt",
                    ),
                ),
            ],
            options={
                "verbose_name": "medicatieregel",
                "verbose_name_plural": "medicatie",
                "ordering": ["name", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_medicationline_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_medicationline_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("atc", ""),
                            ("atc__regex", "^[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?$"),
                            _connector="OR",
                        ),
                        name="patients_medicationline_has_atc_form",
                        violation_error_message="Een ATC-code ziet eruit als A10BA02.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="patients_medicationline_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_on__isnull", True),
                            ("started_on__isnull", True),
                            ("stopped_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="patients_medicationline_stops_after_start",
                        violation_error_message="De einddatum ligt voor de begindatum.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stop_reason", ""), ("stopped_on__isnull", False), _connector="OR"),
                        name="patients_medicationline_reason_when_stopped",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="patients_medication_of"),
                    models.Index(
                        fields=["practice", "atc"], include=("patient", "stopped_on"), name="patients_medication_by_atc"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicationLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "name",
                    models.CharField(max_length=200, validators=[poh.base.validators.OneLine()], verbose_name="middel"),
                ),
                (
                    "atc",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?$", "Een ATC-code ziet eruit als A10BA02."
                            )
                        ],
                        verbose_name="ATC",
                    ),
                ),
                (
                    "dosage",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=120,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="dosering",
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="gestart")),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="gestopt")),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van stoppen",
                    ),
                ),
                (
                    "original_code",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=40, verbose_name="code in de bron"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.medicationline",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.medicationline",
                        verbose_name="vervangt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TreatmentLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_resuscitation", "niet reanimeren"),
                            ("no_intensive_care", "niet naar de intensive care"),
                            ("no_ventilation", "niet beademen"),
                            ("no_hospital", "niet naar het ziekenhuis"),
                            ("no_transfusion", "geen bloedtransfusie"),
                            ("no_tube_feeding", "geen sondevoeding"),
                            ("other", "andere grens"),
                        ],
                        max_length=20,
                        verbose_name="behandelgrens",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="toelichting",
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="afgesproken op")),
                (
                    "agreed_with",
                    models.CharField(
                        choices=[
                            ("patient", "patiënt"),
                            ("representative", "vertegenwoordiger"),
                            ("both", "patiënt en vertegenwoordiger"),
                        ],
                        default="patient",
                        max_length=16,
                        verbose_name="afgesproken met",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van vervallen",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="afgesproken door",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "behandelgrens",
                "verbose_name_plural": "behandelgrenzen",
                "ordering": ["kind", "-agreed_on", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patients_treatmentlimit_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="patients_treatmentlimit_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other"), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="patients_treatmentlimit_other_is_explained",
                        violation_error_message="Schrijf welke grens is afgesproken.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("agreed_on__isnull", True),
                            ("ended_on__gte", models.F("agreed_on")),
                            _connector="OR",
                        ),
                        name="patients_treatmentlimit_ends_after_start",
                        violation_error_message="De einddatum ligt voor de begindatum.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="patients_treatmentlimit_ends_with_reason",
                        violation_error_message="Schrijf waarom deze grens vervalt.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), models.Q(("kind", "other"), _negated=True)),
                        fields=("practice", "patient", "kind"),
                        name="patients_treatmentlimit_one_of_a_kind",
                        violation_error_message="Deze grens geldt al.",
                    ),
                ],
                "indexes": [models.Index(fields=["practice", "patient"], name="patients_treatmentlimit_of")],
            },
        ),
        migrations.CreateModel(
            name="TreatmentLimitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("practice", "in de praktijk vastgelegd"),
                            ("import", "overgenomen"),
                            ("pharmacy", "apotheek"),
                            ("patient", "volgens de patiënt"),
                        ],
                        default="practice",
                        max_length=10,
                        verbose_name="herkomst",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versie")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_resuscitation", "niet reanimeren"),
                            ("no_intensive_care", "niet naar de intensive care"),
                            ("no_ventilation", "niet beademen"),
                            ("no_hospital", "niet naar het ziekenhuis"),
                            ("no_transfusion", "geen bloedtransfusie"),
                            ("no_tube_feeding", "geen sondevoeding"),
                            ("other", "andere grens"),
                        ],
                        max_length=20,
                        verbose_name="behandelgrens",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=300,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="toelichting",
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="afgesproken op")),
                (
                    "agreed_with",
                    models.CharField(
                        choices=[
                            ("patient", "patiënt"),
                            ("representative", "vertegenwoordiger"),
                            ("both", "patiënt en vertegenwoordiger"),
                        ],
                        default="patient",
                        max_length=16,
                        verbose_name="afgesproken met",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="vervallen")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        validators=[poh.base.validators.OneLine()],
                        verbose_name="reden van vervallen",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="afgesproken door",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
                        verbose_name="patiënt",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="patients.treatmentlimit",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_episodeevent" ("created_at", "ended_on", "has_attention", "icpc", "id", "note", "onset_on", "original_text", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "snomed", "source", "title", "updated_at", "uuid", "version") VALUES (NEW."created_at", NEW."ended_on", NEW."has_attention", NEW."icpc", NEW."id", NEW."note", NEW."onset_on", NEW."original_text", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."snomed", NEW."source", NEW."title", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="bd47a5f76a24fa1d43e887c7a630f9bb5d05a572",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4e146",
                    table="patients_episode",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_episodeevent" ("created_at", "ended_on", "has_attention", "icpc", "id", "note", "onset_on", "original_text", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "snomed", "source", "title", "updated_at", "uuid", "version") VALUES (NEW."created_at", NEW."ended_on", NEW."has_attention", NEW."icpc", NEW."id", NEW."note", NEW."onset_on", NEW."original_text", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."snomed", NEW."source", NEW."title", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="794de102d364fc97c76cfd636e7951e577883878",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_86f64",
                    table="patients_episode",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="familyhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_familyhistoryevent" ("age_at_event", "condition", "created_at", "ended_on", "icpc", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "relative", "source", "updated_at", "uuid", "version") VALUES (NEW."age_at_event", NEW."condition", NEW."created_at", NEW."ended_on", NEW."icpc", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."relative", NEW."source", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="37b45c7aef1b980266ec794440914c7fb31c8436",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_02e93",
                    table="patients_familyhistory",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="familyhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_familyhistoryevent" ("age_at_event", "condition", "created_at", "ended_on", "icpc", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "relative", "source", "updated_at", "uuid", "version") VALUES (NEW."age_at_event", NEW."condition", NEW."created_at", NEW."ended_on", NEW."icpc", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."relative", NEW."source", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="5d524d2dbcfd4422058d3908e5b21d2d36793fcf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8a06b",
                    table="patients_familyhistory",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="historyentry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_historyentryevent" ("created_at", "ended_on", "icpc", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "source", "text", "updated_at", "uuid", "version", "year") VALUES (NEW."created_at", NEW."ended_on", NEW."icpc", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version", NEW."year"); RETURN NULL;',
                    hash="6ab437e7b6f6081e88d785fa0b92beba02735c70",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_33716",
                    table="patients_historyentry",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="historyentry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_historyentryevent" ("created_at", "ended_on", "icpc", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "source", "text", "updated_at", "uuid", "version", "year") VALUES (NEW."created_at", NEW."ended_on", NEW."icpc", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version", NEW."year"); RETURN NULL;',
                    hash="bd94d82d834e31967c527334bb30a9ac3212b89b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_00425",
                    table="patients_historyentry",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="ica",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_icaevent" ("code", "code_system", "created_at", "end_reason", "ended_on", "id", "kind", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reaction", "recorded_by_id", "since_on", "source", "text", "updated_at", "uuid", "version") VALUES (NEW."code", NEW."code_system", NEW."created_at", NEW."end_reason", NEW."ended_on", NEW."id", NEW."kind", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reaction", NEW."recorded_by_id", NEW."since_on", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="c8e92759d9f191a0efa334fb19169c3cf34de8cd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ea8ca",
                    table="patients_ica",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="ica",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_icaevent" ("code", "code_system", "created_at", "end_reason", "ended_on", "id", "kind", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reaction", "recorded_by_id", "since_on", "source", "text", "updated_at", "uuid", "version") VALUES (NEW."code", NEW."code_system", NEW."created_at", NEW."end_reason", NEW."ended_on", NEW."id", NEW."kind", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reaction", NEW."recorded_by_id", NEW."since_on", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="ab515fc7f5cd6bbf599fa05c5c6acf0365d3e18c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0c0b6",
                    table="patients_ica",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="medicationline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_medicationlineevent" ("atc", "created_at", "dosage", "id", "name", "original_code", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "replaces_id", "source", "started_on", "stop_reason", "stopped_on", "updated_at", "uuid", "version") VALUES (NEW."atc", NEW."created_at", NEW."dosage", NEW."id", NEW."name", NEW."original_code", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."replaces_id", NEW."source", NEW."started_on", NEW."stop_reason", NEW."stopped_on", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="ca7f8bd278a346a04039eb36a220fb1469909205",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bb2e9",
                    table="patients_medicationline",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="medicationline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_medicationlineevent" ("atc", "created_at", "dosage", "id", "name", "original_code", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "replaces_id", "source", "started_on", "stop_reason", "stopped_on", "updated_at", "uuid", "version") VALUES (NEW."atc", NEW."created_at", NEW."dosage", NEW."id", NEW."name", NEW."original_code", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."replaces_id", NEW."source", NEW."started_on", NEW."stop_reason", NEW."stopped_on", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="c281e4f7241382bb747a27246f5c50531a6811b4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3f141",
                    table="patients_medicationline",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="treatmentlimit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_treatmentlimitevent" ("agreed_by_id", "agreed_on", "agreed_with", "created_at", "end_reason", "ended_on", "id", "kind", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "source", "text", "updated_at", "uuid", "version") VALUES (NEW."agreed_by_id", NEW."agreed_on", NEW."agreed_with", NEW."created_at", NEW."end_reason", NEW."ended_on", NEW."id", NEW."kind", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="28bfc45cdda7411bc27fe408cf711a1f5642188f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4854f",
                    table="patients_treatmentlimit",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="treatmentlimit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "patients_treatmentlimitevent" ("agreed_by_id", "agreed_on", "agreed_with", "created_at", "end_reason", "ended_on", "id", "kind", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_by_id", "source", "text", "updated_at", "uuid", "version") VALUES (NEW."agreed_by_id", NEW."agreed_on", NEW."agreed_with", NEW."created_at", NEW."end_reason", NEW."ended_on", NEW."id", NEW."kind", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_by_id", NEW."source", NEW."text", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="f2e589dcefdce22d13840310fc1992f2dfabd7ef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d6a4b",
                    table="patients_treatmentlimit",
                    when="AFTER",
                ),
            ),
        ),
    ]

"""Keep what was decided about the advice of a protocol."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_versions"),
        ("consultations", "0004_request_walls"),
        ("patients", "0009_latest_measurement"),
        ("worklist", "0002_task_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("advice", models.CharField(max_length=60, verbose_name="advies")),
                ("title", models.CharField(max_length=200, verbose_name="wat")),
                ("version", models.CharField(max_length=120, verbose_name="versie van het protocol")),
                ("because", models.JSONField(blank=True, default=list, verbose_name="waarden")),
                (
                    "decision",
                    models.CharField(
                        choices=[("accepted", "Overgenomen"), ("postponed", "Uitgesteld"), ("refused", "Afgewezen")],
                        max_length=9,
                        verbose_name="besluit",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reden")),
                ("until", models.DateField(blank=True, null=True, verbose_name="uitgesteld tot")),
                ("at", models.DateTimeField(verbose_name="op")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="consultations.consultation",
                        verbose_name="consult",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_decisions",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="worklist.task",
                        verbose_name="taak",
                    ),
                ),
            ],
            options={
                "verbose_name": "besluit over een advies",
                "verbose_name_plural": "besluiten over adviezen",
                "ordering": ["-at", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["practice", "patient", "advice", "-at"], name="consultations_advice_of")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_advicedecision_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "uuid"), name="consultations_advicedecision_practice_uuid"
                    ),
                    models.UniqueConstraint(
                        fields=("practice", "consultation", "advice"),
                        name="consultations_advicedecision_once_per_consult",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "postponed"), ("until__isnull", False)),
                            models.Q(models.Q(("decision", "postponed"), _negated=True), ("until__isnull", True)),
                            _connector="OR",
                        ),
                        name="consultations_advicedecision_postponed_until",
                        violation_error_message="Kies tot wanneer het advies wordt uitgesteld.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultations_advicedecision_refused_with_reason",
                        violation_error_message="Schrijf waarom het advies wordt afgewezen.",
                    ),
                ],
            },
        ),
    ]

"""What stood out in a week of the log: put there by a job, closed once by the privacy officer."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poh.accounts.walls import practice_wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_versions"),
        ("audit", "0007_reviews_and_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("week", models.DateField(verbose_name="week van")),
                (
                    "suspicion",
                    models.CharField(
                        choices=[
                            ("namesake", "dossier van iemand met dezelfde achternaam"),
                            ("colleague", "dossier van iemand die heet als een collega"),
                            ("refused", "herhaaldelijk geweigerd"),
                            ("outside_hours", "dossiers geopend buiten kantooruren"),
                            ("volume", "veel meer dossiers dan gewoonlijk"),
                        ],
                        max_length=20,
                        verbose_name="waarom",
                    ),
                ),
                (
                    "entry_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="regels van het toegangslog"
                    ),
                ),
                (
                    "patient_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="patiënten"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explained", "Verklaarbaar"),
                            ("not_justified", "Niet terecht"),
                            ("to_discuss", "Besproken met de medewerker"),
                        ],
                        max_length=20,
                        verbose_name="bevinding",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="toelichting")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="beoordeeld op")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beoordeeld door",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "opvallende inzage",
                "verbose_name_plural": "opvallende inzage",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="audit_logproposal_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="audit_logproposal_practice_uuid"),
                    models.UniqueConstraint(
                        fields=("practice", "week", "suspicion", "user"), name="audit_logproposal_once_a_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("closed_by__isnull", True), ("finding", ""), ("note", "")
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("finding__in", ["explained", "not_justified", "to_discuss"]),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_logproposal_closed_with_name_and_finding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_by", models.F("user")), _negated=True),
                        name="audit_logproposal_not_closed_by_oneself",
                    ),
                ],
            },
        ),
        practice_wall("audit_logproposal"),
    ]

"""Verdicts on uses of the noodknop and outcomes of verifications: added by the application, never changed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poh.accounts.walls import practice_wall


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_reading"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="ChainCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("checked_at", models.DateTimeField(verbose_name="nagerekend op")),
                ("entries", models.BigIntegerField(verbose_name="aantal regels")),
                (
                    "findings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None, verbose_name="bevindingen"
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
            ],
            options={
                "verbose_name": "controle van het toegangslog",
                "verbose_name_plural": "controles van het toegangslog",
                "abstract": False,
                "indexes": [models.Index(fields=["practice", "-checked_at"], name="audit_chaincheck_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="audit_chaincheck_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="audit_chaincheck_practice_uuid"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("entry_id", models.BigIntegerField(verbose_name="regel van het toegangslog")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("justified", "Terecht gebruikt"),
                            ("unjustified", "Niet terecht gebruikt"),
                            ("to_discuss", "Besproken met de medewerker"),
                        ],
                        max_length=20,
                        verbose_name="oordeel",
                    ),
                ),
                ("note", models.TextField(max_length=2000, verbose_name="toelichting")),
                ("reviewed_at", models.DateTimeField(verbose_name="beoordeeld op")),
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
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beoordeeld door",
                    ),
                ),
            ],
            options={
                "verbose_name": "beoordeling",
                "verbose_name_plural": "beoordelingen",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="audit_logreview_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="audit_logreview_practice_uuid"),
                    models.UniqueConstraint(fields=("practice", "entry_id"), name="audit_logreview_one_per_entry"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["justified", "unjustified", "to_discuss"])),
                        name="audit_logreview_known_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True),
                        name="audit_logreview_has_note",
                        violation_error_message="Schrijf op waarop het oordeel berust.",
                    ),
                ],
            },
        ),
        practice_wall("audit_chaincheck"),
        practice_wall("audit_logreview"),
        migrations.RunSQL(
            "REVOKE UPDATE ON audit_chaincheck, audit_logreview FROM poh_app",
            "GRANT UPDATE ON audit_chaincheck, audit_logreview TO poh_app",
        ),
    ]

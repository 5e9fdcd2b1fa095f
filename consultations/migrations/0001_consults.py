"""Consults, what is typed in them, and what was noted."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from poh.base.operations import AddTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_versions"),
        ("patients", "0012_faster_resemblance"),
        ("scheduling", "0003_agenda_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spreekuur", "Spreekuur"),
                            ("telefonisch", "Telefonisch"),
                            ("visite", "Visite"),
                            ("e_consult", "E-consult"),
                            ("video", "Beeldbellen"),
                            ("groep", "Groepsconsult"),
                            ("derden", "Overleg met derden"),
                            ("dossier", "Dossierwerk"),
                        ],
                        default="spreekuur",
                        max_length=12,
                        verbose_name="contact",
                    ),
                ),
                ("with_whom", models.CharField(blank=True, max_length=120, verbose_name="met wie")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reden, in eigen woorden")),
                ("controls", models.JSONField(blank=True, default=dict, verbose_name="controles")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Concept"), ("final", "Afgesloten"), ("discarded", "Niet doorgegaan")],
                        default="draft",
                        editable=False,
                        max_length=9,
                        verbose_name="stand",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="geopend")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="afgesloten")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="volgende controle")),
                (
                    "discard_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="waarom niet doorgegaan"),
                ),
                ("interactions", models.PositiveIntegerField(default=0, editable=False, verbose_name="handelingen")),
                ("corrections", models.PositiveIntegerField(default=0, editable=False, verbose_name="verbeteringen")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="bewerking")),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scheduling.appointment",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="medewerker",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
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
            ],
            options={
                "verbose_name": "consult",
                "verbose_name_plural": "consulten",
                "ordering": ["-opened_at"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_consultation_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "uuid"), name="consultations_consultation_practice_uuid"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("practice", "patient", "member"),
                        name="consultations_consultation_one_draft",
                        violation_error_message="Van deze patiënt staat al een consult open.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("appointment__isnull", False), models.Q(("state", "discarded"), _negated=True)
                        ),
                        fields=("practice", "appointment"),
                        name="consultations_consultation_one_of_appointment",
                        violation_error_message="Van deze afspraak is al een consult.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True), ("closed_at__gte", models.F("opened_at"))
                            ),
                            _connector="OR",
                        ),
                        name="consultations_consultation_closed_after_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("state", "discarded"), _negated=True), ("discard_reason", "")),
                            models.Q(("state", "discarded"), models.Q(("discard_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="consultations_consultation_discarded_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "derden"), _negated=True),
                            models.Q(("with_whom", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultations_consultation_with_somebody",
                        violation_error_message="Schrijf met wie is overlegd.",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["practice", "patient", "-opened_at"], name="consultations_consult_of"),
                    models.Index(
                        condition=models.Q(("state", "draft")),
                        fields=["practice", "member"],
                        name="consultations_consult_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "final")),
                        fields=["practice", "-closed_at"],
                        name="consultations_consult_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("text", models.TextField(max_length=5000, verbose_name="aanvulling")),
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
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="consultations.consultation",
                        verbose_name="consult",
                    ),
                ),
            ],
            options={
                "verbose_name": "aanvulling",
                "verbose_name_plural": "aanvullingen",
                "ordering": ["at", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_addendum_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="consultations_addendum_practice_uuid"),
                ],
                "indexes": [models.Index(fields=["practice", "consultation"], name="consultations_addendum_of")],
            },
        ),
        migrations.CreateModel(
            name="ConsultationEvent",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("spreekuur", "Spreekuur"),
                            ("telefonisch", "Telefonisch"),
                            ("visite", "Visite"),
                            ("e_consult", "E-consult"),
                            ("video", "Beeldbellen"),
                            ("groep", "Groepsconsult"),
                            ("derden", "Overleg met derden"),
                            ("dossier", "Dossierwerk"),
                        ],
                        default="spreekuur",
                        max_length=12,
                        verbose_name="contact",
                    ),
                ),
                ("with_whom", models.CharField(blank=True, max_length=120, verbose_name="met wie")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reden, in eigen woorden")),
                ("controls", models.JSONField(blank=True, default=dict, verbose_name="controles")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Concept"), ("final", "Afgesloten"), ("discarded", "Niet doorgegaan")],
                        default="draft",
                        editable=False,
                        max_length=9,
                        verbose_name="stand",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="geopend")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="afgesloten")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="volgende controle")),
                (
                    "discard_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="waarom niet doorgegaan"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="bewerking")),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="scheduling.appointment",
                        verbose_name="afspraak",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                        verbose_name="medewerker",
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
                        to="consultations.consultation",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DraftField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("key", models.CharField(max_length=120, verbose_name="veld")),
                ("typed", models.TextField(blank=True, max_length=20000, verbose_name="getypt")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="bewerking")),
                ("saved_at", models.DateTimeField(verbose_name="bewaard")),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fields",
                        to="consultations.consultation",
                        verbose_name="consult",
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
                    "saved_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
            ],
            options={
                "verbose_name": "veld van een concept",
                "verbose_name_plural": "velden van een concept",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_draftfield_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="consultations_draftfield_practice_uuid"),
                    models.UniqueConstraint(
                        fields=("practice", "consultation", "key"), name="consultations_draftfield_once_per_consult"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "reason",
                    models.CharField(
                        choices=[("w", "Patiënt wil het niet"), ("g", "Geen tijd"), ("v", "Verwezen"), ("l", "Later")],
                        max_length=1,
                        verbose_name="waarom niet",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_done",
                        to="consultations.consultation",
                        verbose_name="consult",
                    ),
                ),
                (
                    "determination",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.determination",
                        verbose_name="bepaling",
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
                "verbose_name": "niet gedaan",
                "verbose_name_plural": "niet gedaan",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_notdone_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="consultations_notdone_practice_uuid"),
                    models.UniqueConstraint(
                        fields=("practice", "consultation", "determination"), name="consultations_notdone_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SoapNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="plaats")),
                ("episode_icpc", models.CharField(blank=True, max_length=6, verbose_name="ICPC van de episode")),
                ("episode_title", models.CharField(blank=True, max_length=200, verbose_name="episode")),
                ("subjective", models.TextField(blank=True, max_length=20000, verbose_name="S")),
                ("objective", models.TextField(blank=True, max_length=20000, verbose_name="O")),
                ("evaluation", models.TextField(blank=True, max_length=20000, verbose_name="E")),
                ("plan", models.TextField(blank=True, max_length=20000, verbose_name="P")),
                ("reason_icpc", models.CharField(blank=True, max_length=6, verbose_name="ICPC bij S")),
                ("evaluation_icpc", models.CharField(blank=True, max_length=6, verbose_name="ICPC bij E")),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="consultations.consultation",
                        verbose_name="consult",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.episode",
                        verbose_name="episode",
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
                "verbose_name": "SOEP-regel",
                "verbose_name_plural": "SOEP-regels",
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultations_soapnote_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="consultations_soapnote_practice_uuid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evaluation", ""), ("objective", ""), ("plan", ""), ("subjective", ""), _negated=True
                        ),
                        name="consultations_soapnote_says_something",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["practice", "consultation"], name="consultations_soapnote_of"),
                    models.Index(fields=["practice", "episode"], name="consultations_soapnote_about"),
                ],
            },
        ),
        AddTrigger(
            model_name="consultation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "consultations_consultationevent" ("appointment_id", "closed_at", "controls", "created_at", "discard_reason", "id", "kind", "member_id", "next_on", "opened_at", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "state", "updated_at", "uuid", "version", "with_whom") VALUES (NEW."appointment_id", NEW."closed_at", NEW."controls", NEW."created_at", NEW."discard_reason", NEW."id", NEW."kind", NEW."member_id", NEW."next_on", NEW."opened_at", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."state", NEW."updated_at", NEW."uuid", NEW."version", NEW."with_whom"); RETURN NULL;',
                    hash="d37b8717049816560eb1cbf791d98fc2212bcd8d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c7113",
                    table="consultations_consultation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="consultation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."appointment_id" IS DISTINCT FROM (NEW."appointment_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."controls" IS DISTINCT FROM (NEW."controls") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."discard_reason" IS DISTINCT FROM (NEW."discard_reason") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."member_id" IS DISTINCT FROM (NEW."member_id") OR OLD."next_on" IS DISTINCT FROM (NEW."next_on") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."uuid" IS DISTINCT FROM (NEW."uuid") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."with_whom" IS DISTINCT FROM (NEW."with_whom"))',
                    func='INSERT INTO "consultations_consultationevent" ("appointment_id", "closed_at", "controls", "created_at", "discard_reason", "id", "kind", "member_id", "next_on", "opened_at", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "state", "updated_at", "uuid", "version", "with_whom") VALUES (NEW."appointment_id", NEW."closed_at", NEW."controls", NEW."created_at", NEW."discard_reason", NEW."id", NEW."kind", NEW."member_id", NEW."next_on", NEW."opened_at", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."state", NEW."updated_at", NEW."uuid", NEW."version", NEW."with_whom"); RETURN NULL;',
                    hash="a6dbf8a50cf2d06b384414fa7e97967b96884401",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1617e",
                    table="consultations_consultation",
                    when="AFTER",
                ),
            ),
        ),
    ]

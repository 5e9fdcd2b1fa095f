"""A personal target ends with a reason and may come from elsewhere; a step tells the term of a patient."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from poh.base.operations import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_versions"),
        ("patients", "0012_faster_resemblance"),
        ("protocols", "0002_protocol_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="personaltarget",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personaltarget",
            name="update_update",
        ),
        migrations.AddField(
            model_name="enrolmentstatus",
            name="kind",
            field=models.CharField(
                choices=[("state", "deelname"), ("term", "eigen termijn")],
                default="state",
                max_length=5,
                verbose_name="wat",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentstatus",
            name="personal_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="eigen termijn in maanden"),
        ),
        migrations.AddField(
            model_name="personaltarget",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reden van het einde"),
        ),
        migrations.AddField(
            model_name="personaltargetevent",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reden van het einde"),
        ),
        migrations.AlterField(
            model_name="personaltarget",
            name="set_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="afgesproken door",
            ),
        ),
        migrations.AlterField(
            model_name="personaltargetevent",
            name="set_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="afgesproken door",
            ),
        ),
        AddTrigger(
            model_name="personaltarget",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "protocols_personaltargetevent" ("created_at", "determination_id", "end_reason", "ended_on", "high", "id", "low", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "set_by_id", "started_on", "updated_at", "uuid") VALUES (NEW."created_at", NEW."determination_id", NEW."end_reason", NEW."ended_on", NEW."high", NEW."id", NEW."low", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."set_by_id", NEW."started_on", NEW."updated_at", NEW."uuid"); RETURN NULL;',
                    hash="97609030897a2ee8b62a6b5fb18be469ecbea95a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c88a9",
                    table="protocols_personaltarget",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="personaltarget",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "protocols_personaltargetevent" ("created_at", "determination_id", "end_reason", "ended_on", "high", "id", "low", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "set_by_id", "started_on", "updated_at", "uuid") VALUES (NEW."created_at", NEW."determination_id", NEW."end_reason", NEW."ended_on", NEW."high", NEW."id", NEW."low", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."set_by_id", NEW."started_on", NEW."updated_at", NEW."uuid"); RETURN NULL;',
                    hash="3e058de01e25a3d03bcb8123d91629c824600c89",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_932a7",
                    table="protocols_personaltarget",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                    models.Q(("ended_on__gte", models.F("started_on")), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="protocols_personaltarget_end_has_reason",
                violation_error_message="Een streefwaarde eindigt niet voor zij begon, en met een reden.",
            ),
        ),
    ]

# A form that is posted twice acts once by its own key (accounts.idempotency); the patient needs none.

import pgtrigger.compiler
from django.db import migrations

from poh.base.operations import AddTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0004_search_words"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="patient",
            name="patients_patient_one_per_registration_key",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="registration_key",
        ),
        migrations.RemoveField(
            model_name="patientevent",
            name="registration_key",
        ),
        AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "patients_patientevent" ("birth_day", "birth_month", "birth_name", "birth_name_prefix", "birth_year", "bsn", "bsn_status", "calling_name", "city", "country", "created_at", "deceased_on", "email", "first_names", "gp_id", "house_number", "house_number_addition", "id", "identified_on", "identity_document", "initials", "is_restricted", "language", "leave_reason", "mobile", "name_use", "needs_interpreter", "number", "partner_name", "partner_name_prefix", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "practice_id", "preferred_channel", "registered_from", "registered_to", "sex", "street", "updated_at", "uuid", "version") VALUES (NEW."birth_day", NEW."birth_month", NEW."birth_name", NEW."birth_name_prefix", NEW."birth_year", NEW."bsn", NEW."bsn_status", NEW."calling_name", NEW."city", NEW."country", NEW."created_at", NEW."deceased_on", NEW."email", NEW."first_names", NEW."gp_id", NEW."house_number", NEW."house_number_addition", NEW."id", NEW."identified_on", NEW."identity_document", NEW."initials", NEW."is_restricted", NEW."language", NEW."leave_reason", NEW."mobile", NEW."name_use", NEW."needs_interpreter", NEW."number", NEW."partner_name", NEW."partner_name_prefix", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."postcode", NEW."practice_id", NEW."preferred_channel", NEW."registered_from", NEW."registered_to", NEW."sex", NEW."street", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="c2b16fff480f02fa55563bc267cd7c1e6d997bf5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_62165",
                    table="patients_patient",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."birth_day" IS DISTINCT FROM (NEW."birth_day") OR OLD."birth_month" IS DISTINCT FROM (NEW."birth_month") OR OLD."birth_name" IS DISTINCT FROM (NEW."birth_name") OR OLD."birth_name_prefix" IS DISTINCT FROM (NEW."birth_name_prefix") OR OLD."birth_year" IS DISTINCT FROM (NEW."birth_year") OR OLD."bsn" IS DISTINCT FROM (NEW."bsn") OR OLD."bsn_status" IS DISTINCT FROM (NEW."bsn_status") OR OLD."calling_name" IS DISTINCT FROM (NEW."calling_name") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."deceased_on" IS DISTINCT FROM (NEW."deceased_on") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_names" IS DISTINCT FROM (NEW."first_names") OR OLD."gp_id" IS DISTINCT FROM (NEW."gp_id") OR OLD."house_number" IS DISTINCT FROM (NEW."house_number") OR OLD."house_number_addition" IS DISTINCT FROM (NEW."house_number_addition") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identified_on" IS DISTINCT FROM (NEW."identified_on") OR OLD."identity_document" IS DISTINCT FROM (NEW."identity_document") OR OLD."initials" IS DISTINCT FROM (NEW."initials") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."leave_reason" IS DISTINCT FROM (NEW."leave_reason") OR OLD."mobile" IS DISTINCT FROM (NEW."mobile") OR OLD."name_use" IS DISTINCT FROM (NEW."name_use") OR OLD."needs_interpreter" IS DISTINCT FROM (NEW."needs_interpreter") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."partner_name" IS DISTINCT FROM (NEW."partner_name") OR OLD."partner_name_prefix" IS DISTINCT FROM (NEW."partner_name_prefix") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."preferred_channel" IS DISTINCT FROM (NEW."preferred_channel") OR OLD."registered_from" IS DISTINCT FROM (NEW."registered_from") OR OLD."registered_to" IS DISTINCT FROM (NEW."registered_to") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."uuid" IS DISTINCT FROM (NEW."uuid") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "patients_patientevent" ("birth_day", "birth_month", "birth_name", "birth_name_prefix", "birth_year", "bsn", "bsn_status", "calling_name", "city", "country", "created_at", "deceased_on", "email", "first_names", "gp_id", "house_number", "house_number_addition", "id", "identified_on", "identity_document", "initials", "is_restricted", "language", "leave_reason", "mobile", "name_use", "needs_interpreter", "number", "partner_name", "partner_name_prefix", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "practice_id", "preferred_channel", "registered_from", "registered_to", "sex", "street", "updated_at", "uuid", "version") VALUES (NEW."birth_day", NEW."birth_month", NEW."birth_name", NEW."birth_name_prefix", NEW."birth_year", NEW."bsn", NEW."bsn_status", NEW."calling_name", NEW."city", NEW."country", NEW."created_at", NEW."deceased_on", NEW."email", NEW."first_names", NEW."gp_id", NEW."house_number", NEW."house_number_addition", NEW."id", NEW."identified_on", NEW."identity_document", NEW."initials", NEW."is_restricted", NEW."language", NEW."leave_reason", NEW."mobile", NEW."name_use", NEW."needs_interpreter", NEW."number", NEW."partner_name", NEW."partner_name_prefix", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."postcode", NEW."practice_id", NEW."preferred_channel", NEW."registered_from", NEW."registered_to", NEW."sex", NEW."street", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                    hash="2674892a1224ebf23b2c88f4f00f18426d8dc0b3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_546ce",
                    table="patients_patient",
                    when="AFTER",
                ),
            ),
        ),
    ]

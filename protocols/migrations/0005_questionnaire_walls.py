"""Filled-in questionnaires and texts stay within their practice, and are added, never changed."""

from django.db import migrations

from poh.accounts.walls import practice_wall, same_practice

TABLES = ["protocols_questionnaireresponse", "protocols_instrumenttext"]

FIXED = """
CREATE FUNCTION protocols_only_added() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% is only added to.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""
FIXED_NOT = "DROP FUNCTION protocols_only_added()"


def _only_added(table: str) -> migrations.RunSQL:
    """Neither the application nor the owner changes or removes a row."""
    when = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION protocols_only_added()"
    return migrations.RunSQL(
        [f"REVOKE UPDATE ON {table} FROM poh_app", f"CREATE TRIGGER {table}_fixed {when}"],
        [f"DROP TRIGGER {table}_fixed ON {table}", f"GRANT UPDATE ON {table} TO poh_app"],
    )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0004_questionnaires"), ("patients", "0003_patient_walls")]
    operations = [
        *(practice_wall(table) for table in TABLES),
        migrations.RunSQL(FIXED, FIXED_NOT),
        *(_only_added(table) for table in TABLES),
        same_practice("protocols_questionnaireresponse", "patient_id", "patients_patient"),
        same_practice("protocols_questionnaireresponse", "supersedes_id", "protocols_questionnaireresponse"),
        same_practice("protocols_questionnaireresponse", "with_text_id", "protocols_instrumenttext"),
    ]

"""Keep decisions about advice within their practice; they are only added, in a consult that is a draft."""

from django.db import migrations

from poh.accounts.walls import practice_wall, same_practice

TABLE = "consultations_advicedecision"
KEYS = {
    "patient_id": "patients_patient",
    "consultation_id": "consultations_consultation",
    "task_id": "worklist_task",
}
ONLY_ADDED = (
    f"CREATE TRIGGER consultations_only_added BEFORE UPDATE OR DELETE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION consultations_only_added()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0005_advice_decisions"),
        ("consultations", "0004_request_walls"),
        ("worklist", "0002_task_walls"),
    ]
    operations = [
        practice_wall(TABLE),
        *(same_practice(TABLE, column, to) for column, to in KEYS.items()),
        migrations.RunSQL(
            f"CREATE TRIGGER consultations_part_of_consult BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION consultations_part_of_consult('draft')",
            f"DROP TRIGGER consultations_part_of_consult ON {TABLE}",
        ),
        migrations.RunSQL(
            [
                ONLY_ADDED,
                f"REVOKE UPDATE ON {TABLE} FROM poh_app",
            ],
            [f"GRANT UPDATE ON {TABLE} TO poh_app", f"DROP TRIGGER consultations_only_added ON {TABLE}"],
        ),
    ]

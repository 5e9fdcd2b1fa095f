from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

# Of a row in quarantine only the judgement changes; what came in stays as it came.
JUDGEMENT = "state, resolved_by_id, resolved_at, resolution, measurement_id, version, updated_at"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_imports")]
    operations = [
        practice_wall("exchange_import"),
        practice_wall("exchange_quarantineditem"),
        history_wall("exchange_quarantineditemevent"),
        same_practice("exchange_quarantineditem", "import_run_id", "exchange_import"),
        same_practice("exchange_quarantineditem", "patient_id", "patients_patient"),
        same_practice("exchange_quarantineditem", "measurement_id", "patients_measurement"),
        migrations.RunSQL(
            [
                "REVOKE UPDATE ON exchange_quarantineditem FROM poh_app",
                f"GRANT UPDATE ({JUDGEMENT}) ON exchange_quarantineditem TO poh_app",
            ],
            [
                f"REVOKE UPDATE ({JUDGEMENT}) ON exchange_quarantineditem FROM poh_app",
                "GRANT UPDATE ON exchange_quarantineditem TO poh_app",
            ],
        ),
    ]

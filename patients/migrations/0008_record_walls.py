from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

LINES = ["episode", "medicationline", "ica", "historyentry", "familyhistory", "treatmentlimit"]

# A value is added, never changed; what holds now is kept by the database alone; the list of determinations is
# the same for everybody.
PRIVILEGES = [
    ("patients_measurement", "UPDATE"),
    ("patients_latestmeasurement", "INSERT, UPDATE"),
    ("patients_determination", "INSERT, UPDATE, DELETE"),
]


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_measurements")]
    operations = [
        *(practice_wall(f"patients_{line}") for line in LINES),
        *(history_wall(f"patients_{line}event") for line in LINES),
        *(same_practice(f"patients_{line}", "patient_id", "patients_patient") for line in LINES),
        same_practice("patients_medicationline", "replaces_id", "patients_medicationline"),
        practice_wall("patients_measurement"),
        practice_wall("patients_latestmeasurement"),
        same_practice("patients_measurement", "patient_id", "patients_patient"),
        same_practice("patients_measurement", "supersedes_id", "patients_measurement"),
        *(
            migrations.RunSQL(f"REVOKE {rights} ON {table} FROM poh_app", f"GRANT {rights} ON {table} TO poh_app")
            for table, rights in PRIVILEGES
        ),
    ]

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

MODELS = [
    "patient",
    "earlierregistration",
    "contactperson",
    "consent",
    "treatmentrelationship",
    "breakglass",
]
PARTS_OF_A_RECORD = MODELS[1:]


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0002_patients"),
        ("accounts", "0002_practice_walls"),
    ]
    operations = [
        *(practice_wall(f"patients_{model}") for model in MODELS),
        *(history_wall(f"patients_{model}event") for model in MODELS),
        *(same_practice(f"patients_{model}", "patient_id", "patients_patient") for model in PARTS_OF_A_RECORD),
        same_practice("patients_patient", "gp_id", "accounts_membership"),
        same_practice("patients_consent", "representative_id", "patients_contactperson"),
        same_practice("patients_treatmentrelationship", "staff_id", "accounts_membership"),
    ]

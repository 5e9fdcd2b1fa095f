# A registration that ended has both its day and its reason; a comparison with NULL alone let one through.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_versions"),
        ("patients", "0010_search_sounds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="patient",
            name="patients_patient_left_with_reason",
        ),
        migrations.RemoveConstraint(
            model_name="patient",
            name="patients_patient_deceased_is_deregistered",
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leave_reason", ""), ("registered_to__isnull", True)),
                    models.Q(
                        ("registered_to__gte", models.F("registered_from")),
                        ("registered_to__isnull", False),
                        models.Q(("leave_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="patients_patient_left_with_reason",
                violation_error_message="Uitschrijven vraagt een reden, en een datum niet voor de inschrijving.",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deceased_on__isnull", True), models.Q(("leave_reason", "deceased"), _negated=True)),
                    models.Q(("deceased_on__isnull", False), ("leave_reason", "deceased")),
                    _connector="OR",
                ),
                name="patients_patient_deceased_is_deregistered",
                violation_error_message="Wie is overleden, is uitgeschreven met die reden.",
            ),
        ),
    ]

# Somebody who left may die later: then the registration keeps its own end and reason.

from django.db import migrations, models

NAME = "patients_patient_deceased_is_deregistered"


class Migration(migrations.Migration):
    dependencies = [("patients", "0012_faster_resemblance")]

    operations = [
        migrations.RemoveConstraint(model_name="patient", name=NAME),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deceased_on__isnull", True), models.Q(("leave_reason", "deceased"), _negated=True)),
                    models.Q(
                        ("deceased_on__isnull", False),
                        ("registered_to__isnull", False),
                        models.Q(
                            models.Q(("deceased_on", models.F("registered_to")), ("leave_reason", "deceased")),
                            models.Q(
                                ("deceased_on__gt", models.F("registered_to")),
                                models.Q(("leave_reason", "deceased"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name=NAME,
                violation_error_message=(
                    "Wie is overleden, is uitgeschreven met die reden, of was al eerder vertrokken."
                ),
            ),
        ),
    ]

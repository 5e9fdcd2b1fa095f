from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Patiënten"

    def ready(self) -> None:
        from patients.namesakes import namesakes
        from poh.audit.selectors.proposals import finders

        if namesakes not in finders:
            finders.append(namesakes)

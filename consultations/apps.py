from django.apps import AppConfig
from django.urls import reverse


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = "Consulten"

    def ready(self) -> None:
        from consultations.services.request_steps import ORIGIN
        from consultations.starts import consult_start
        from patients import starts
        from poh.worklist.origins import register

        starts.register(consult_start)
        register(ORIGIN, label="aanvraag", url_for=lambda uuid: reverse("consultations:request", args=[uuid]))

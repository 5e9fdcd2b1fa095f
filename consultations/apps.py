from django.apps import AppConfig
from django.urls import reverse


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = "Consulten"

    def ready(self) -> None:
        from consultations.services.request_steps import ORIGIN
        from poh.worklist.origins import register

        register(ORIGIN, label="aanvraag", url_for=lambda uuid: reverse("consultations:request", args=[uuid]))

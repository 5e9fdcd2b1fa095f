from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Agenda"

    def ready(self) -> None:
        from scheduling import receivers

        receivers.connect()

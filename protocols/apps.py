from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"
    verbose_name = "Protocollen"

    def ready(self) -> None:
        from protocols import receivers, receivers_computed

        receivers_computed.connect()
        receivers.connect()

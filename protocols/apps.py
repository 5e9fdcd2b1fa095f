from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"
    verbose_name = "Protocollen"

    def ready(self) -> None:
        from patients import targets
        from protocols import receivers, receivers_computed
        from protocols.presenters.targets import targets_in_record

        receivers_computed.connect()
        receivers.connect()
        targets.register(targets_in_record)

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"
    verbose_name = "Protocollen"

    def ready(self) -> None:
        from patients import remarks, targets
        from protocols import receivers, receivers_computed
        from protocols.presenters.targets import targets_in_record
        from protocols.selectors.not_computed import not_computed

        receivers_computed.connect()
        receivers.connect()
        targets.register(targets_in_record)
        remarks.register(not_computed)

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "poh.audit"
    label = "audit"
    verbose_name = "Toegangslog"

    def ready(self) -> None:
        from poh.audit import receivers

        receivers.connect()
        post_migrate.connect(receivers.make_partitions, sender=self)

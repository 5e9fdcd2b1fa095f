from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "poh.accounts"
    label = "accounts"
    verbose_name = "Praktijken en medewerkers"

    def ready(self) -> None:
        from poh.accounts import checks, receivers  # noqa: F401

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "poh.base"
    label = "base"
    verbose_name = "Basis"

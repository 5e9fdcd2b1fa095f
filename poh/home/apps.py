from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "poh.home"
    label = "home"
    verbose_name = "Start"

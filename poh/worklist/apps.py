from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "poh.worklist"
    label = "worklist"
    verbose_name = "Werklijst"

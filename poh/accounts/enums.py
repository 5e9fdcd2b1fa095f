"""The nine roles of a practice."""

from django.db import models


class Role(models.TextChoices):
    """What somebody does in a practice; one person can hold several."""

    POH_S = "poh_s", "POH somatiek"
    POH_GGZ = "poh_ggz", "POH-GGZ"
    POH_O = "poh_o", "POH ouderen"
    POH_J = "poh_j", "POH jeugd"
    HUISARTS = "huisarts", "Huisarts"
    POH_MMT = "poh_mmt", "POH met managementtaken"
    ASSISTENT = "assistent", "Doktersassistent"
    DIRECTEUR = "directeur", "Directeur"
    BEHEERDER = "beheerder", "Beheerder"

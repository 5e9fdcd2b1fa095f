"""The key of a form that was posted, and the answer it got."""

from django.db import models

from poh.accounts.models.practices import PracticeModel
from poh.accounts.models.users import User


class IdempotencyKey(PracticeModel):
    """One posted form. The answer stands in the same transaction as what the form changed."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="medewerker", related_name="+")
    key = models.UUIDField("sleutel")
    request_hash = models.CharField("afdruk van het formulier", max_length=64)
    status = models.PositiveSmallIntegerField("status van het antwoord", default=0)
    location = models.CharField("adres van het antwoord", max_length=2000, blank=True)

    class Meta(PracticeModel.Meta):
        verbose_name = "formuliersleutel"
        verbose_name_plural = "formuliersleutels"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "user", "key"], name="accounts_idempotencykey_one_per_post"),
        ]

    def __str__(self) -> str:
        return str(self.key)

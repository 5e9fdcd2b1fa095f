"""Calendars outside POH that read the agenda of one person."""

import pghistory
from django.db import models
from django.db.models import Q

from poh.accounts.models import PracticeModel, User
from scheduling.models.fields import member_key
from scheduling.querysets import CalendarFeedQuerySet


@pghistory.track(exclude=["token_hash"])
class CalendarFeed(PracticeModel):
    """A secret address where a calendar reads the agenda of one person. Only a hash of the secret is kept."""

    member = member_key()
    name = models.CharField("naam", max_length=60)
    token_hash = models.CharField("afdruk van het geheim", max_length=64)
    shows_names = models.BooleanField("met namen van patiënten", default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gemaakt door")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ingetrokken door"
    )

    objects = CalendarFeedQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "agenda-abonnement"
        verbose_name_plural = "agenda-abonnementen"
        ordering = ["-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "token_hash"], name="scheduling_calendarfeed_one_per_secret"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True) | Q(revoked_at__isnull=False),
                name="scheduling_calendarfeed_revoked_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["practice", "member"], name="scheduling_feed_of")]

    def __str__(self) -> str:
        return self.name

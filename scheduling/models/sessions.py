"""Who works when and where: the templates of a week, the sessions they make, and what is blocked."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from poh.accounts.models import Location, PracticeModel, User
from scheduling.enums import BlockedKind, BlockKind, SessionOrigin, SessionState, Weekday
from scheduling.models.fields import comes_after, has_length, member_key, on_local_day, within_practice
from scheduling.models.places import Room
from scheduling.querysets import BlockedTimeQuerySet, BlockQuerySet, SessionQuerySet, TemplateQuerySet


def _kinds() -> ArrayField:
    return ArrayField(
        models.SlugField(max_length=40),
        verbose_name="alleen voor",
        default=list,
        blank=True,
        help_text="Soorten afspraken; leeg: alles wat erin past.",
    )


def _slot_minutes() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        "minuten per plek", default=20, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )


@pghistory.track()
class SessionTemplate(PracticeModel):
    """A session that comes back every so many weeks on one weekday, in the wall time of Amsterdam.

    A change for "this and following" ends a template and makes one that replaces it.
    """

    member = member_key()
    location = within_practice(Location, "locatie")
    room = within_practice(Room, "kamer", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField("dag", choices=Weekday)
    every_weeks = models.PositiveSmallIntegerField("om de zoveel weken", default=1)
    anchor_on = models.DateField("geteld vanaf de week van")
    starts_at = models.TimeField("van")
    ends_at = models.TimeField("tot")
    valid_from = models.DateField("geldig vanaf")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    skips_school_holidays = models.BooleanField("niet in schoolvakanties", default=False)
    replaces = within_practice("self", "komt in de plaats van", null=True, blank=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "roosterregel"
        verbose_name_plural = "roosterregels"
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="scheduling_sessiontemplate_known_weekday"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=52),
                name="scheduling_sessiontemplate_every_1_to_52_weeks",
                violation_error_message="Om de 1 tot 52 weken.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="scheduling_sessiontemplate_ends_later_that_day",
                violation_error_message="Het einde ligt na het begin, op dezelfde dag.",
            ),
            # One that was replaced from its very first day ends the day before it starts: it never held.
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from") - 1),
                name="scheduling_sessiontemplate_valid_forward",
                violation_error_message="De laatste dag ligt niet voor de eerste.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "member", "valid_from"], name="scheduling_template_of")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


@pghistory.track()
class TemplateBlock(PracticeModel):
    """A part of a template: from when to when it is for what."""

    template = within_practice(SessionTemplate, "roosterregel", related_name="blocks")
    starts_at = models.TimeField("van")
    ends_at = models.TimeField("tot")
    kind = models.CharField("soort", max_length=14, choices=BlockKind, default=BlockKind.SURGERY)
    slot_minutes = _slot_minutes()
    kinds = _kinds()
    ended_at = models.DateTimeField("vervallen op", null=True, blank=True, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "blok van een roosterregel"
        verbose_name_plural = "blokken van roosterregels"
        ordering = ["starts_at", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="scheduling_templateblock_ends_later_that_day",
                violation_error_message="Het einde ligt na het begin.",
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240),
                name="scheduling_templateblock_places_5_to_240_minutes",
            ),
        ]
        indexes = [models.Index(fields=["practice", "template"], name="scheduling_templateblock_of")]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M} {self.get_kind_display().lower()}"


class Session(PracticeModel):
    """One person works on one day at one place. A member and a room have one session at a time."""

    member = member_key()
    location = within_practice(Location, "locatie")
    room = within_practice(Room, "kamer", null=True, blank=True)
    on = models.DateField("dag")
    period = DateTimeRangeField("tijd")
    template = within_practice(SessionTemplate, "roosterregel", null=True, blank=True)
    origin = models.CharField("herkomst", max_length=8, choices=SessionOrigin, default=SessionOrigin.TEMPLATE)
    state = models.CharField("stand", max_length=9, choices=SessionState, default=SessionState.PLANNED)
    # A session that was changed for its own day stays as it is when its template changes.
    deviates = models.BooleanField("wijkt af van het rooster", default=False)
    note = models.CharField("toelichting", max_length=200, blank=True)
    cancelled_at = models.DateTimeField("vervallen op", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="vervallen door"
    )
    cancel_reason = models.CharField("reden", max_length=200, blank=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "zitting"
        verbose_name_plural = "zittingen"
        ordering = ["on", "period", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            has_length("scheduling_session_has_length"),
            on_local_day("scheduling_session_on_its_local_day"),
            models.UniqueConstraint(
                fields=["practice", "template", "on"],
                condition=~Q(state=SessionState.REPLACED),
                name="scheduling_session_once_a_day_per_template",
            ),
            ExclusionConstraint(
                name="scheduling_session_member_once_at_a_time",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=SessionState.PLANNED),
                violation_error_message="Deze medewerker heeft dan al een zitting.",
            ),
            ExclusionConstraint(
                name="scheduling_session_room_once_at_a_time",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=SessionState.PLANNED, room__isnull=False),
                violation_error_message="Deze kamer is dan al in gebruik.",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.PLANNED, cancelled_at__isnull=True)
                | ~Q(state=SessionState.PLANNED) & Q(cancelled_at__isnull=False),
                name="scheduling_session_cancelled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancel_reason=""),
                name="scheduling_session_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(origin=SessionOrigin.TEMPLATE, template__isnull=False)
                | Q(origin=SessionOrigin.EXTRA, template__isnull=True),
                name="scheduling_session_has_its_origin",
            ),
        ]
        indexes = [models.Index(fields=["practice", "on", "member"], name="scheduling_session_on_day")]

    def __str__(self) -> str:
        return f"zitting op {self.on:%d-%m-%Y}"


class Block(PracticeModel):
    """A part of a session: from when to when it is for what."""

    session = within_practice(Session, "zitting", related_name="blocks")
    member = member_key()
    on = models.DateField("dag")
    period = DateTimeRangeField("tijd")
    kind = models.CharField("soort", max_length=14, choices=BlockKind, default=BlockKind.SURGERY)
    slot_minutes = _slot_minutes()
    kinds = _kinds()
    # A block that was taken out of its session; what is kept of it is that it was there.
    removed_at = models.DateTimeField("vervallen op", null=True, blank=True, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "blok"
        verbose_name_plural = "blokken"
        ordering = ["on", "period", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            has_length("scheduling_block_has_length"),
            on_local_day("scheduling_block_on_its_local_day"),
            ExclusionConstraint(
                name="scheduling_block_one_at_a_time",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("session", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(removed_at__isnull=True),
                violation_error_message="Deze blokken overlappen elkaar.",
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240), name="scheduling_block_places_5_to_240_minutes"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "on", "member"], name="scheduling_block_on_day"),
            models.Index(fields=["practice", "session"], name="scheduling_block_of"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} op {self.on:%d-%m-%Y}"


@pghistory.track()
class BlockedTime(PracticeModel):
    """Nothing can be booked: for one member, one room, one location, or (without any of these) the whole practice."""

    member = member_key(null=True, blank=True)
    room = within_practice(Room, "kamer", null=True, blank=True)
    location = within_practice(Location, "locatie", null=True, blank=True)
    period = DateTimeRangeField("tijd")
    first_on = models.DateField("eerste dag")
    last_on = models.DateField("laatste dag")
    kind = models.CharField("soort", max_length=11, choices=BlockedKind, default=BlockedKind.ABSENT)
    reason = models.CharField("toelichting", max_length=200, blank=True)
    blocked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="door"
    )
    lifted_at = models.DateTimeField("opgeheven op", null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="opgeheven door"
    )
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = BlockedTimeQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "geblokkeerde tijd"
        verbose_name_plural = "geblokkeerde tijden"
        ordering = ["period", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            has_length("scheduling_blockedtime_has_length"),
            comes_after(
                "scheduling_blockedtime_days_forward", "first_on", "last_on", "De laatste dag ligt niet voor de eerste."
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True, location__isnull=True)
                | Q(member__isnull=True, location__isnull=True)
                | Q(member__isnull=True, room__isnull=True),
                name="scheduling_blockedtime_of_one_thing",
                violation_error_message="Kies een medewerker, een kamer of een locatie, of geen van drieën.",
            ),
        ]
        indexes = [models.Index(fields=["practice", "last_on", "first_on"], name="scheduling_blockedtime_days")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} vanaf {self.first_on:%d-%m-%Y}"

"""Rooms, the kinds of appointment of a practice, and how its agenda behaves."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from patients.enums import Language
from poh.accounts.enums import Role
from poh.accounts.models import Location, PracticeModel
from scheduling.enums import Channel, SchoolRegion
from scheduling.models.fields import member_key, within_practice

two_letters = RegexValidator(r"^[A-Z]{2}$", "Een code is twee hoofdletters.")


@pghistory.track()
class Room(PracticeModel):
    """A room where one person at a time sees patients."""

    location = within_practice(Location, "locatie")
    name = models.CharField("naam", max_length=60)
    is_active = models.BooleanField("in gebruik", default=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "kamer"
        verbose_name_plural = "kamers"
        ordering = ["name"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                "practice",
                "location",
                Lower("name"),
                name="scheduling_room_one_per_name",
                violation_error_message="Deze locatie heeft al een kamer met die naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AppointmentKind(PracticeModel):
    """A kind of appointment as the practice knows it: its code, its ordinary length, and who does it."""

    key = models.SlugField("sleutel", max_length=40)
    code = models.CharField("code", max_length=2, validators=[two_letters])
    label = models.CharField("naam", max_length=60)
    minutes = models.PositiveSmallIntegerField(
        "minuten", validators=[MinValueValidator(5), MaxValueValidator(480)], help_text="De gewone duur."
    )
    channel = models.CharField("contact", max_length=12, choices=Channel, default=Channel.SURGERY)
    colour = models.PositiveSmallIntegerField("kleur", default=1)
    roles = ArrayField(models.CharField(max_length=12, choices=Role), verbose_name="door", default=list, blank=True)
    control_types = ArrayField(
        models.CharField(max_length=40),
        verbose_name="voor de controles",
        default=list,
        blank=True,
        help_text="De controles van de protocollen die hierin passen.",
    )
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    is_active = models.BooleanField("in gebruik", default=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "soort afspraak"
        verbose_name_plural = "soorten afspraken"
        ordering = ["position", "label"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "key"],
                name="scheduling_appointmentkind_one_per_key",
                violation_error_message="Deze sleutel bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["practice", "code"],
                condition=Q(is_active=True),
                name="scheduling_appointmentkind_one_per_code",
                violation_error_message="Een andere soort heeft deze code al.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480),
                name="scheduling_appointmentkind_5_minutes_to_8_hours",
                violation_error_message="Een afspraak duurt 5 minuten tot 8 uur.",
            ),
            models.CheckConstraint(
                condition=Q(colour__gte=1, colour__lte=8), name="scheduling_appointmentkind_eight_colours"
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=Role.values), name="scheduling_appointmentkind_known_roles"
            ),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class AgendaSettings(PracticeModel):
    """How the agenda of a practice behaves; a practice without a row has the values below."""

    school_region = models.CharField("regio van de schoolvakanties", max_length=6, choices=SchoolRegion, blank=True)
    feed_shows_names = models.BooleanField("namen van patiënten in agenda-abonnementen", default=False)
    travel_minutes = models.PositiveSmallIntegerField("rijtijd voor een visite", default=10)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "instellingen van de agenda"
        verbose_name_plural = "instellingen van de agenda"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="scheduling_agendasettings_one_per_practice"),
            models.CheckConstraint(
                condition=Q(travel_minutes__lte=120), name="scheduling_agendasettings_travel_at_most_two_hours"
            ),
        ]

    def __str__(self) -> str:
        return "instellingen van de agenda"


@pghistory.track()
class AgendaMember(PracticeModel):
    """How somebody stands in the agenda: where in the row of columns, and in which languages patients are helped."""

    member = member_key(db_index=True)
    languages = ArrayField(
        models.CharField(max_length=3, choices=Language), verbose_name="talen", default=list, blank=True
    )
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    is_shown = models.BooleanField("in de agenda", default=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "medewerker in de agenda"
        verbose_name_plural = "medewerkers in de agenda"
        ordering = ["position", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "member"], name="scheduling_agendamember_once"),
            models.CheckConstraint(
                condition=Q(languages__contained_by=Language.values), name="scheduling_agendamember_known_languages"
            ),
        ]

    def __str__(self) -> str:
        return f"medewerker {self.member_id} in de agenda"


@pghistory.track()
class PracticeHoliday(PracticeModel):
    """Whether the practice is closed on a public holiday, when that differs from what POH delivers."""

    key = models.SlugField("feestdag", max_length=40)
    is_closed = models.BooleanField("praktijk gesloten")
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "feestdag"
        verbose_name_plural = "feestdagen"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "key"], name="scheduling_practiceholiday_one_per_key"),
        ]

    def __str__(self) -> str:
        return self.key

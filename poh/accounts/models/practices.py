"""A practice, where it works, and who works there."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from poh.accounts.enums import Role
from poh.accounts.models.users import User
from poh.accounts.querysets import MembershipQuerySet, PracticeQuerySet
from poh.base.models import BaseModel

agb_code = RegexValidator(r"^\d{8}$", "Een AGB-code heeft 8 cijfers.")
big_number = RegexValidator(r"^\d{11}$", "Een BIG-nummer heeft 11 cijfers.")


@pghistory.track()
class Practice(BaseModel):
    """A general practice or health centre: the wall around every clinical row."""

    name = models.CharField("naam", max_length=120)
    agb_code = models.CharField("AGB-code", max_length=8, blank=True, validators=[agb_code])
    phone = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "praktijk"
        verbose_name_plural = "praktijken"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["uuid"], name="accounts_practice_uuid")]

    def __str__(self) -> str:
        return self.name


class PracticeModel(BaseModel):
    """A row that belongs to one practice.

    (practice, id) is unique so that other rows can point at it within their own practice (`walls.same_practice`).
    """

    practice = models.ForeignKey(Practice, models.PROTECT, verbose_name="praktijk", related_name="+")

    objects = PracticeQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="%(app_label)s_%(class)s_practice_id"),
            models.UniqueConstraint(fields=["practice", "uuid"], name="%(app_label)s_%(class)s_practice_uuid"),
        ]


@pghistory.track()
class Location(PracticeModel):
    """A building where the practice sees patients."""

    name = models.CharField("naam", max_length=80)
    street = models.CharField("straat en huisnummer", max_length=120, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    city = models.CharField("plaats", max_length=80, blank=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(PracticeModel.Meta):
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["name"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint("practice", Lower("name"), name="accounts_location_one_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Membership(PracticeModel):
    """A person works in a practice, in these roles, during this period."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="medewerker", related_name="memberships")
    roles = ArrayField(models.CharField(max_length=12, choices=Role), verbose_name="rollen")
    period = DateRangeField("periode", help_text="Van de eerste werkdag tot de dag na de laatste.")
    contract_hours = models.DecimalField("uren per week", max_digits=4, decimal_places=2, default=0)
    location = models.ForeignKey(
        Location, models.PROTECT, verbose_name="vaste locatie", null=True, blank=True, db_constraint=False
    )
    big_number = models.CharField("BIG-nummer", max_length=11, blank=True, validators=[big_number])
    agb_code = models.CharField("AGB-code", max_length=8, blank=True, validators=[agb_code])
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "medewerker"
        verbose_name_plural = "medewerkers"
        constraints = [
            *PracticeModel.Meta.constraints,
            ExclusionConstraint(
                name="accounts_membership_one_at_a_time",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Deze medewerker werkt in die periode al in deze praktijk.",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__len__gt=0) & models.Q(roles__contained_by=Role.values),
                name="accounts_membership_has_known_roles",
                violation_error_message="Kies ten minste één rol.",
            ),
            models.CheckConstraint(
                condition=models.Q(contract_hours__gte=0, contract_hours__lte=60),
                name="accounts_membership_hours_0_to_60",
                violation_error_message="Uren per week: 0 tot en met 60.",
            ),
            models.CheckConstraint(
                condition=models.Q(period__startswith__isnull=False, period__isempty=False),
                name="accounts_membership_has_first_day",
                violation_error_message="De laatste werkdag ligt voor de eerste.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.roles_label})"

    @property
    def roles_label(self) -> str:
        return ", ".join(Role(role).label for role in self.roles)

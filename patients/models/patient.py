"""The person: who somebody is, where they live, how to reach them, and since when the practice knows them."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from patients.enums import BsnStatus, Channel, IdentityDocument, Language, LeaveReason, NameUse, Sex
from patients.querysets import PatientQuerySet
from patients.rules import names
from poh.accounts.models import Membership, PracticeModel, User
from poh.accounts.querysets import PracticeQuerySet
from poh.base.dates import PartialDate, day_text
from poh.base.validators import OneLine

one_line = OneLine()

# In the order of the database function that makes the search text of them.
NAME_PARTS = (
    "initials",
    "first_names",
    "calling_name",
    "birth_name_prefix",
    "birth_name",
    "partner_name_prefix",
    "partner_name",
)


def _line(label: str, length: int, **options) -> models.CharField:
    """Text on one line that may stay empty."""
    return models.CharField(label, max_length=length, blank=True, default="", validators=[one_line], **options)


@pghistory.track(exclude=["search_text", "sound_text", "sort_text", "born_from", "born_until"])
class Patient(PracticeModel):
    """Somebody who is or was registered in the practice. Never deleted: a registration ends."""

    number = models.PositiveIntegerField("patiëntnummer", editable=False)
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    initials = _line("voorletters", 30)
    first_names = _line("voornamen", 150)
    calling_name = _line("roepnaam", 60)
    birth_name_prefix = _line("tussenvoegsel", 20)
    birth_name = models.CharField("geboortenaam", max_length=100, validators=[one_line, MinLengthValidator(1)])
    partner_name_prefix = _line("tussenvoegsel partner", 20)
    partner_name = _line("achternaam partner", 100)
    name_use = models.CharField("naamgebruik", max_length=12, choices=NameUse, default=NameUse.OWN)
    sex = models.CharField("geslacht", max_length=8, choices=Sex, default=Sex.UNKNOWN)

    birth_year = models.PositiveSmallIntegerField("geboortejaar", null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField("geboortemaand", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("geboortedag", null=True, blank=True)

    bsn = models.CharField("BSN", max_length=9, null=True, blank=True)  # noqa: DJ001 - unique, so empty is NULL
    bsn_status = models.CharField(
        "controle van het BSN", max_length=12, choices=BsnStatus, default=BsnStatus.UNVERIFIED
    )
    identity_document = models.CharField(
        "identiteitsbewijs", max_length=20, choices=IdentityDocument, blank=True, default=""
    )
    identified_on = models.DateField("identiteit vastgesteld op", null=True, blank=True)

    street = _line("straat", 80)
    house_number = models.PositiveIntegerField("huisnummer", null=True, blank=True)
    house_number_addition = _line("toevoeging", 10)
    postcode = _line("postcode", 12)
    city = _line("plaats", 80)
    country = _line("land", 60, help_text="Alleen buiten Nederland.")

    phone = _line("telefoon", 25)
    mobile = _line("mobiel", 25)
    email = models.EmailField("e-mailadres", blank=True, default="")
    preferred_channel = models.CharField("voorkeur voor contact", max_length=8, choices=Channel, default=Channel.PHONE)
    language = models.CharField("taal", max_length=3, choices=Language, default=Language.DUTCH)
    needs_interpreter = models.BooleanField("tolk nodig", default=False)

    gp = models.ForeignKey(
        Membership,
        models.PROTECT,
        verbose_name="huisarts",
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )
    registered_from = models.DateField("ingeschreven per")
    registered_to = models.DateField("uitgeschreven per", null=True, blank=True)
    leave_reason = models.CharField(
        "reden van uitschrijving", max_length=16, choices=LeaveReason, blank=True, default=""
    )
    deceased_on = models.DateField("overleden op", null=True, blank=True)
    is_restricted = models.BooleanField("afgeschermd", default=False)

    # Kept by the database, so that bulk and raw SQL cannot leave them behind; see migrations 0001 and 0010.
    search_text = models.GeneratedField(
        expression=Func(*NAME_PARTS, function="patients_search_text"),
        output_field=models.TextField(),
        db_persist=True,
    )
    sound_text = models.GeneratedField(
        expression=Func(Func(*NAME_PARTS, function="patients_search_text"), function="patients_sound"),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_text = models.GeneratedField(
        expression=Func(
            "name_use", "birth_name", "partner_name", "first_names", "initials", function="patients_sort_text"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    born_from = models.GeneratedField(
        expression=Func("birth_year", "birth_month", "birth_day", function="patients_born_from"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    born_until = models.GeneratedField(
        expression=Func("birth_year", "birth_month", "birth_day", function="patients_born_until"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = PatientQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "patiënt"
        verbose_name_plural = "patiënten"
        ordering = ["sort_text", "id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "number"], name="patients_patient_one_per_number"),
            models.UniqueConstraint(
                fields=["practice", "bsn"],
                condition=Q(registered_to__isnull=True),
                name="patients_patient_one_registered_per_bsn",
                violation_error_message="Er is al een patiënt met dit BSN ingeschreven.",
            ),
            models.CheckConstraint(
                condition=Q(bsn__isnull=True)
                | Q(Func("bsn", function="patients_is_bsn", output_field=models.BooleanField())),
                name="patients_patient_bsn_passes_elfproef",
                violation_error_message="Dit BSN klopt niet (elfproef).",
            ),
            models.CheckConstraint(
                condition=(Q(birth_month__isnull=True) | Q(birth_year__isnull=False))
                & (Q(birth_day__isnull=True) | Q(birth_month__isnull=False)),
                name="patients_patient_birth_date_known_from_the_year",
                violation_error_message="Een geboortedag vraagt een maand, een maand een jaar.",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1875, birth_year__lte=2200),
                name="patients_patient_birth_year_possible",
                violation_error_message="Dit geboortejaar kan niet.",
            ),
            models.CheckConstraint(
                condition=Q(bsn_status=BsnStatus.UNVERIFIED)
                | (~Q(identity_document="") & Q(identified_on__isnull=False)),
                name="patients_patient_identified_with_document_and_date",
                violation_error_message="Vul in met welk identiteitsbewijs en wanneer de identiteit is vastgesteld.",
            ),
            models.CheckConstraint(
                condition=~Q(bsn_status=BsnStatus.VERIFIED) | Q(bsn__isnull=False),
                name="patients_patient_verified_has_bsn",
                violation_error_message="Zonder BSN is er niets geverifieerd.",
            ),
            models.CheckConstraint(
                condition=~Q(country="") | Q(postcode="") | Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                name="patients_patient_dutch_postcode",
                violation_error_message="Een postcode ziet eruit als 1012 NX.",
            ),
            models.CheckConstraint(
                condition=Q(name_use=NameUse.OWN) | ~Q(partner_name=""),
                name="patients_patient_name_use_has_partner_name",
                violation_error_message="Dit naamgebruik vraagt de naam van de partner.",
            ),
            models.CheckConstraint(
                condition=~Q(birth_name=""),
                name="patients_patient_has_birth_name",
                violation_error_message="Vul de geboortenaam in.",
            ),
            models.CheckConstraint(
                condition=Q(registered_to__isnull=True, leave_reason="")
                | Q(registered_to__isnull=False, registered_to__gte=F("registered_from")) & ~Q(leave_reason=""),
                name="patients_patient_left_with_reason",
                violation_error_message="Uitschrijven vraagt een reden, en een datum niet voor de inschrijving.",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True) & ~Q(leave_reason=LeaveReason.DECEASED)
                | Q(deceased_on__isnull=False, registered_to__isnull=False)
                & (
                    Q(leave_reason=LeaveReason.DECEASED, deceased_on=F("registered_to"))
                    | Q(deceased_on__gt=F("registered_to")) & ~Q(leave_reason=LeaveReason.DECEASED)
                ),
                name="patients_patient_deceased_is_deregistered",
                violation_error_message=(
                    "Wie is overleden, is uitgeschreven met die reden, of was al eerder vertrokken."
                ),
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="patients_patient_version_from_1"),
        ]
        indexes = [
            models.Index(fields=["practice", "sort_text", "id"], name="patients_patient_in_order"),
            models.Index(
                fields=["practice", "birth_year", "birth_month", "birth_day"], name="patients_patient_by_birth"
            ),
            models.Index(fields=["practice", "postcode", "house_number"], name="patients_patient_by_address"),
            models.Index(fields=["practice", "bsn"], name="patients_patient_by_bsn"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def name(self) -> names.PersonName:
        """The parts of the name, for the rules that put them together."""
        return names.PersonName(
            initials=self.initials,
            first_names=self.first_names,
            calling_name=self.calling_name,
            birth_name_prefix=self.birth_name_prefix,
            birth_name=self.birth_name,
            partner_name_prefix=self.partner_name_prefix,
            partner_name=self.partner_name,
            name_use=NameUse(self.name_use),
            sex=Sex(self.sex),
        )

    @property
    def display_name(self) -> str:
        """The formal name: `mw. T.A. van der Meulen-de Vries`."""
        return names.formal_name(self.name)

    @property
    def list_name(self) -> str:
        """The name as it stands in a sorted list: `Meulen-de Vries, T.A. van der (Truus)`."""
        return names.list_name(self.name)

    @property
    def birth_date(self) -> PartialDate:
        return PartialDate(self.birth_year, self.birth_month, self.birth_day)

    @property
    def is_registered(self) -> bool:
        """Whether the registration has no end."""
        return self.registered_to is None


@pghistory.track()
class EarlierRegistration(PracticeModel):
    """A period in which somebody was registered before the present one (which stands with the patient)."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, verbose_name="patiënt", related_name="earlier_registrations", db_constraint=False
    )
    registered_from = models.DateField("ingeschreven per")
    registered_to = models.DateField("uitgeschreven per")
    leave_reason = models.CharField("reden van uitschrijving", max_length=16, choices=LeaveReason)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="vastgelegd door", related_name="+")

    objects = PracticeQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "eerdere inschrijving"
        verbose_name_plural = "eerdere inschrijvingen"
        ordering = ["-registered_from", "-id"]
        constraints = [
            *PracticeModel.Meta.constraints,
            ExclusionConstraint(
                name="patients_earlierregistration_one_at_a_time",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("patient", RangeOperators.EQUAL),
                    (
                        Func("registered_from", "registered_to", Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="De patiënt was in die periode al ingeschreven.",
            ),
            models.CheckConstraint(
                condition=Q(registered_to__gte=F("registered_from")) & ~Q(leave_reason=""),
                name="patients_earlierregistration_left_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{day_text(self.registered_from)} tot {day_text(self.registered_to)}"

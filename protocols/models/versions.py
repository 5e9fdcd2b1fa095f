"""Protocols and their versions: what a programme asks of whom and when."""

import pghistory
from django.db import models
from django.db.models import F, Q

from poh.accounts.models import Practice, PracticeModel, User
from poh.base.models import BaseModel
from protocols.enums import VersionState
from protocols.querysets import ProtocolVersionQuerySet


class Protocol(models.Model):
    """A programme, known by a short key (`dm2`); loaded with the definitions, the application only reads it."""

    key = models.CharField("sleutel", max_length=20, primary_key=True)
    name = models.CharField("naam", max_length=80)
    letter = models.CharField("letter", max_length=2)
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "protocol"
        verbose_name_plural = "protocollen"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProtocolVersion(BaseModel):
    """One version of a protocol: delivered with POH (no practice), or made by a practice.

    `content` has the shape that `protocols.content` reads. The database refuses any change of it once the
    version is published.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, verbose_name="protocol", related_name="versions")
    practice = models.ForeignKey(
        Practice, models.PROTECT, verbose_name="praktijk", null=True, blank=True, related_name="+"
    )
    number = models.PositiveSmallIntegerField("versie")
    state = models.CharField("toestand", max_length=10, choices=VersionState, default=VersionState.DRAFT)
    content = models.JSONField("inhoud")
    content_hash = models.CharField("vingerafdruk", max_length=64)
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="gemaakt uit",
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    change_note = models.TextField("wat is er anders", max_length=2000, blank=True)
    source_title = models.CharField("bron", max_length=200)
    source_year = models.PositiveSmallIntegerField("jaar van de bron")
    # Names stand beside the keys: a delivered version has no users, and a name must outlive its account.
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur")
    author_name = models.CharField("naam van de auteur", max_length=120)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vastgesteld door"
    )
    approver_name = models.CharField("naam van wie vaststelde", max_length=120, blank=True)
    review_on = models.DateField("volgende beoordeling")
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    retired_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = ProtocolVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "protocolversie"
        verbose_name_plural = "protocolversies"
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "uuid"], name="protocols_version_practice_uuid"),
            models.UniqueConstraint(
                fields=["practice", "protocol", "number"],
                nulls_distinct=False,
                name="protocols_version_one_per_number",
                violation_error_message="Deze versie bestaat al.",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(approver__isnull=True) | ~Q(approver=F("author")),
                name="protocols_version_approved_by_another",
                violation_error_message="Wie de versie maakte, kan haar niet zelf publiceren.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[VersionState.DRAFT, VersionState.REVIEW], published_at__isnull=True)
                | Q(state__in=[VersionState.PUBLISHED, VersionState.RETIRED], published_at__isnull=False)
                & ~Q(approver_name=""),
                name="protocols_version_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.RETIRED, retired_at__isnull=False)
                | ~Q(state=VersionState.RETIRED) & Q(retired_at__isnull=True),
                name="protocols_version_retired_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.label}"

    @property
    def label(self) -> str:
        """`versie 2`, or `versie 3 van de praktijk` for one that the practice made."""
        return f"versie {self.number}" + (" van de praktijk" if self.practice_id else "")


def version_in_reach(label: str) -> models.ForeignKey:
    """A key to a version that is delivered with POH or the practice's own.

    A trigger checks that (migration 0002) and nothing removes a version; a foreign key would accept the version
    of another practice.
    """
    return models.ForeignKey(ProtocolVersion, models.PROTECT, verbose_name=label, related_name="+", db_constraint=False)


@pghistory.track()
class PracticeProtocol(PracticeModel):
    """The version that a practice uses for whoever joins from now on, and the huisarts who approved that."""

    protocol = models.ForeignKey(Protocol, models.PROTECT, verbose_name="protocol", related_name="+")
    protocol_version = version_in_reach("versie")
    approved_by = models.ForeignKey(User, models.PROTECT, verbose_name="in gebruik genomen door", related_name="+")
    switched_on_at = models.DateTimeField("in gebruik sinds")
    switched_off_at = models.DateTimeField("niet meer sinds", null=True, blank=True)

    class Meta(PracticeModel.Meta):
        verbose_name = "protocol in gebruik"
        verbose_name_plural = "protocollen in gebruik"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "protocol"],
                condition=Q(switched_off_at__isnull=True),
                name="protocols_practiceprotocol_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return str(self.protocol_version)


class VersionMigration(PracticeModel):
    """Enrolments of one version went over to another: when, by whom, how many, and why."""

    from_version = version_in_reach("van")
    to_version = version_in_reach("naar")
    migrated_by = models.ForeignKey(User, models.PROTECT, verbose_name="door", related_name="+")
    migrated_at = models.DateTimeField("op")
    enrolments = models.PositiveIntegerField("aantal deelnames")
    reason = models.CharField("reden", max_length=300)

    class Meta(PracticeModel.Meta):
        verbose_name = "overgang naar een andere versie"
        verbose_name_plural = "overgangen naar een andere versie"
        ordering = ["-migrated_at"]

    def __str__(self) -> str:
        return f"{self.from_version} naar {self.to_version}"

"""The access log (NEN 7513), its review, and the outcomes of its nightly verification.

`AccessLog` is written with SQL by `services.recording` alone: the database sets the moment, the place in the
chain and the fingerprint, and gives the application the right to add and to read, nothing more.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from poh.accounts.models import Practice, PracticeModel, User
from poh.audit.enums import Action, Finding, Outcome, Suspicion, Verdict
from poh.audit.querysets import AccessLogQuerySet, LogProposalQuerySet


class AccessLog(models.Model):
    """One act of one person or job, on any number of patients; the columns follow the field list of NEN 7513.

    Names of persons and roles are copied, so that the line still says who it was years later. Of the optional
    fields, the object's name, category and life-cycle stage are left out: no more data than the log needs.
    """

    practice = models.ForeignKey(
        Practice, models.DO_NOTHING, verbose_name="praktijk", null=True, db_constraint=False, related_name="+"
    )
    seq = models.BigIntegerField("volgnummer")
    at = models.DateTimeField("tijdstip")
    event_code = models.CharField("gebeurteniscode", max_length=10)
    event_type = models.CharField("gebeurtenis", max_length=40)
    action = models.CharField("actie", max_length=1, choices=Action)
    outcome = models.SmallIntegerField("resultaat", choices=Outcome)
    checks = models.CharField("controles", max_length=120)
    user_id = models.BigIntegerField("medewerker", null=True)
    user_name = models.CharField("naam", max_length=120)
    user_role = models.CharField("rol", max_length=120)
    is_requestor = models.BooleanField("is initiatiefnemer")
    responsible_ref = models.CharField("verantwoordelijke", max_length=60)
    responsible_name = models.CharField("naam verantwoordelijke", max_length=120)
    responsible_role = models.CharField("rol verantwoordelijke", max_length=120)
    access_type = models.SmallIntegerField("soort toegangspunt")
    ip = models.GenericIPAddressField("toegangspunt", null=True)
    session_hash = models.CharField("sessie", max_length=32)
    request_id = models.UUIDField("verzoek", null=True)
    object_id_type = models.CharField("soort object", max_length=40)
    object_class = models.CharField("klasse", max_length=60)
    object_id = models.CharField("object", max_length=60)
    patient_ids = ArrayField(models.BigIntegerField(), verbose_name="patiënten")
    detail = models.JSONField("velden")
    auth_protocol = models.CharField("autorisatieprotocol", max_length=60)
    relation_basis = models.CharField("behandelrelatie", max_length=120)
    consent_profile = models.CharField("toestemmingsprofiel", max_length=60)
    sensitivity = models.CharField("gevoeligheid", max_length=60)
    query = models.CharField("zoekvraag", max_length=120)
    query_hash = models.CharField("kenmerk van de zoekvraag", max_length=32)
    reason = models.CharField("reden", max_length=500)
    practice_agb = models.CharField("AGB-code", max_length=8)
    source = models.CharField("bron", max_length=60)
    source_type = models.SmallIntegerField("soort bron")
    chain_version = models.SmallIntegerField("versie van de keten")
    prev_hash = models.BinaryField("vingerafdruk van de vorige regel")
    hash = models.BinaryField("vingerafdruk")

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = "regel van het toegangslog"
        verbose_name_plural = "toegangslog"

    def __str__(self) -> str:
        return f"{self.event_type} ({self.seq})"


class LogReview(PracticeModel):
    """The privacy officer's verdict on a use of the noodknop: one an entry, never changed."""

    entry_id = models.BigIntegerField("regel van het toegangslog")
    verdict = models.CharField("oordeel", max_length=20, choices=Verdict)
    note = models.TextField("toelichting", max_length=2000)
    reviewed_by = models.ForeignKey(User, models.PROTECT, verbose_name="beoordeeld door", related_name="+")
    reviewed_at = models.DateTimeField("beoordeeld op")

    class Meta(PracticeModel.Meta):
        verbose_name = "beoordeling"
        verbose_name_plural = "beoordelingen"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "entry_id"], name="audit_logreview_one_per_entry"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="audit_logreview_known_verdict"),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="audit_logreview_has_note",
                violation_error_message="Schrijf op waarop het oordeel berust.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class LogProposal(PracticeModel):
    """What stood out in a week of the log, for the privacy officer to look at; closed once, with name and finding."""

    week = models.DateField("week van")
    suspicion = models.CharField("waarom", max_length=20, choices=Suspicion)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="medewerker", related_name="+")
    entry_ids = ArrayField(models.BigIntegerField(), verbose_name="regels van het toegangslog")
    patient_ids = ArrayField(models.BigIntegerField(), verbose_name="patiënten")
    finding = models.CharField("bevinding", max_length=20, choices=Finding, blank=True)
    note = models.TextField("toelichting", max_length=2000, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="beoordeeld door", related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField("beoordeeld op", null=True, blank=True)

    objects = LogProposalQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "opvallende inzage"
        verbose_name_plural = "opvallende inzage"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "week", "suspicion", "user"], name="audit_logproposal_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(finding="", note="", closed_by__isnull=True, closed_at__isnull=True)
                | Q(finding__in=Finding.values, closed_by__isnull=False, closed_at__isnull=False) & ~Q(note=""),
                name="audit_logproposal_closed_with_name_and_finding",
            ),
            models.CheckConstraint(
                condition=~Q(closed_by=models.F("user")), name="audit_logproposal_not_closed_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return self.get_suspicion_display()


class ChainCheck(PracticeModel):
    """The outcome of one verification of a practice's log; `findings` are sentences, none when it is whole."""

    checked_at = models.DateTimeField("nagerekend op")
    entries = models.BigIntegerField("aantal regels")
    findings = ArrayField(models.TextField(), verbose_name="bevindingen", default=list)

    class Meta(PracticeModel.Meta):
        verbose_name = "controle van het toegangslog"
        verbose_name_plural = "controles van het toegangslog"
        indexes = [models.Index(fields=["practice", "-checked_at"], name="audit_chaincheck_latest")]

    def __str__(self) -> str:
        return "in orde" if self.is_whole else f"{len(self.findings)} bevindingen"

    @property
    def is_whole(self) -> bool:
        return not self.findings

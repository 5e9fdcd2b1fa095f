"""Words and tones for the lines of the log."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.utils import timezone

from poh.accounts.enums import Role
from poh.audit.enums import Action, Event, Finding, Outcome, Verdict
from poh.audit.models import AccessLog, LogProposal
from poh.audit.selectors.entries import Act
from poh.base.dates import day_text

NOODKNOP = {"text": "noodknop", "tone": "stop"}
VERDICT_TONES = {Verdict.JUSTIFIED: "ok", Verdict.UNJUSTIFIED: "stop", Verdict.TO_DISCUSS: "accent"}
FINDING_TONES = {Finding.EXPLAINED: "ok", Finding.NOT_JUSTIFIED: "stop", Finding.TO_DISCUSS: "accent"}
CSV_HEADER = (
    "Eerste tijdstip", "Laatste tijdstip", "Aantal", "Praktijk", "Medewerker", "Rol", "Verantwoordelijke",
    "Gebeurtenis", "Actie", "Resultaat", "Gegevens", "Noodknop", "Reden", "Behandelrelatie", "Toestemmingsprofiel",
    "Autorisatieprotocol",
)  # fmt: skip

TOUCHED_HEADER = ("Patiënt", "Gebeurtenis", "Aantal", "Eerste tijdstip", "Laatste tijdstip")


class ActPresenter:
    """One line of the table "Wie zag dit dossier"."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.person, self.job = actor_words(act.user_name, act.is_requestor)
        self.role = role_words(act.user_role)
        self.event = event_words(act.event_type)
        self.fields = field_words(act.detail.get("fields", ()), act.object_class)
        self.reason = act.reason
        self.relation = relation_words(act.relation_basis)
        self.responsible = act.responsible_name
        self.is_noodknop = is_noodknop(act.event_type, act.relation_basis)

    @property
    def day(self) -> Any:
        return timezone.localtime(self.act.first_at).date()

    @property
    def hours(self) -> str:
        """The time, or the first and last time of that day."""
        first, last = (f"{timezone.localtime(at):%H:%M}" for at in (self.act.first_at, self.act.last_at))
        return first if first == last else f"{first}–{last}"

    @property
    def times(self) -> str:
        return f"{self.act.times} keer" if self.act.times > 1 else ""

    @property
    def state(self) -> dict[str, str] | None:
        """What stands out: the noodknop, or an act that did not succeed."""
        return NOODKNOP if self.is_noodknop else outcome_state(self.act.outcome)

    def csv_row(self, practice: str) -> tuple:
        """The line for a file, with everything that NEN 7513 wants the patient to see."""
        act = self.act
        return (
            act.first_at, act.last_at, act.times, practice, act.user_name, self.role,
            self.responsible or act.user_name, self.event, Action(act.action).label, Outcome(act.outcome).label,
            ", ".join(self.fields), self.is_noodknop, act.reason, act.relation_basis, act.consent_profile,
            act.auth_protocol,
        )  # fmt: skip


class EntryPresenter:
    """One line of the practice's log, for the privacy officer: patients as numbers, not by name."""

    def __init__(self, entry: AccessLog) -> None:
        self.entry = entry
        self.person, self.job = actor_words(entry.user_name, entry.is_requestor)
        self.role = role_words(entry.user_role)
        self.event = event_words(entry.event_type)
        self.patients = patient_numbers(entry.patient_ids)
        self.reason = entry.reason
        self.relation = relation_words(entry.relation_basis)
        self.responsible = entry.responsible_name
        self.query = entry.query
        self.is_use = entry.event_type == Event.BREAK_GLASS_USED
        self.verdict = getattr(entry, "verdict", None)

    @property
    def state(self) -> dict[str, str] | None:
        """The verdict on a noodknop, that it still waits, or what else stands out."""
        if self.is_use and self.verdict:
            verdict = Verdict(self.verdict)
            return {"text": verdict.label.lower(), "tone": VERDICT_TONES[verdict]}
        if self.is_use:
            return {"text": "te beoordelen", "tone": "warn"}
        return NOODKNOP if is_noodknop("", self.entry.relation_basis) else outcome_state(self.entry.outcome)


class ProposalPresenter:
    """One week's use of records by one person, that stands out."""

    def __init__(self, proposal: LogProposal) -> None:
        self.proposal = proposal
        self.person = proposal.user.name
        self.why = proposal.get_suspicion_display()
        self.week = f"{day_text(proposal.week)} tot en met {day_text(proposal.week + timedelta(days=6))}"
        self.lines = len(proposal.entry_ids)
        self.patients = patient_numbers(proposal.patient_ids)

    @property
    def state(self) -> dict[str, str]:
        """The finding, or that there is none yet."""
        if not self.proposal.finding:
            return {"text": "te beoordelen", "tone": "warn"}
        finding = Finding(self.proposal.finding)
        return {"text": finding.label.lower(), "tone": FINDING_TONES[finding]}


def actor_words(name: str, is_requestor: bool) -> tuple[str, str]:
    """Who did it, and the name of the job when that was no person."""
    return (name, "") if is_requestor else ("Automatische taak", name)


def relation_words(relation_basis: str) -> str:
    """What gave access; the noodknop has a mark of its own already."""
    return relation_basis.removeprefix("noodknop").removeprefix(": ")


def is_noodknop(event_type: str, relation_basis: str) -> bool:
    """Whether the noodknop was pressed, or what happened rested on it."""
    return event_type == Event.BREAK_GLASS_USED or relation_basis.startswith("noodknop")


def outcome_state(outcome: int) -> dict[str, str] | None:
    """A word for an act that did not succeed."""
    return {"text": Outcome(outcome).label, "tone": "warn"} if outcome else None


def event_words(event_type: str) -> str:
    """The Dutch name of an event; the name itself for one that this version does not know."""
    return Event(event_type).label if event_type in Event.values else event_type


def role_words(roles: str) -> str:
    """Roles as the log keeps them, in words."""
    return ", ".join(Role(role).label if role in Role.values else role for role in roles.split(","))


def patient_numbers(ids: Iterable[int], *, most: int = 3) -> str:
    """Patients as numbers, which say who it is only to somebody who may open the record."""
    numbers = [f"P{number}" for number in ids]
    rest = len(numbers) - most
    return ", ".join(numbers) if rest <= 0 else f"{', '.join(numbers[:most])} en {rest} anderen"


def field_words(names: Iterable[str], object_class: str) -> list[str]:
    """The Dutch names of fields; those of the row's own model first."""
    words = _words_of(object_class)
    return [str(words.get(name) or _all_words().get(name) or name.replace("_", " ")) for name in names]


def _words_of(object_class: str) -> dict[str, Any]:
    if object_class.count(".") != 1:
        return {}
    try:
        model = apps.get_model(object_class)
    except LookupError:
        return {}
    return {field.name: field.verbose_name for field in model._meta.fields}


@cache
def _all_words() -> dict[str, Any]:
    own = [config for config in apps.get_app_configs() if not config.module.__name__.startswith(("django.", "allauth"))]
    return {
        field.name: field.verbose_name
        for config in own
        for model in config.get_models()
        for field in model._meta.fields
    }

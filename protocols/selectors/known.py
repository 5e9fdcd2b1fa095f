"""All that protocols need of one patient, read together: the pages of a patient ask it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from patients.models import Patient
from poh.accounts.models import User
from poh.base.together import read_together
from protocols.conditions import KnownFacts
from protocols.contents import content_of
from protocols.enums import EnrolmentState
from protocols.models import Enrolment, PersonalTarget, PracticeProtocol, Protocol, ProtocolVersion
from protocols.rules.due import Participation
from protocols.selectors.beyond import Beyond
from protocols.selectors.facts import facts_asked, facts_from


@dataclass(frozen=True)
class Known:
    """One patient on one day: the participations, what the practice uses, the facts, and what was agreed.

    `enrolments` in the order of the programmes, each with its protocol and version; `in_use` by programme; `agreed`
    newest first, each with who agreed on it.
    """

    on: date
    protocols: list[Protocol]
    enrolments: list[Enrolment]
    in_use: dict[str, ProtocolVersion]
    facts: KnownFacts
    agreed: list[PersonalTarget]

    @property
    def included(self) -> list[Enrolment]:
        """The participations of now."""
        return [row for row in self.enrolments if row.state == EnrolmentState.INCLUDED]

    @property
    def participations(self) -> list[Participation]:
        """The programmes in which the patient is included, each with the version that holds for this patient."""
        return [participation(row, self.taken_in(row)) for row in self.included]

    def taken_in(self, enrolment: Enrolment) -> list[ProtocolVersion]:
        """The versions in use of what the programme takes in (DM2 takes in CVRM)."""
        asked = content_of(enrolment.protocol_version).takes_in
        return [self.in_use[key] for key in asked if key in self.in_use]

    @property
    def agreed_now(self) -> list[PersonalTarget]:
        """The targets that hold on the day."""
        return [row for row in self.agreed
                if row.started_on <= self.on and (row.ended_on is None or row.ended_on > self.on)]  # fmt: skip


def participation(enrolment: Enrolment, taken_in: list[ProtocolVersion]) -> Participation:
    """The participation as the rules take it."""
    return Participation(
        protocol=enrolment.protocol_id,
        content=content_of(enrolment.protocol_version),
        started_on=enrolment.started_on,
        personal_months=enrolment.personal_months,
        personal_reason=enrolment.personal_months_reason,
        taken_in=tuple(content_of(version) for version in taken_in),
    )


def known_of(*, patient: Patient, on: date) -> Known:
    """What is known of this patient on the day `on`; one query, and one when a rule asks for earlier values."""
    practice, ids = patient.practice, [patient.pk]
    enrolments = Enrolment.objects.of_patient(patient).order_by("protocol__position", "-started_on")
    used = PracticeProtocol.objects.for_practice(practice).filter(switched_off_at=None).order_by()
    agreed = PersonalTarget.objects.of_patient(patient).order_by("-started_on", "-pk")
    beyond = Beyond(practice, ids, on)
    read = read_together(
        protocols=Protocol.objects.all(),
        enrolments=enrolments,
        used=used,
        versions=ProtocolVersion.objects.filter(held_by(enrolments, used)).order_by().defer("content"),
        agreed=agreed,
        set_by=User.objects.filter(pk__in=agreed.order_by().values("set_by")).only("name"),
        **facts_asked(practice, ids, on=on),
        **beyond.asked(),
    )
    beyond.take(read)
    _joined(read)
    versions = {version.pk: version for version in read["versions"]}
    return Known(
        on=on,
        protocols=read["protocols"],
        enrolments=read["enrolments"],
        in_use={row.protocol_id: versions[row.protocol_version_id] for row in read["used"]},
        facts=facts_from(read, [patient], on=on, beyond=beyond)[patient.pk],
        agreed=read["agreed"],
    )


def held_by(enrolments: QuerySet[Enrolment], used: QuerySet[PracticeProtocol]) -> Q:
    """The versions by which somebody takes part, and those that a practice uses."""
    return Q(pk__in=enrolments.order_by().values("protocol_version")) | Q(pk__in=used.values("protocol_version"))


def _joined(read: dict[str, list]) -> None:
    """Put what was read apart where `select_related` puts it."""
    protocols = {protocol.pk: protocol for protocol in read["protocols"]}
    versions = {version.pk: version for version in read["versions"]}
    people = {user.pk: user for user in read["set_by"]}
    for row in read["enrolments"]:
        row.protocol, row.protocol_version = protocols[row.protocol_id], versions[row.protocol_version_id]
    for row in read["agreed"]:
        row.set_by = people.get(row.set_by_id)

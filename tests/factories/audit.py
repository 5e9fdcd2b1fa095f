"""Lines of the access log, and what privacy officers and verifications make of them."""

from datetime import date

import factory
from django.utils import timezone

from poh.accounts.enums import Role
from poh.accounts.models import Practice, User
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event, Finding, Suspicion, Verdict
from poh.audit.models import AccessLog, ChainCheck, LogProposal, LogReview
from poh.audit.services import record
from tests.factories.accounts import PracticeFactory, PracticeModelFactory, UserFactory


def log_entry(practice: Practice, user: User, event: Event = Event.PATIENT_OPENED, **facts) -> AccessLog:
    """One line in the log of `practice`, written as the application writes it; `roles` as in a membership."""
    roles = facts.pop("roles", (Role.POH_S.value,))
    with practice_scope(practice, user=user, roles=roles):
        record(event, **facts)
    with practice_scope(practice):
        return AccessLog.objects.for_practice(practice).latest("seq")


class LogReviewFactory(PracticeModelFactory):
    class Meta:
        model = LogReview

    practice = factory.SubFactory(PracticeFactory)
    entry_id = factory.Sequence(lambda n: n + 1)
    verdict = Verdict.JUSTIFIED
    note = "Waarneming in het weekend, besproken."
    reviewed_by = factory.SubFactory(UserFactory)
    reviewed_at = factory.LazyFunction(timezone.now)


class LogProposalFactory(PracticeModelFactory):
    """Something that stood out and waits; trait `judged` has a finding."""

    class Meta:
        model = LogProposal

    practice = factory.SubFactory(PracticeFactory)
    week = date(2026, 11, 16)
    suspicion = Suspicion.OUTSIDE_HOURS
    user = factory.SubFactory(UserFactory)
    entry_ids = [1]
    patient_ids = [1]

    class Params:
        judged = factory.Trait(
            finding=Finding.EXPLAINED,
            note="Avonddienst, nagevraagd.",
            closed_by=factory.SubFactory(UserFactory),
            closed_at=factory.LazyFunction(timezone.now),
        )


class ChainCheckFactory(PracticeModelFactory):
    """A verification that found nothing; trait `broken` found a changed line."""

    class Meta:
        model = ChainCheck

    practice = factory.SubFactory(PracticeFactory)
    checked_at = factory.LazyFunction(timezone.now)
    entries = 12

    class Params:
        broken = factory.Trait(findings=["regel 3 (id 3, 01-01-2026 10:00:00 UTC) is gewijzigd."])

"""Work about people and practices that no page waits for."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from poh.accounts import idempotency
from poh.accounts.jobs import practice_task, system_task
from poh.accounts.models import Practice


@practice_task
def forget_idempotency_keys(practice: Practice) -> None:
    """Remove the keys of forms posted more than a day ago."""
    idempotency.forget_keys(practice=practice, before=timezone.now() - timedelta(days=1))


@system_task
def send_mail(template: str, user_id: int, facts: dict[str, str], known_as: int | None) -> None:
    """Tell somebody what happened to their account."""
    from poh.accounts import mails

    mails.send(template=template, user_id=user_id, facts=facts, known_as=known_as)


@system_task
def send_invitation(user_id: int, practice_id: int, site: str) -> None:
    """Invite somebody to work in a practice."""
    from poh.accounts import mails

    mails.send_invitation(user_id=user_id, practice_id=practice_id, site=site)


@system_task
def send_password_reset(user_id: int | None, site: str) -> None:
    """Send a link for a new password to this person, if anybody."""
    from poh.accounts import mails

    mails.send_password_link(user_id=user_id, site=site)


@system_task
def clear_sessions() -> None:
    """Remove sessions that nobody can use any more, with what was kept in them."""
    call_command("clearsessions")

"""Mail about accounts, sent by a worker: a slow mail server neither delays a page nor tells who has an account.

The template `accounts/mails/<name>.txt` has the subject on its first line. What waits in the queue names people and
practices by their ids: an address is looked up when the mail is sent.
"""

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import int_to_base36

from poh.accounts import tasks
from poh.accounts.models import Practice, User


def send_later(*, template: str, user: User, facts: dict[str, str] | None = None, known_as: int | None = None) -> None:
    """Send a mail to `user` once the transaction is done; `known_as` is the event in the history with the address."""
    arguments = (template, user.pk, facts or {}, known_as)
    transaction.on_commit(lambda: tasks.send_mail.delay(*arguments), robust=True)


def invite_later(*, user: User, practice: Practice, site: str) -> None:
    """Invite `user` to work in `practice`: with a link to choose a password when they have none."""
    arguments = (user.pk, practice.pk, site)
    transaction.on_commit(lambda: tasks.send_invitation.delay(*arguments), robust=True)


def send_password_link_later(*, email: str, site: str) -> None:
    """Send a link for a new password; nothing tells whether there is an account with this address."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    tasks.send_password_reset.delay(user.pk if user else None, site)


def latest_event(user: User) -> int:
    """The event in the history of `user` that holds who they are now."""
    return User.pgh_event_model.objects.filter(pgh_obj=user).latest("pgh_id").pgh_id


def send(*, template: str, user_id: int, facts: dict[str, str], known_as: int | None) -> None:
    """Send the mail now; a moment among the facts (`at`) becomes one."""
    user = User.objects.get(pk=user_id)
    to = User.pgh_event_model.objects.get(pgh_id=known_as, pgh_obj=user) if known_as else user
    context = facts | {"user": user, "at": parse_datetime(facts["at"]) if "at" in facts else None}
    _deliver(template=template, to=to.email, context=context)


def send_invitation(*, user_id: int, practice_id: int, site: str) -> None:
    """Send an invitation now."""
    user = User.objects.get(pk=user_id)
    practice = Practice.objects.get(pk=practice_id)
    link = "" if user.has_usable_password() else _password_link(user, site=site)
    _deliver(
        template="invitation",
        to=user.email,
        context={"user": user, "practice_name": practice.name, "link": link, "site": site},
    )


def send_password_link(*, user_id: int | None, site: str) -> None:
    """Send a link to choose a new password to this person; to nobody when no account was found or it closed since."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user:
        _deliver(
            template="password_reset", to=user.email, context={"user": user, "link": _password_link(user, site=site)}
        )


def _password_link(user: User, *, site: str) -> str:
    key = {"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    return site.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)


def _deliver(*, template: str, to: str, context: dict) -> None:
    subject, _, body = render_to_string(f"accounts/mails/{template}.txt", context).strip().partition("\n")
    EmailMessage(subject, body.strip(), to=[to]).send()

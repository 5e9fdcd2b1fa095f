"""Who works in a practice: coming, changing and leaving."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from psycopg2.extras import DateRange

from poh.accounts import mails, selectors, signals
from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice, User
from poh.base.locking import save_if_unchanged


class LastBeheerder(Exception):
    """After this nobody could manage the people of the practice any more."""


class WorksElsewhere(Exception):
    """The account belongs to another practice as well, so one practice does not change it."""


class EmailTaken(Exception):
    """Another account has this address."""


class EndsBeforeStart(Exception):
    """The last working day lies before the first."""


@dataclass(frozen=True)
class Person:
    """Who somebody is, in every practice where they work."""

    name: str
    email: str


@dataclass(frozen=True)
class Employment:
    """How somebody works in one practice; `period` ends on the day after the last one."""

    roles: list[str]
    period: DateRange
    contract_hours: Decimal = Decimal(0)
    location: Location | None = None
    big_number: str = ""
    agb_code: str = ""


@transaction.atomic
def add_member(*, practice: Practice, person: Person, employment: Employment, by: User, site: str) -> Membership:
    """Let somebody work in the practice and invite them by mail to `site`.

    Whoever has an account already keeps it, with its own name, password and second factor. ValidationError when they
    work in this practice in that period already.
    """
    user = User.objects.filter(email=person.email.lower()).first()
    user = user or User.objects.create_user(person.email, name=person.name)
    membership = Membership(practice=practice, user=user, **_fields(employment))
    membership.full_clean()
    membership.save()
    signals.member_added.send(Membership, membership=membership, by=by)
    mails.invite_later(user=user, practice=practice, site=site)
    return membership


@transaction.atomic
def change_member(*, membership: Membership, employment: Employment, version: int, by: User, on: date) -> Membership:
    """Change how somebody works here, from this moment on; the history keeps what was.

    StaleVersion when a colleague saved in between, LastBeheerder when nobody else could undo it.
    """
    before = _lock(membership)
    changed = _differences(before, _fields(employment))
    if not changed:
        return before
    after = Membership.objects.get(pk=membership.pk)
    for name, value in changed.items():
        setattr(after, name, value)
    after.full_clean()
    save_if_unchanged(after, version=version, update_fields=changed)
    _keep_a_beheerder(before, after, on=on)
    signals.member_changed.send(Membership, membership=after, by=by, fields=sorted(changed))
    if "roles" in changed:
        signals.roles_changed.send(Membership, membership=after, by=by, before=before.roles, after=after.roles)
    return after


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date, by: User, on: date) -> Membership:
    """Let somebody leave the practice after `last_day`; from then on nothing of it opens for them."""
    before = _lock(membership)
    if last_day < before.period.lower:
        raise EndsBeforeStart
    after = Membership.objects.get(pk=membership.pk)
    after.period = DateRange(before.period.lower, last_day + timedelta(days=1))
    after.full_clean()
    save_if_unchanged(after, version=before.version, update_fields=["period"])
    _keep_a_beheerder(before, after, on=on)
    signals.account_ended.send(Membership, membership=after, by=by)
    return after


@transaction.atomic
def change_person(*, membership: Membership, person: Person, by: User, on: date) -> User:
    """Correct the name or the address of somebody who works only here; a new address ends their sessions."""
    user = User.objects.select_for_update().get(pk=membership.user_id)
    changed = _differences(user, {"name": person.name, "email": person.email.lower()})
    if not changed:
        return user
    if selectors.works_elsewhere(user=user, practice=membership.practice, on=on):
        raise WorksElsewhere
    if "email" in changed and User.objects.filter(email=changed["email"]).exists():
        raise EmailTaken
    known_as = mails.latest_event(user)
    for name, value in changed.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=[*changed, "updated_at"])
    signals.member_changed.send(Membership, membership=membership, by=by, fields=sorted(changed))
    if "email" in changed:
        end_sessions(user=user)
        mails.send_later(template="account_changed/email_changed", user=user, known_as=known_as)
    return user


@transaction.atomic
def reset_second_factor(*, membership: Membership, by: User) -> User:
    """Take away the factors of somebody who lost them; they set up a new one after the next log-in."""
    user = User.objects.select_for_update().get(pk=membership.user_id)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    signals.second_factor_reset.send(Membership, membership=membership, by=by)
    mails.send_later(template="account_changed/second_factor_reset", user=user)
    return user


def end_sessions(*, user: User) -> None:
    """Log `user` out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _fields(employment: Employment) -> dict[str, object]:
    return {name: getattr(employment, name) for name in employment.__dataclass_fields__}


def _lock(membership: Membership) -> Membership:
    """The membership as stored, with its practice locked: two beheerders cannot dismiss each other at once."""
    Practice.objects.select_for_update().get(pk=membership.practice_id)
    return Membership.objects.select_for_update(of=["self"]).select_related("user", "practice").get(pk=membership.pk)


def _differences(row: Membership | User, wanted: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _keep_a_beheerder(before: Membership, after: Membership, *, on: date) -> None:
    """Refuse to take the last beheerder away, today or on the day after their last one."""
    stays = Role.BEHEERDER in after.roles and after.period.upper is None
    if Role.BEHEERDER not in before.roles or stays:
        return
    gone_on = max(on, after.period.upper or on) if Role.BEHEERDER in after.roles else on
    others = Membership.objects.for_practice(after.practice).active(on=gone_on).with_role(Role.BEHEERDER)
    if not others.exclude(pk=after.pk).exists():
        raise LastBeheerder

"""What the signals of accounts promise ends in the log."""

import pytest

from poh.accounts import signals
from poh.accounts.models import Membership, Practice
from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from poh.audit.receivers import RECEIVERS
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db

POINT = {"ip": "192.0.2.7", "session": "s" * 32}


def _outside(app_sql, practice):
    with practice_scope(practice):
        return app_sql(
            "SELECT event_type, event_code, action, outcome, checks, user_name, host(ip) FROM audit_logins_of_staff"
            "(NULL, NULL) ORDER BY seq"
        )


def test_every_signal_has_a_receiver():
    told = {name for name, value in vars(signals).items() if isinstance(value, signals.Signal)}
    assert {receiver.__name__ for receiver in RECEIVERS} == told


def test_log_in_and_out_is_logged(practice, poh, app_sql):
    signals.signed_in.send(None, user=poh, access_point=POINT, method="password+mfa")
    signals.sign_in_failed.send(None, user=poh, access_point=POINT, reason="mfa")
    signals.session_locked.send(None, user=poh, access_point=POINT)
    signals.session_unlocked.send(None, user=poh, access_point=POINT)
    signals.password_changed.send(None, user=poh, access_point=POINT, how="reset")
    signals.factor_added.send(None, user=poh, access_point=POINT, factor="totp")
    signals.factor_removed.send(None, user=poh, access_point=POINT, factor="totp")
    signals.signed_out.send(None, user=poh, access_point=POINT)
    name, ip = poh.name, "192.0.2.7"
    assert _outside(app_sql, practice) == [
        ("login.in", "110114", "E", 0, "password+mfa", name, ip),
        ("login.failed", "110114", "E", 4, "mfa", name, ip),
        ("login.locked", "110114", "E", 0, "", name, ip),
        ("login.unlocked", "110114", "E", 0, "", name, ip),
        ("login.password_changed", "110137", "U", 0, "reset", name, ip),
        ("login.factor_added", "110137", "C", 0, "totp", name, ip),
        ("login.factor_removed", "110137", "D", 0, "totp", name, ip),
        ("login.out", "110114", "E", 0, "", name, ip),
    ]


def test_failed_log_in_of_nobody_keeps_no_name(db, practice, app_sql):
    signals.sign_in_failed.send(None, user=None, access_point=POINT, reason="password")
    assert app_sql("SELECT chain, seq FROM audit_chains()") == [(0, 1)]
    assert _outside(app_sql, practice) == []


def test_what_happens_to_people_is_logged_in_their_practice(practice, beheerder):
    member = MembershipFactory(practice=practice)
    with practice_scope(practice, user=beheerder, roles=("beheerder",)):
        signals.member_added.send(Membership, membership=member, by=beheerder)
        signals.member_changed.send(Membership, membership=member, by=beheerder, fields=["contract_hours"])
        signals.roles_changed.send(Membership, membership=member, by=beheerder, before=["poh_s"], after=["huisarts"])
        signals.account_ended.send(Membership, membership=member, by=beheerder)
        signals.second_factor_reset.send(Membership, membership=member, by=beheerder)
        signals.practice_changed.send(Practice, practice=practice, by=beheerder, fields=["phone"])
        signals.practice_switched.send(Membership, user=beheerder, before=None, practice=practice)
    with practice_scope(practice):
        entries = list(AccessLog.objects.for_practice(practice).order_by("seq"))
    assert [(e.event_type, e.action, e.object_class, e.object_id, e.detail) for e in entries] == [
        ("staff.added", "C", "accounts.membership", str(member.pk), {}),
        ("staff.changed", "U", "accounts.membership", str(member.pk), {"fields": ["contract_hours"]}),
        (
            "staff.roles_changed",
            "U",
            "accounts.membership",
            str(member.pk),
            {"before": ["poh_s"], "after": ["huisarts"]},
        ),
        ("staff.ended", "U", "accounts.membership", str(member.pk), {}),
        ("staff.factor_reset", "D", "accounts.membership", str(member.pk), {}),
        ("practice.changed", "U", "accounts.practice", str(practice.pk), {"fields": ["phone"]}),
        ("practice.switched", "E", "accounts.practice", str(practice.pk), {}),
    ]
    assert {e.user_name for e in entries} == {beheerder.name}

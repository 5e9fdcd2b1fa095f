from datetime import date, timedelta

import pytest
from psycopg2.extras import DateRange

from poh.accounts.enums import Role
from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from tests.factories.accounts import LocationFactory, MembershipFactory

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "end", "words"),
    [
        (date(2020, 1, 1), None, {"active", "not_ended"}),
        (TODAY, None, {"active", "not_ended"}),
        (date(2020, 1, 1), TOMORROW, {"active", "not_ended"}),
        (date(2020, 1, 1), TODAY, {"ended"}),
        (date(2020, 1, 1), YESTERDAY, {"ended"}),
        (TOMORROW, None, {"to_come", "not_ended"}),
        (TOMORROW, TOMORROW + timedelta(days=1), {"to_come", "not_ended"}),
    ],
)
def test_membership_is_found_by_the_words_for_its_period(practice, first, end, words):
    membership = MembershipFactory(practice=practice, period=DateRange(first, end))
    rows = Membership.objects.for_practice(practice)

    with practice_scope(practice):
        found = {
            word
            for word in ("active", "to_come", "ended", "not_ended")
            if list(getattr(rows, word)(on=TODAY)) == [membership]
        }

    assert found == words


def test_active_leaves_out_who_may_not_log_in(practice):
    MembershipFactory(practice=practice, user__is_active=False)
    with practice_scope(practice):
        assert list(Membership.objects.active(on=TODAY)) == []


def test_with_role_finds_who_has_it_among_others(practice):
    both = MembershipFactory(practice=practice, roles=[Role.POH_S, Role.POH_MMT])
    MembershipFactory(practice=practice, roles=[Role.POH_S])
    with practice_scope(practice):
        assert list(Membership.objects.with_role(Role.POH_MMT)) == [both]


def test_at_finds_the_fixed_location(practice, location):
    here = MembershipFactory(practice=practice, location=location)
    MembershipFactory(practice=practice, location=LocationFactory(practice=practice))
    MembershipFactory(practice=practice)
    with practice_scope(practice):
        assert list(Membership.objects.at(location)) == [here]


def test_of_user_spans_practices_only_for_that_user(practice, other_practice, floater):
    with practice_scope(practice):
        assert [m.practice for m in Membership.objects.of_user(floater)] == [practice]
    with practice_scope(None, user=floater):
        assert {m.practice for m in Membership.objects.of_user(floater)} == {practice, other_practice}


def test_for_practice_keeps_ones_own_membership_elsewhere_out(practice, floater):
    with practice_scope(practice, user=floater):
        assert [m.practice for m in Membership.objects.for_practice(practice)] == [practice]

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from psycopg2.extras import DateRange

from poh.accounts import signals
from poh.accounts.enums import Role
from poh.accounts.models import Membership, User
from poh.accounts.scope import practice_scope
from poh.accounts.services import people
from poh.accounts.services.people import Employment, Person
from poh.base.locking import StaleVersion
from tests.factories.accounts import LocationFactory, MembershipFactory, UserFactory
from tests.personas import TOTP_SECRET

TODAY = date(2026, 3, 2)
SITE = "https://poh.example.nl/"
ANJA = Person(name="Anja de Vries", email="Anja@Example.nl")


def employment(**changes) -> Employment:
    return Employment(**({"roles": [Role.POH_S], "period": DateRange(date(2026, 1, 1), None)} | changes))


@pytest.fixture(autouse=True)
def _in_practice(request):
    """Everything here happens within the practice, but for the test that commits."""
    if request.node.get_closest_marker("django_db"):
        yield
        return
    practice, beheerder = request.getfixturevalue("practice"), request.getfixturevalue("beheerder")
    with practice_scope(practice, user=beheerder, roles=(Role.BEHEERDER,)):
        yield


@pytest.fixture
def anja(practice) -> Membership:
    return MembershipFactory(practice=practice, user__email="anja@example.nl", user__name="Anja")


def test_add_member_makes_an_account_without_password_and_invites(
    practice, beheerder, heard, queued, django_capture_on_commit_callbacks
):
    told = heard(signals.member_added)
    location = LocationFactory(practice=practice)
    work = employment(contract_hours=Decimal(24), location=location, big_number="49912345678", agb_code="01012345")

    with django_capture_on_commit_callbacks(execute=True):
        member = people.add_member(practice=practice, person=ANJA, employment=work, by=beheerder, site=SITE)

    stored = Membership.objects.select_related("user").get(pk=member.pk)
    assert (stored.user.name, stored.user.email) == ("Anja de Vries", "anja@example.nl")
    assert stored.user.has_usable_password() is False
    assert (stored.roles, stored.period, stored.contract_hours) == ([Role.POH_S], work.period, Decimal(24))
    assert (stored.location, stored.big_number, stored.agb_code) == (location, "49912345678", "01012345")
    assert told == [{"membership": member, "by": beheerder}]
    assert queued() == [("send_invitation", [stored.user_id, practice.pk, SITE])]


def test_add_member_keeps_the_account_of_somebody_who_has_one(practice, beheerder, stranger):
    person = Person(name="Heel iemand anders", email=stranger.email.upper())

    member = people.add_member(practice=practice, person=person, employment=employment(), by=beheerder, site=SITE)

    stranger.refresh_from_db()
    assert member.user == stranger
    assert (stranger.name, stranger.has_usable_password()) == ("Carla Overkant", True)


def test_add_member_refuses_a_second_membership_in_the_same_period(practice, beheerder, anja):
    person = Person(name="Anja", email="anja@example.nl")

    with pytest.raises(ValidationError) as refused:
        people.add_member(practice=practice, person=person, employment=employment(), by=beheerder, site=SITE)

    assert refused.value.messages == ["Deze medewerker werkt in die periode al in deze praktijk."]
    assert User.objects.filter(email="anja@example.nl").count() == 1


def test_add_member_lets_somebody_return_after_they_left(practice, beheerder):
    left = MembershipFactory(
        practice=practice, user__email="anja@example.nl", period=DateRange(date(2020, 1, 1), date(2025, 1, 1))
    )

    member = people.add_member(practice=practice, person=ANJA, employment=employment(), by=beheerder, site=SITE)

    assert member.user == left.user


def test_change_member_saves_what_changed_and_tells_it(beheerder, anja, heard):
    changed, roles = heard(signals.member_changed), heard(signals.roles_changed)
    work = employment(roles=[Role.POH_S, Role.POH_MMT], period=anja.period, contract_hours=Decimal("28.5"))

    after = people.change_member(membership=anja, employment=work, version=1, by=beheerder, on=TODAY)

    stored = Membership.objects.get(pk=anja.pk)
    assert (stored.roles, stored.contract_hours, stored.version) == (work.roles, Decimal("28.50"), 2)
    assert changed == [{"membership": after, "by": beheerder, "fields": ["contract_hours", "roles"]}]
    assert roles == [{"membership": after, "by": beheerder, "before": [Role.POH_S], "after": work.roles}]


def test_change_member_leaves_the_former_roles_in_the_history(beheerder, anja):
    work = employment(roles=[Role.HUISARTS], period=anja.period, contract_hours=anja.contract_hours)
    people.change_member(membership=anja, employment=work, version=1, by=beheerder, on=TODAY)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT roles, pgh_context ->> 'user' FROM accounts_membershipevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [anja.pk],
        )
        history = cursor.fetchall()
    assert [roles for roles, _ in history] == [["poh_s"], ["huisarts"]]
    assert history[-1][1] == str(beheerder.pk)


def test_change_member_does_nothing_when_nothing_changed(beheerder, anja, heard):
    told = heard(signals.member_changed)
    work = employment(period=anja.period, contract_hours=anja.contract_hours)

    after = people.change_member(membership=anja, employment=work, version=1, by=beheerder, on=TODAY)

    assert (after.version, told) == (1, [])


def test_change_member_of_hours_only_tells_nothing_about_roles(beheerder, anja, heard):
    told = heard(signals.roles_changed)
    work = employment(period=anja.period, contract_hours=Decimal(8))

    people.change_member(membership=anja, employment=work, version=1, by=beheerder, on=TODAY)

    assert told == []


def test_change_member_refuses_a_stale_version(beheerder, anja):
    work = employment(period=anja.period, contract_hours=Decimal(8))

    with pytest.raises(StaleVersion):
        people.change_member(membership=anja, employment=work, version=7, by=beheerder, on=TODAY)

    assert Membership.objects.get(pk=anja.pk).contract_hours == anja.contract_hours


def test_change_member_refuses_what_the_database_would(beheerder, anja):
    work = employment(roles=[], period=anja.period)

    with pytest.raises(ValidationError):
        people.change_member(membership=anja, employment=work, version=1, by=beheerder, on=TODAY)


def test_change_member_refuses_to_take_the_role_of_the_last_beheerder(beheerder):
    own = Membership.objects.get(user=beheerder)
    work = employment(roles=[Role.DIRECTEUR], period=own.period, contract_hours=own.contract_hours)

    with pytest.raises(people.LastBeheerder):
        people.change_member(membership=own, employment=work, version=1, by=beheerder, on=TODAY)

    assert Membership.objects.get(pk=own.pk).roles == [Role.BEHEERDER]


def test_change_member_takes_the_role_when_there_is_another_beheerder(practice, beheerder):
    MembershipFactory(practice=practice, roles=[Role.BEHEERDER])
    own = Membership.objects.get(user=beheerder)
    work = employment(roles=[Role.DIRECTEUR], period=own.period, contract_hours=own.contract_hours)

    after = people.change_member(membership=own, employment=work, version=1, by=beheerder, on=TODAY)

    assert after.roles == [Role.DIRECTEUR]


def test_end_membership_ends_on_the_last_day(beheerder, anja, heard):
    told = heard(signals.account_ended)

    after = people.end_membership(membership=anja, last_day=TODAY, by=beheerder, on=TODAY)

    assert Membership.objects.get(pk=anja.pk).period == DateRange(date(2020, 1, 1), TODAY + timedelta(days=1))
    assert told == [{"membership": after, "by": beheerder}]


def test_end_membership_refuses_a_day_before_the_first(beheerder, anja):
    with pytest.raises(people.EndsBeforeStart):
        people.end_membership(membership=anja, last_day=date(2019, 12, 31), by=beheerder, on=TODAY)


@pytest.mark.parametrize("last_day", [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30)])
def test_end_membership_refuses_the_last_beheerder(beheerder, last_day):
    own = Membership.objects.get(user=beheerder)

    with pytest.raises(people.LastBeheerder):
        people.end_membership(membership=own, last_day=last_day, by=beheerder, on=TODAY)


def test_end_membership_lets_a_beheerder_go_when_another_stays_longer(practice, beheerder):
    MembershipFactory(practice=practice, roles=[Role.BEHEERDER], period=DateRange(date(2026, 3, 20), None))
    own = Membership.objects.get(user=beheerder)

    after = people.end_membership(membership=own, last_day=date(2026, 3, 31), by=beheerder, on=TODAY)

    assert after.period.upper == date(2026, 4, 1)


def test_change_person_corrects_the_name(beheerder, anja, heard):
    told = heard(signals.member_changed)
    person = Person(name="Anja de Vries-Bakker", email="anja@example.nl")

    user = people.change_person(membership=anja, person=person, by=beheerder, on=TODAY)

    assert User.objects.get(pk=anja.user_id).name == "Anja de Vries-Bakker"
    assert told == [{"membership": anja, "by": beheerder, "fields": ["name"]}]
    assert user.email == "anja@example.nl"


def test_change_person_does_nothing_when_nothing_changed(beheerder, anja, heard):
    told = heard(signals.member_changed)

    people.change_person(membership=anja, person=Person("Anja", "ANJA@example.nl"), by=beheerder, on=TODAY)

    assert told == []


def test_change_person_of_the_address_ends_sessions_and_tells_the_old_address(
    beheerder, anja, queued, django_capture_on_commit_callbacks
):
    session_key = _logged_in_session(anja.user)
    person = Person(name="Anja", email="nieuw@example.nl")

    with django_capture_on_commit_callbacks(execute=True):
        people.change_person(membership=anja, person=person, by=beheerder, on=TODAY)

    assert User.objects.get(pk=anja.user_id).email == "nieuw@example.nl"
    assert Session.objects.filter(session_key=session_key).exists() is False
    [(name, (*rest, known_as))] = queued()
    assert (name, rest) == ("send_mail", ["account_changed/email_changed", anja.user_id, {}])
    assert User.pgh_event_model.objects.get(pgh_id=known_as).email == "anja@example.nl"


def test_change_person_refuses_an_address_that_is_taken(beheerder, anja):
    UserFactory(email="bezet@example.nl")

    with pytest.raises(people.EmailTaken):
        people.change_person(
            membership=anja, person=Person(name="Anja", email="Bezet@example.nl"), by=beheerder, on=TODAY
        )


def test_change_person_refuses_who_works_elsewhere(practice, beheerder, floater):
    own = Membership.objects.get(user=floater, practice=practice)

    with pytest.raises(people.WorksElsewhere):
        people.change_person(membership=own, person=Person(name="Anders", email=floater.email), by=beheerder, on=TODAY)


def test_reset_second_factor_takes_every_factor_and_session(
    beheerder, anja, heard, queued, django_capture_on_commit_callbacks
):
    told = heard(signals.second_factor_reset)
    TOTP.activate(anja.user, TOTP_SECRET)
    session_key = _logged_in_session(anja.user)

    with django_capture_on_commit_callbacks(execute=True):
        user = people.reset_second_factor(membership=anja, by=beheerder)

    assert Authenticator.objects.filter(user=user).count() == 0
    assert Session.objects.filter(session_key=session_key).exists() is False
    assert UserSession.objects.filter(user=user).count() == 0
    assert told == [{"membership": anja, "by": beheerder}]
    assert queued() == [("send_mail", ["account_changed/second_factor_reset", user.pk, {}, None])]


def _logged_in_session(user: User) -> str:
    client = Client()
    client.force_login(user)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="127.0.0.1", user_agent="test")
    return client.session.session_key


@pytest.mark.django_db(transaction=True)
def test_two_beheerders_cannot_dismiss_each_other_at_once(other_practice):
    both = MembershipFactory.create_batch(2, practice=other_practice, roles=[Role.BEHEERDER])

    def dismiss(pair: tuple[Membership, Membership]) -> str:
        own, other = pair
        try:
            with practice_scope(other_practice, user=own.user, roles=(Role.BEHEERDER,)):
                people.end_membership(membership=other, last_day=TODAY, by=own.user, on=TODAY)
            return "done"
        except people.LastBeheerder:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(dismiss, [(both[0], both[1]), (both[1], both[0])]))

    assert answers == ["done", "refused"]

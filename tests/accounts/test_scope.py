import pytest
from django.db import IntegrityError, connection

from poh.accounts.models import Location
from poh.accounts.scope import NoScope, current_scope, practice_scope
from tests.factories.accounts import LocationFactory


def settings_of_database() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('poh.practice_id', true), current_setting('poh.user_id', true)")
        return tuple(value or "" for value in cursor.fetchone())


def test_scope_is_told_to_the_database_and_taken_back(practice, poh):
    with practice_scope(practice, user=poh):
        assert settings_of_database() == (str(practice.pk), str(poh.pk))
        assert (current_scope().practice, current_scope().user) == (practice, poh)
    assert settings_of_database() == ("", "")


def test_scope_within_a_scope_gives_the_outer_one_back(practice, other_practice, poh):
    with practice_scope(practice, user=poh):
        with practice_scope(other_practice):
            assert settings_of_database() == (str(other_practice.pk), "")
        assert settings_of_database() == (str(practice.pk), str(poh.pk))
        assert current_scope().practice == practice


def test_scope_after_an_error_is_the_outer_one(practice, other_practice):
    LocationFactory(practice=other_practice, name="Noord")

    def break_a_rule() -> None:
        with practice_scope(other_practice):
            Location.objects.create(practice=other_practice, name="NOORD")

    with practice_scope(practice):
        with pytest.raises(IntegrityError):
            break_a_rule()
        assert settings_of_database()[0] == str(practice.pk)


def test_scope_is_asked_for_in_vain_outside_one(db):
    with pytest.raises(NoScope):
        current_scope()


def test_scope_runs_its_last_acts_before_the_commit(practice):
    done = []
    with practice_scope(practice) as scope:
        scope.before_commit(lambda: done.append(settings_of_database()[0]))
        assert done == []
    assert done == [str(practice.pk)]


def test_scope_runs_no_last_act_after_an_error(practice):
    done = []

    def break_down() -> None:
        with practice_scope(practice) as scope:
            scope.before_commit(lambda: done.append(1))
            raise ValueError("kapot")

    with pytest.raises(ValueError, match="kapot"):
        break_down()
    assert done == []


def test_scope_goes_on_in_another_practice(practice, other_practice, poh):
    with practice_scope(practice, user=poh) as scope:
        scope.enter(other_practice, roles=("huisarts",))
        assert settings_of_database() == (str(other_practice.pk), str(poh.pk))
        assert scope.roles == ("huisarts",)

import pytest

from poh.accounts.models import Location, Membership
from poh.accounts.scope import practice_scope
from poh.audit.history import changes_of
from tests.factories.accounts import LocationFactory, MembershipFactory
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.django_db


def _changed(practice, row, *, user=None, job="", **values):
    with practice_scope(practice, user=user, job=job):
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values, "updated_at"])


def _changes(practice, row, **options):
    with practice_scope(practice):
        return changes_of(row, **options)


def test_changes_tell_who_made_what_of_which_field(practice, poh, huisarts):
    location = LocationFactory(practice=practice, name="Centrum", city="Voorbeeldstad")
    _changed(practice, location, user=poh, name="Oost")
    _changed(practice, location, user=huisarts, name="West", city="")
    changes = _changes(practice, location)
    assert [(change.who, change.label, change.fields) for change in changes] == [
        (huisarts.name, "gewijzigd", [("naam", "Oost", "West"), ("plaats", "Voorbeeldstad", "leeg")]),
        (poh.name, "gewijzigd", [("naam", "Centrum", "Oost")]),
        ("onbekend", "vastgelegd", []),
    ]


def test_changes_by_a_job_name_the_job(practice):
    location = LocationFactory(practice=practice)
    _changed(practice, location, job="imports.addresses", city="Elders")
    assert _changes(practice, location)[0].who == "imports.addresses"


def test_changes_with_plain_sql_are_seen_too(practice, poh, app_sql):
    location = LocationFactory(practice=practice, name="Centrum")
    with practice_scope(practice, user=poh):
        app_sql("UPDATE accounts_location SET name = 'Noord' WHERE id = %s", location.pk)
    assert _changes(practice, location)[0].fields == [("naam", "Centrum", "Noord")]


def test_changes_of_many_rows_at_once_are_seen_too(practice, poh):
    location = LocationFactory(practice=practice, name="Centrum")
    with practice_scope(practice, user=poh):
        Location.objects.for_practice(practice).update(city="Elders")
    assert (_changes(practice, location)[0].who, len(_changes(practice, location))) == (poh.name, 2)


def test_changes_outside_the_application_say_so(practice, app_sql):
    location = LocationFactory(practice=practice)
    with practice_scope(practice):
        app_sql("SELECT set_config('pghistory.context_metadata', '', true)")
        app_sql("UPDATE accounts_location SET city = 'Elders' WHERE id = %s", location.pk)
    assert _changes(practice, location)[0].who == "buiten de toepassing"


def test_change_of_hidden_fields_only_is_left_out(practice, poh):
    location = LocationFactory(practice=practice)
    _changed(practice, location, user=poh, phone="06-00000001")
    assert [change.label for change in _changes(practice, location, hide=("phone",))] == ["vastgelegd"]


def test_masked_field_shows_its_end_only(practice, poh):
    patient = PatientFactory(practice=practice)
    old, new = patient.bsn, PatientFactory.build().bsn
    _changed(practice, patient, user=poh, bsn=new)
    [(_, was, became)] = _changes(practice, patient, mask=("bsn",))[0].fields
    assert (was, became) == (f"•••{old[-3:]}", f"•••{new[-3:]}")


def test_choices_lists_and_relations_are_words(practice, poh):
    membership = MembershipFactory(practice=practice, location=LocationFactory(practice=practice, name="Centrum"))
    other = LocationFactory(practice=practice, name="Oost")
    _changed(practice, membership, user=poh, roles=["huisarts", "poh_mmt"], location=other)
    assert {label: (old, new) for label, old, new in _changes(practice, membership)[0].fields} == {
        "rollen": ("POH somatiek", "Huisarts, POH met managementtaken"),
        "vaste locatie": ("Centrum", "Oost"),
    }


def test_changes_take_a_constant_number_of_queries(practice, poh, django_assert_num_queries):
    location = LocationFactory(practice=practice)
    for number in range(5):
        _changed(practice, location, user=poh, name=f"Locatie nummer {number}")
    with practice_scope(practice), django_assert_num_queries(2):
        assert len(changes_of(location)) == 6


def test_history_of_another_practice_is_not_seen(practice, other_practice, poh):
    location = LocationFactory(practice=practice)
    assert _changes(other_practice, location) == []


def test_history_keeps_the_request_and_no_address(practice, poh, app_sql):
    membership = MembershipFactory(practice=practice)
    request = {"request_id": "0" * 31 + "7", "path": "/patienten/999990019/", "ip": "192.0.2.7"}
    with practice_scope(practice, user=poh, request=request):
        Membership.objects.for_practice(practice).filter(pk=membership.pk).update(contract_hours=8)
        [(context, request_id)] = app_sql(
            "SELECT pgh_context::text, pgh_context_id::text FROM accounts_membershipevent WHERE pgh_label = 'update'"
        )
    assert request_id == "00000000-0000-0000-0000-000000000007"
    assert context == f'{{"user": {poh.pk}, "request": "{"0" * 31}7", "practice": {practice.pk}}}'

"""A version is copied, offered, published by somebody else, retired; and those who take part go over."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from poh.accounts.scope import practice_scope
from poh.base.locking import StaleVersion
from protocols.enums import VersionState
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol, ProtocolVersion, VersionMigration
from protocols.services import versions
from protocols.services.versions import StepNotAllowed
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PracticeProtocolFactory, ProtocolVersionFactory, content_data
from tests.protocols.test_content_check import complete

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ON = AT.date()


@pytest.fixture
def within(practice, poh):
    with practice_scope(practice, user=poh):
        yield


@pytest.fixture
def delivered(within):
    return ProtocolVersion.objects.get(practice=None, protocol="dm2")


@pytest.fixture
def draft(practice, poh):
    return ProtocolVersionFactory(
        practice=practice, draft=True, author=poh, data=complete(), change_note="Een grens verlegd."
    )


@pytest.fixture
def offered(practice, poh):
    return ProtocolVersionFactory(practice=practice, in_review=True, author=poh)


@pytest.fixture
def published(practice):
    return ProtocolVersionFactory(practice=practice)


def test_copy_is_a_draft_of_the_practice_with_the_next_number(practice, poh, delivered):
    first = versions.copy_to_draft(version=delivered, practice=practice, by=poh)
    second = versions.copy_to_draft(version=first, practice=practice, by=poh)
    assert (first.state, first.number, first.content, first.based_on) == ("draft", 1, delivered.content, delivered)
    assert (second.number, second.author_name) == (2, poh.name)


def test_content_of_a_draft_is_stored_in_one_form(poh, draft, within):
    content = content_data("dm2", title="Anders")
    saved = versions.save_content(draft=draft, content=content, opened_at=1, by=poh)
    assert (saved.content["title"], saved.version) == ("Anders", 2)
    with pytest.raises(StaleVersion):
        versions.save_content(draft=draft, content=content, opened_at=1, by=poh)


@pytest.mark.parametrize("act", ["save_content", "describe"])
def test_offered_version_is_not_changed(poh, offered, within, act):
    fields = {"content": {}} if act == "save_content" else {"change_note": "x", "review_on": ON}
    with pytest.raises(StepNotAllowed, match="Alleen een concept"):
        getattr(versions, act)(draft=offered, opened_at=1, by=poh, **fields)


def test_draft_is_described(poh, draft, within):
    saved = versions.describe(draft=draft, change_note="Kort", review_on=date(2028, 1, 1), opened_at=1, by=poh)
    assert (saved.change_note, saved.review_on) == ("Kort", date(2028, 1, 1))


def test_complete_draft_is_offered(poh, draft, within):
    assert versions.submit(draft=draft, by=poh, on=ON).state == VersionState.REVIEW


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"change_note": "  "}, "Schrijf eerst op wat er anders is dan in de versie hiervoor."),
        ({"review_on": ON}, "De dag waarop het opnieuw beoordeeld wordt, is voorbij. Kies een dag die nog komt."),
        ({"content": complete(items=[])}, "Er is nog iets te herstellen: Er wordt nog geen bepaling gevraagd."),
    ],
)
def test_draft_that_is_not_finished_is_not_offered(poh, draft, within, changes, reason):
    for name, value in changes.items():
        setattr(draft, name, value)
    with pytest.raises(StepNotAllowed) as refused:
        versions.submit(draft=draft, by=poh, on=ON)
    assert str(refused.value) == reason


def test_offered_version_is_given_back(poh, offered, within):
    assert versions.return_to_draft(version=offered, by=poh).state == VersionState.DRAFT


def test_step_that_does_not_exist_is_refused(poh, draft, within):
    with pytest.raises(StepNotAllowed, match="Een versie gaat niet van concept naar concept"):
        versions.return_to_draft(version=draft, by=poh)


def test_other_person_publishes_and_the_practice_uses_it(practice, huisarts, offered, within):
    before = PracticeProtocolFactory(practice=practice)
    published = versions.publish(version=offered, by=huisarts, at=AT)
    assert (published.state, published.approver_name, published.published_at) == ("published", huisarts.name, AT)
    before.refresh_from_db()
    assert before.switched_off_at == AT
    [used] = PracticeProtocol.objects.filter(switched_off_at=None)
    assert (used.protocol_version_id, used.approved_by) == (offered.pk, huisarts)


def test_author_does_not_publish(poh, offered, within):
    with pytest.raises(StepNotAllowed, match="Wie de versie het laatst wijzigde"):
        versions.publish(version=offered, by=poh, at=AT)


def test_delivered_version_is_first_copied(huisarts, delivered):
    with pytest.raises(StepNotAllowed, match="Een geleverde versie"):
        versions.publish(version=delivered, by=huisarts, at=AT)


def test_only_a_published_version_is_used(practice, huisarts, offered, within):
    with pytest.raises(StepNotAllowed, match="Alleen een gepubliceerde versie"):
        versions.switch_on(version=offered, practice=practice, by=huisarts, at=AT)


def test_version_without_participants_is_retired_and_used_no_more(practice, huisarts, within):
    used = PracticeProtocolFactory(practice=practice)
    retired = versions.retire(version=used.protocol_version, by=huisarts, at=AT)
    used.refresh_from_db()
    assert (retired.state, retired.retired_at, used.switched_off_at) == ("retired", AT, AT)


def test_version_with_participants_is_not_retired(practice, huisarts, published, within):
    EnrolmentFactory(patient__practice=practice, protocol_version=published)
    with pytest.raises(StepNotAllowed, match="Zet hen eerst over"):
        versions.retire(version=published, by=huisarts, at=AT)


def test_everybody_who_takes_part_goes_over_with_a_log(practice, poh, published, within):
    target = ProtocolVersionFactory(practice=practice)
    patients = [PatientFactory(practice=practice) for _ in range(3)]
    moved = [EnrolmentFactory(patient=patient, protocol_version=published) for patient in patients[:2]]
    other = EnrolmentFactory(patient=patients[2], protocol_version=target)
    log = versions.migrate_enrolments(
        from_version=published, to_version=target, by=poh, at=AT, reason="Nieuwe standaard"
    )
    assert (log.enrolments, log.reason, VersionMigration.objects.count()) == (2, "Nieuwe standaard", 1)
    assert set(Enrolment.objects.values_list("protocol_version", flat=True)) == {target.pk}
    steps = EnrolmentStatus.objects.filter(reason="Nieuwe standaard")
    assert sorted(steps.values_list("enrolment", flat=True)) == [row.pk for row in moved]
    other.refresh_from_db()
    assert other.version == 1


def test_going_over_takes_as_many_statements_for_many(practice, poh, published, within, django_assert_max_num_queries):
    target = ProtocolVersionFactory(practice=practice)
    for _ in range(6):
        EnrolmentFactory(patient__practice=practice, protocol_version=published)
    with django_assert_max_num_queries(16):
        versions.migrate_enrolments(from_version=published, to_version=target, by=poh, at=AT, reason="Nieuw")


@pytest.mark.parametrize("target", ["other_programme", "draft", "delivered"])
def test_nobody_goes_over_to_what_is_not_published_for_this_programme(
    request, practice, poh, published, within, target
):
    versions_by_name = {
        "other_programme": lambda: ProtocolVersionFactory(practice=practice, protocol_id="cvrm"),
        "draft": lambda: request.getfixturevalue("draft"),
        "delivered": lambda: request.getfixturevalue("delivered"),
    }
    with pytest.raises(StepNotAllowed, match="Overzetten kan alleen"):
        versions.migrate_enrolments(
            from_version=published, to_version=versions_by_name[target](), by=poh, at=AT, reason="x"
        )


@pytest.mark.parametrize(
    "change",
    ["content = '{}'", "source_title = 'anders'", "state = 'draft'", "approver_name = 'iemand'", "number = 99"],
)
def test_published_version_cannot_be_altered_by_raw_sql(published, within, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE protocols_protocolversion SET {change} WHERE id = %s", [published.pk])


def test_published_version_cannot_be_removed_by_raw_sql(published, within):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM protocols_protocolversion WHERE id = %s", [published.pk])

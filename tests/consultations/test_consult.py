"""A consult from opening to closing: what is typed is kept, and becomes part of the record in one go."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from consultations.enums_consult import ConsultState
from consultations.models import Addendum, DraftField, NotDone, SoapNote
from consultations.selectors.screen import consult_day, open_drafts, screen_of
from consultations.services import closing, drafts, opening
from consultations.services.outcome import outcome_of
from patients.models import Measurement
from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from tests.factories.consultations import ConsultationFactory
from tests.factories.protocols import EnrolmentFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory

AT = datetime(2026, 10, 15, 7, 20, tzinfo=UTC)
LATER = datetime(2026, 10, 15, 7, 50, tzinfo=UTC)


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice)


@pytest.fixture
def patient(enrolment):
    return enrolment.patient


@pytest.fixture
def member(practice, poh):
    with practice_scope(practice):
        return Membership.objects.for_practice(practice).get(user=poh)


@pytest.fixture
def opened(practice, patient, member, poh):
    with practice_scope(practice, user=poh):
        return opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=AT)


def keep(consultation, key, text, *, seen=0, by):
    return drafts.save_field(consultation=consultation, typed=drafts.Typed(key, text, seen), by=by, at=AT)


def close(consultation, by):
    screen = screen_of(consultation=consultation, on=consult_day(consultation))
    return closing.close_consult(consultation=consultation, outcome=outcome_of(screen), by=by, at=LATER)


def test_opening_twice_goes_on_with_the_same_draft(opened, patient, member, poh, practice):
    with practice_scope(practice, user=poh):
        again = opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=LATER)

    assert (again.pk, opened.controls) == (opened.pk, {"dm2": "jaar"})


def test_closing_writes_values_notes_and_what_was_not_done(opened, patient, poh, practice):
    EpisodeFactory(patient=patient)
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "81,4", by=poh)
        keep(opened, "nd:roken", "l", by=poh)
        keep(opened, "s:geen:S", "Voelt zich goed.", by=poh)

        closed = close(opened, poh)

        rows = Measurement.objects.for_practice(practice).filter(consultation=closed.uuid, determination="gewicht")
        note = SoapNote.objects.for_practice(practice).get()
        assert closed.state == ConsultState.FINAL
        assert [row.numeric for row in rows] == [Decimal("81.4000")]
        assert (note.subjective, note.objective) == ("Voelt zich goed.", "Gewicht 81,4 kg.")
        assert [(row.determination_id, row.reason) for row in NotDone.objects.for_practice(practice)] == [
            ("roken", "l")
        ]


def test_an_unusual_value_must_be_confirmed_before_closing(opened, patient, poh, practice):
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "310", by=poh)
        keep(opened, "s:geen:S", "Voelt zich goed.", by=poh)
        with pytest.raises(closing.NotClosed) as refused:
            close(opened, poh)
        assert refused.value.sentences == ["Kijk nog naar: Gewicht."]

        keep(opened, "c:gewicht", "ja", by=poh)
        assert close(opened, poh).state == ConsultState.FINAL


def test_a_consult_without_a_note_is_not_closed(opened, poh, practice):
    with practice_scope(practice, user=poh), pytest.raises(closing.NotClosed) as refused:
        close(opened, poh)

    assert refused.value.sentences == ["Schrijf ten minste een regel bij S, O, E of P."]


def test_an_older_page_does_not_overwrite_a_newer_field(opened, poh, practice):
    with practice_scope(practice, user=poh):
        first = keep(opened, "m:gewicht", "81", by=poh)
        second = keep(opened, "m:gewicht", "82", seen=first.revision, by=poh)
        with pytest.raises(drafts.FieldConflict) as conflict:
            keep(opened, "m:gewicht", "83", seen=first.revision, by=poh)

        assert (conflict.value.stored.typed, conflict.value.stored.revision) == ("82", second.revision)


def test_nothing_is_kept_in_a_closed_consult(opened, poh, practice):
    with practice_scope(practice, user=poh):
        keep(opened, "s:geen:P", "Tot over drie maanden.", by=poh)
        close(opened, poh)
        with pytest.raises(opening.ConsultClosed):
            keep(opened, "s:geen:P", "Toch anders.", seen=1, by=poh)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consultations_consultation SET reason = 'anders'",
        "UPDATE consultations_soapnote SET plan = 'anders'",
        "UPDATE consultations_draftfield SET typed = 'anders'",
        "DELETE FROM consultations_soapnote",
        "DELETE FROM consultations_consultation",
    ],
)
def test_raw_sql_cannot_change_a_final_consult(opened, poh, practice, sql):
    with practice_scope(practice, user=poh):
        keep(opened, "s:geen:P", "Tot over drie maanden.", by=poh)
        close(opened, poh)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_an_addendum_stands_beside_what_was_noted(opened, poh, practice):
    with practice_scope(practice, user=poh):
        keep(opened, "s:geen:P", "Tot over drie maanden.", by=poh)
        closed = close(opened, poh)
        closing.add_addendum(consultation=closed, text="Uitslag doorgebeld.", by=poh, at=LATER)

        assert [row.text for row in Addendum.objects.for_practice(practice)] == ["Uitslag doorgebeld."]


def test_a_fresh_laboratory_value_needs_no_answer(opened, patient, poh, practice):
    MeasurementFactory(patient=patient, determination_id="hba1c", numeric=61, lab=True)
    with practice_scope(practice, user=poh):
        grid = screen_of(consultation=opened, on=consult_day(opened)).grid

    assert [row.determination.key for row in grid.missing] == ["gewicht", "roken"]


def test_a_consult_that_did_not_take_place_keeps_what_was_typed(opened, poh, practice):
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "81,4", by=poh)
        opening.discard_consult(consultation=opened, reason="niet verschenen", at=LATER)

        assert [row.typed for row in DraftField.objects.for_practice(practice)] == ["81,4"]
        assert Measurement.objects.for_practice(practice).count() == 0


def test_drafts_of_two_colleagues_stand_beside_each_other(opened, practice, patient, poh):
    other = ConsultationFactory(practice=practice, patient=patient)

    with practice_scope(practice, user=poh):
        assert [row.pk for row in open_drafts(patient=patient)] == [other.pk, opened.pk]

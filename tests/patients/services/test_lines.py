"""Lines of the record: added, changed, ended."""

from datetime import date

import pytest
from django.db import IntegrityError

from patients.enums_record import IcaKind, RecordSource, Relative, TreatmentLimitKind
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, TreatmentLimit
from patients.services.lines import (
    AlreadyEnded,
    LimitStands,
    add_episode,
    add_family_history,
    add_history,
    add_ica,
    add_medication,
    agree_limit,
    change_dosage,
    change_line,
    end_line,
)
from patients.signals import line_changed
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from poh.base.locking import StaleVersion
from tests.factories.patients import PatientFactory
from tests.factories.record import EpisodeFactory, IcaFactory, MedicationLineFactory, TreatmentLimitFactory

ON = date(2026, 11, 25)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def events(practice):
    with practice_scope(practice):
        return [row.event_type for row in AccessLog.objects.for_practice(practice).order_by("pk")]


@pytest.mark.parametrize(
    ("service", "model", "fields"),
    [
        (add_episode, Episode, {"icpc": "K86", "title": "Hypertensie", "onset_on": date(2019, 5, 1)}),
        (add_medication, MedicationLine, {"name": "perindopril 8 mg", "atc": "C09AA04", "dosage": "1dd1"}),
        (add_ica, Ica, {"kind": IcaKind.ALLERGY, "text": "penicilline"}),
        (add_history, HistoryEntry, {"text": "appendectomie", "year": 1984}),
        (add_family_history, FamilyHistory, {"relative": Relative.MOTHER, "condition": "diabetes"}),
        (agree_limit, TreatmentLimit, {"kind": TreatmentLimitKind.NO_RESUSCITATION, "agreed_on": ON}),
    ],
)
def test_add_writes_a_line_by_a_person(patient, poh, service, model, fields):
    heard = []

    def hear(sender, *, patient, line, **rest):
        heard.append((sender, patient, line))

    line_changed.connect(hear, weak=False)
    with practice_scope(patient.practice, user=poh):
        line = service(patient=patient, fields=fields, by=poh)
    line_changed.disconnect(hear)
    assert {name: getattr(line, name) for name in fields} == fields
    assert (type(line), line.patient, line.recorded_by, line.source, line.version) == (
        model,
        patient,
        poh,
        RecordSource.PRACTICE,
        1,
    )
    assert heard == [(model, patient, line)]
    assert events(patient.practice) == [Event.RECORD_LINE_ADDED]


def test_limit_names_who_agreed_it(patient, poh, huisarts):
    fields = {"kind": TreatmentLimitKind.NO_HOSPITAL, "agreed_on": ON, "agreed_by": huisarts}
    with practice_scope(patient.practice, user=poh):
        limit = agree_limit(patient=patient, fields=fields, by=poh)
    assert (limit.agreed_by, limit.recorded_by) == (huisarts, poh)


def test_limit_that_stands_is_refused(patient, poh):
    TreatmentLimitFactory(patient=patient)
    fields = {"kind": TreatmentLimitKind.NO_RESUSCITATION, "agreed_on": ON}
    with practice_scope(patient.practice, user=poh), pytest.raises(LimitStands):
        agree_limit(patient=patient, fields=fields, by=poh)


def test_limit_that_ended_can_be_agreed_again(patient, poh):
    TreatmentLimitFactory(patient=patient, ended=True)
    fields = {"kind": TreatmentLimitKind.NO_RESUSCITATION, "agreed_on": ON}
    with practice_scope(patient.practice, user=poh):
        assert agree_limit(patient=patient, fields=fields, by=poh).ended_on is None


def test_limit_raises_what_is_no_double(patient, poh):
    fields = {"kind": TreatmentLimitKind.OTHER, "agreed_on": ON}
    with practice_scope(patient.practice, user=poh), pytest.raises(IntegrityError):
        agree_limit(patient=patient, fields=fields, by=poh)


def test_change_saves_what_differs(patient, poh):
    episode = EpisodeFactory(patient=patient)
    fields = {"icpc": "T90.01", "title": episode.title}
    with practice_scope(patient.practice, user=poh):
        changed = change_line(line=episode, version=1, fields=fields, by=poh)
    assert (changed.icpc, changed.version, episode.icpc) == ("T90.01", 2, "T90.02")
    assert events(patient.practice) == [Event.RECORD_LINE_CHANGED]


def test_change_of_nothing_keeps_the_version_and_logs_nothing(patient, poh):
    episode = EpisodeFactory(patient=patient)
    with practice_scope(patient.practice, user=poh):
        assert change_line(line=episode, version=1, fields={"icpc": "T90.02"}, by=poh).version == 1
    assert events(patient.practice) == []


def test_change_of_an_older_version_is_stale(patient, poh):
    episode = EpisodeFactory(patient=patient)
    with practice_scope(patient.practice, user=poh):
        change_line(line=episode, version=1, fields={"title": "DM2"}, by=poh)
        with pytest.raises(StaleVersion):
            change_line(line=episode, version=1, fields={"title": "Suiker"}, by=poh)


@pytest.mark.parametrize(
    ("factory", "end", "note"),
    [
        (EpisodeFactory, "ended_on", None),
        (MedicationLineFactory, "stopped_on", "stop_reason"),
        (IcaFactory, "ended_on", "end_reason"),
        (TreatmentLimitFactory, "ended_on", "end_reason"),
    ],
)
def test_end_closes_a_line_with_its_reason(patient, poh, factory, end, note):
    line = factory(patient=patient)
    with practice_scope(patient.practice, user=poh):
        ended = end_line(line=line, version=1, on=ON, reason="niet meer van toepassing", by=poh)
    assert getattr(ended, end) == ON
    assert note is None or getattr(ended, note) == "niet meer van toepassing"


def test_end_of_what_ended_is_refused(patient, poh):
    line = IcaFactory(patient=patient, ended=True)
    with practice_scope(patient.practice, user=poh), pytest.raises(AlreadyEnded):
        end_line(line=line, version=1, on=ON, reason="nog eens", by=poh)


def test_change_of_dosage_stops_the_old_line_and_starts_a_new_one(patient, poh):
    old = MedicationLineFactory(patient=patient, name="perindopril 4 mg", atc="C09AA04")
    with practice_scope(patient.practice, user=poh):
        new = change_dosage(line=old, version=1, fields={"name": "perindopril 8 mg", "dosage": "1dd1"}, on=ON, by=poh)
        stopped = MedicationLine.objects.get(pk=old.pk)
    assert (stopped.stopped_on, stopped.stop_reason) == (ON, "andere dosering")
    assert (new.name, new.atc, new.dosage, new.started_on, new.replaces_id) == (
        "perindopril 8 mg",
        "C09AA04",
        "1dd1",
        ON,
        old.pk,
    )

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from patients.enums import BreakGlassReason, RelationshipBasis
from patients.models import BreakGlass, TreatmentRelationship
from patients.services import access as services
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from poh.base.dates import day_text
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import BreakGlassFactory, PatientFactory, TreatmentRelationshipFactory

ON = date(2026, 11, 25)


def _log(practice):
    with practice_scope(practice):
        return AccessLog.objects.for_practice(practice).get()


def _fields(staff):
    return {"staff": staff, "basis": RelationshipBasis.REQUEST, "started_on": ON, "note": ""}


def test_start_relationship_ties_somebody_by_name(practice, huisarts):
    patient, staff = PatientFactory(practice=practice), MembershipFactory(practice=practice)
    with practice_scope(practice, user=huisarts):
        relation = services.start_relationship(patient=patient, fields=_fields(staff), by=huisarts)
    assert (relation.staff, relation.recorded_by) == (staff, huisarts)
    assert str(relation) == "verwijzing of consultaanvraag vanaf 25-11-2026"
    assert (_log(practice).event_type, _log(practice).patient_ids) == (Event.RELATION_CHANGED, [patient.pk])


def test_start_relationship_twice_is_refused(practice, huisarts):
    relation = TreatmentRelationshipFactory(patient__practice=practice)
    with practice_scope(practice, user=huisarts), pytest.raises(services.RelationshipExists):
        services.start_relationship(patient=relation.patient, fields=_fields(relation.staff), by=huisarts)


def test_start_relationship_again_after_the_end(practice, huisarts):
    relation = TreatmentRelationshipFactory(patient__practice=practice, ended=True)
    with practice_scope(practice, user=huisarts):
        services.start_relationship(patient=relation.patient, fields=_fields(relation.staff), by=huisarts)
        assert TreatmentRelationship.objects.count() == 2


def test_start_relationship_that_ends_before_it_begins_is_refused(practice, huisarts):
    patient, staff = PatientFactory(practice=practice), MembershipFactory(practice=practice)
    fields = _fields(staff) | {"ended_on": ON - timedelta(days=1)}
    with practice_scope(practice, user=huisarts), pytest.raises(IntegrityError):
        services.start_relationship(patient=patient, fields=fields, by=huisarts)


def test_end_relationship_ends_today(practice, huisarts):
    relation = TreatmentRelationshipFactory(patient__practice=practice)
    with practice_scope(practice, user=huisarts):
        assert services.end_relationship(relation=relation, on=ON, by=huisarts).ended_on == ON
        assert list(TreatmentRelationship.objects.current(on=ON)) == []
    assert _log(practice).event_type == Event.RELATION_CHANGED


def test_end_relationship_that_ended_keeps_its_end(practice, huisarts):
    relation = TreatmentRelationshipFactory(patient__practice=practice, ended_on=date(2025, 1, 1))
    with practice_scope(practice, user=huisarts):
        assert services.end_relationship(relation=relation, on=ON, by=huisarts).ended_on == date(2025, 1, 1)


def test_break_glass_opens_for_an_hour_and_is_logged_with_the_reason(practice, poh):
    patient, at = PatientFactory(practice=practice, restricted=True), timezone.now()
    with practice_scope(practice, user=poh):
        use = services.break_glass(
            patient=patient, by=poh, category=BreakGlassReason.EMERGENCY, reason="  Op de spoedpost nu  ", at=at
        )
    assert (use.user, use.started_at, use.until) == (poh, at, at + timedelta(minutes=60))
    assert use.reason == "Op de spoedpost nu"
    row = _log(practice)
    assert (row.event_type, row.patient_ids, row.reason) == (
        Event.BREAK_GLASS_USED, [patient.pk], "spoed: de patiënt heeft nu zorg nodig: Op de spoedpost nu"
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "spoed", "         x         ", "123456789"])
def test_break_glass_without_a_real_reason_is_refused(practice, poh, reason):
    patient = PatientFactory(practice=practice, restricted=True)
    with practice_scope(practice, user=poh):
        with pytest.raises(services.ReasonTooShort):
            services.break_glass(
                patient=patient, by=poh, category=BreakGlassReason.OTHER, reason=reason, at=timezone.now()
            )
        assert BreakGlass.objects.count() == 0


def test_break_glass_longer_than_an_hour_or_without_reason_is_refused_by_the_database(practice):
    patient, now = PatientFactory(practice=practice), timezone.now()
    for wrong in (
        {"started_at": now, "until": now + timedelta(minutes=61)},
        {"started_at": now, "until": now},
        {"reason": "   te kort   "},
    ):
        with pytest.raises(IntegrityError):
            BreakGlassFactory(patient=patient, **wrong)


def test_break_glass_says_until_when(practice):
    use = BreakGlassFactory(patient__practice=practice)
    until = timezone.localtime(use.until)
    assert str(use) == f"spoed: de patiënt heeft nu zorg nodig tot {day_text(until)} {until:%H:%M}"

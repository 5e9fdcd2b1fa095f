"""What a test sees of an import: counts, and rows of the practice."""

from exchange.enums import Outcome
from exchange.models import QuarantinedItem
from patients.enums_record import Source
from patients.models import Episode, LatestMeasurement, Measurement, MedicationLine, Patient
from poh.accounts.scope import practice_scope
from tests.exchange.fhir import Bundle


def kept(tally, kind, outcome=Outcome.STORED):
    return tally.kept[kind.value, outcome.value]


def rows(practice, model, *fields, **where):
    with practice_scope(practice):
        found = model.objects.for_practice(practice).filter(**where).order_by(*fields)
        # What is calculated of the values is proved with the calculations.
        found = found.exclude(source=Source.CALCULATED) if model in (Measurement, LatestMeasurement) else found
        return list(found.values_list(*fields))


def latest(practice, key):
    with practice_scope(practice):
        row = LatestMeasurement.objects.for_practice(practice).of(key).get()
        return row.operator + (row.choice or f"{row.numeric.normalize():f}")


def held(practice):
    return rows(practice, QuarantinedItem, "code", "reason", "original_value", "original_unit", "state")


def everything(practice):
    return {
        model: rows(practice, model, "id", "uuid", "updated_at")
        for model in (Patient, Episode, MedicationLine, Measurement, QuarantinedItem)
    }


def whole() -> Bundle:
    return (
        Bundle()
        .condition("44054006", "Diabetes")
        .medicine("860975", "Metformin 500 MG")
        .measured("4548-4", 7.1, "%")
        .measured("4548-4", 58, "%", key="impossible")
        .pressure(142, 88)
    )

"""Which values of a patient could not be calculated, and why: shown on the record page, never stored."""

from collections.abc import Iterator
from datetime import date

from patients.models import Determination, Patient
from patients.remarks import Remark
from protocols.calculations.age import add_months
from protocols.calculations.history import LOOK_BACK_MONTHS, STORED, computed
from protocols.selectors.subjects import history_of


def not_computed(*, patient: Patient, on: date) -> Iterator[Remark]:
    """The calculations of which the last attempt gave no value; one query.

    Only attempts of the last look-back: what was not calculated years ago is no news.
    """
    labelled = Determination.objects.filter(key__in=STORED).only("label")
    history, read = history_of(patient=patient, labelled=labelled)
    since = add_months(on, -LOOK_BACK_MONTHS)
    last = computed(history.series, history.subject, last_only=True)
    blocked = [found for found in last if found.outcome.is_blocked and since < found.on <= on]
    labels = {row.key: row.label for row in read["labelled"]}
    for found in blocked:
        yield Remark(labels[found.kept.calculation.stores], found.outcome.text, found.on)

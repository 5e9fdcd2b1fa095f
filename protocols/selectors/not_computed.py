"""Which values of a patient could not be calculated, and why: shown on the record page, never stored."""

from collections.abc import Iterator
from datetime import date

from patients.models import Determination, Patient
from patients.remarks import Remark
from protocols.calculations.age import add_months
from protocols.calculations.history import LOOK_BACK_MONTHS, STORED, computed
from protocols.selectors.subjects import histories_of


def not_computed(*, patient: Patient, on: date) -> Iterator[Remark]:
    """The calculations of which the last attempt gave no value; five queries.

    Only attempts of the last look-back: what was not calculated years ago is no news.
    """
    history = histories_of(practice=patient.practice, patients=[patient])[patient.pk]
    since = add_months(on, -LOOK_BACK_MONTHS)
    last = computed(history.series, history.subject, last_only=True)
    blocked = [found for found in last if found.outcome.is_blocked and since < found.on <= on]
    labels = dict(Determination.objects.filter(key__in=STORED).values_list("key", "label"))
    for found in blocked:
        yield Remark(labels[found.kept.calculation.stores], found.outcome.text, found.on)

"""Which values of a patient could not be calculated, and why: shown on the record page, never stored."""

from collections.abc import Iterator
from datetime import date

from patients.models import Determination, Patient
from patients.remarks import Remark
from protocols.calculations.age import add_months
from protocols.calculations.history import LOOK_BACK_MONTHS, STORED, Computed, computed
from protocols.selectors.subjects import histories_of


def not_computed(*, patient: Patient, on: date) -> Iterator[Remark]:
    """The calculations of which the last attempt gave no value; four queries.

    Only attempts of the last look-back: what was not calculated years ago is no news.
    """
    history = histories_of(practice=patient.practice, patients=[patient])[patient.pk]
    last: dict[str, Computed] = {}
    for outcome in computed(history.series, history.subject, first_on=add_months(on, -2 * LOOK_BACK_MONTHS)):
        last[outcome.kept.calculation.key] = outcome
    since = add_months(on, -LOOK_BACK_MONTHS)
    blocked = [found for found in last.values() if found.outcome.is_blocked and since < found.on <= on]
    labels = dict(Determination.objects.filter(key__in=STORED).values_list("key", "label"))
    for found in blocked:
        yield Remark(labels[found.kept.calculation.stores], found.outcome.text, found.on)

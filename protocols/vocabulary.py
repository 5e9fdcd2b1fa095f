"""The words of conditions as they are in this database: determinations with their answers, and programmes."""

from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS
from patients.models import Determination
from protocols.conditions.vocabulary import Vocabulary
from protocols.models import Protocol


def current_vocabulary() -> Vocabulary:
    """Every determination that is in use and every programme; two queries."""
    rows = list(Determination.objects.in_use())
    return Vocabulary(
        labels={row.key: row.label for row in rows},
        numbers={row.key: row.unit for row in rows if row.kind in NUMERIC_KINDS},
        choices={
            row.key: {answer["code"]: answer["label"] for answer in row.choices}
            for row in rows
            if row.kind in CHOICE_KINDS
        },
        protocols=dict(Protocol.objects.values_list("key", "name")),
    )

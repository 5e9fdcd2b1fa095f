"""Filled-in questionnaires, and texts that a practice entered."""

from datetime import UTC, date, datetime

import factory

from protocols.models import InstrumentText, QuestionnaireResponse
from tests.factories.accounts import PracticeModelFactory, UserFactory
from tests.factories.record import RecordFactory


class QuestionnaireResponseFactory(RecordFactory):
    """A GAD-7 with a total of 7."""

    class Meta:
        model = QuestionnaireResponse

    instrument = "gad7"
    instrument_version = "2006"
    answers = factory.LazyFunction(lambda: {f"gad7-{number}": 1 for number in range(1, 8)})
    scores = factory.LazyFunction(
        lambda: {
            "scales": {
                "totaal": {"value": 7, "shown": "7", "band": {"code": "licht", "label": "lichte angst"}, "notes": []}
            },
            "flags": [],
        }
    )
    filled_in_at = datetime(2026, 10, 12, 10, tzinfo=UTC)
    entered_by = factory.SubFactory(UserFactory)


class InstrumentTextFactory(PracticeModelFactory):
    """The text of the MMSE, which is one line."""

    class Meta:
        model = InstrumentText

    practice = factory.SubFactory("tests.factories.accounts.PracticeFactory")
    instrument = "mmse"
    instrument_version = "1975"
    texts = factory.LazyFunction(lambda: {"mmse-1": "Totaal van het formulier"})
    granted_by = "Rechthebbende BV"
    granted_on = date(2026, 1, 5)
    document = "Brief van 5 januari 2026, map Licenties"
    entered_by = factory.SubFactory(UserFactory)

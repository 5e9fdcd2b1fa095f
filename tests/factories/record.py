"""Lines of the record, and measurements."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from patients.enums_record import IcaKind, Relative, Source, TreatmentLimitKind
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, Measurement, MedicationLine, TreatmentLimit
from tests.factories.accounts import PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory

OBSERVED_AT = datetime(2026, 10, 12, 8, 30, tzinfo=UTC)


class RecordFactory(PracticeModelFactory):
    """A row of one patient; the practice is the patient's."""

    class Meta:
        abstract = True

    patient = factory.SubFactory(PatientFactory)
    practice = factory.SelfAttribute("patient.practice")


class EpisodeFactory(RecordFactory):
    """A running problem; traits: `ended`, `attention`, `uncoded`."""

    class Meta:
        model = Episode

    icpc = "T90.02"
    title = "Diabetes mellitus type 2"
    onset_on = date(2015, 3, 1)

    class Params:
        ended = factory.Trait(ended_on=date(2020, 1, 1))
        attention = factory.Trait(has_attention=True)
        uncoded = factory.Trait(icpc="", snomed="25064002", original_text="Headache (finding)")


class MedicationLineFactory(RecordFactory):
    """A medicine in use; trait `stopped`."""

    class Meta:
        model = MedicationLine

    name = "metformine 500 mg"
    atc = "A10BA02"
    dosage = "3dd1"
    started_on = date(2015, 4, 1)

    class Params:
        stopped = factory.Trait(stopped_on=date(2024, 5, 1), stop_reason="bijwerkingen")


class IcaFactory(RecordFactory):
    """An allergy; trait `ended`."""

    class Meta:
        model = Ica

    kind = IcaKind.ALLERGY
    text = "penicilline"
    reaction = "huiduitslag"

    class Params:
        ended = factory.Trait(ended_on=date(2024, 1, 1), end_reason="niet bevestigd bij onderzoek")


class HistoryEntryFactory(RecordFactory):
    class Meta:
        model = HistoryEntry

    text = "appendectomie"
    year = 1984


class FamilyHistoryFactory(RecordFactory):
    class Meta:
        model = FamilyHistory

    relative = Relative.FATHER
    icpc = "K75"
    condition = "hartinfarct"
    age_at_event = 54


class TreatmentLimitFactory(RecordFactory):
    """An agreed limit; trait `ended`."""

    class Meta:
        model = TreatmentLimit

    kind = TreatmentLimitKind.NO_RESUSCITATION
    agreed_on = date(2025, 6, 1)
    agreed_by = factory.SubFactory(UserFactory)

    class Params:
        ended = factory.Trait(ended_on=date(2026, 1, 1), end_reason="patiënt ziet ervan af")


class MeasurementFactory(RecordFactory):
    """HbA1c 58 in a consult; traits: `lab` (came in, nobody entered it), `boolean` (kwetsbaar: ja)."""

    class Meta:
        model = Measurement

    determination_id = "hba1c"
    numeric = Decimal(58)
    observed_at = OBSERVED_AT
    source = Source.CONSULT
    entered_by = factory.SubFactory(UserFactory)

    class Params:
        lab = factory.Trait(source=Source.LAB, source_name="Star-shl", entered_by=None)
        boolean = factory.Trait(determination_id="kwetsbaar", numeric=None, choice="ja")

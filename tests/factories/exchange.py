"""Imports and rows of their quarantine."""

from datetime import UTC, datetime

import factory

from exchange.enums import ItemState, Kind, QuarantineReason
from exchange.models import Import, QuarantinedItem
from tests.factories.accounts import PracticeFactory, PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class ImportFactory(PracticeModelFactory):
    """A finished import of one file."""

    class Meta:
        model = Import

    practice = factory.SubFactory(PracticeFactory)
    folder = "/bundels"
    source_name = "Proefsysteem"
    started_at = AT
    finished_at = AT
    report = factory.LazyFunction(
        lambda: {
            "files": 1,
            "refused_files": 0,
            "kept": [["patient", "stored", 1], ["measurement", "stored", 4], ["measurement", "known", 2]],
            "skipped": [["measurement", "no_determination", "49765-1", "Calcium", 3]],
            "held": [["no_unit", True, "4548-4", "HbA1c", 1]],
            "lines": [],
            "unsaid": 0,
        }
    )


class QuarantinedItemFactory(PracticeModelFactory):
    """An HbA1c without a unit; traits: `dismissed`, `ambiguous` (FEV1/FVC), `of_nobody` (not valid)."""

    class Meta:
        model = QuarantinedItem

    patient = factory.SubFactory(PatientFactory)
    practice = factory.SelfAttribute("patient.practice")
    import_run = factory.SubFactory(ImportFactory, practice=factory.SelfAttribute("..practice"))
    kind = Kind.MEASUREMENT
    resource = factory.Sequence(lambda n: f"urn:uuid:00000000-0000-4000-8000-{n:012d}")
    code = "4548-4"
    text = "Hemoglobin A1c"
    original_value = "7.1"
    original_moment = "2026-03-02"
    observed_at = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
    determination = "hba1c"
    reason = QuarantineReason.NO_UNIT
    detail = "Zonder eenheid is 7.1 niet te duiden."

    class Params:
        dismissed = factory.Trait(
            state=ItemState.DISMISSED,
            resolved_by=factory.SubFactory(UserFactory),
            resolved_at=AT,
            resolution="dubbel aangeleverd",
        )
        ambiguous = factory.Trait(
            code="19926-5",
            text="FEV1/FVC",
            original_value="66.7",
            original_unit="%",
            determination="",
            candidates=["fev1_fvc_pre", "fev1_fvc_post"],
            reason=QuarantineReason.AMBIGUOUS,
            detail="De code zegt niet welke: voor of na luchtwegverwijding.",
        )
        of_nobody = factory.Trait(
            patient=None,
            practice=factory.SubFactory(PracticeFactory),
            code="",
            text="Observation",
            original_value="",
            determination="",
            observed_at=None,
            reason=QuarantineReason.INVALID,
            detail="Het veld status is niet zoals FHIR R4 het vraagt.",
        )

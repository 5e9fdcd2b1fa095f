"""Small FHIR R4 bundles about people who do not exist, as a foreign system would send them."""

import json
import uuid
from pathlib import Path
from typing import Any

SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
# An address for each resource that is the same in every run of the tests.
SPACE = uuid.UUID("00000000-0000-4000-8000-00000000f41b")
WHEN = "2026-03-02T09:30:00+01:00"


def name_of(*words: Any) -> str:
    return f"urn:uuid:{uuid.uuid5(SPACE, '/'.join(str(word) for word in words))}"


def concept(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


class Bundle:
    """A bundle about one patient; every call adds a resource and gives the bundle back."""

    def __init__(self, family: str = "Bloemendaal", **patient: Any) -> None:
        self.family = family
        self.patient = {
            "resourceType": "Patient",
            "id": family,
            "name": [{"use": "official", "family": family, "given": ["Ymkje", "Anna"]}],
            "gender": "female",
            "birthDate": "1958-03-14",
            **patient,
        }
        self.entries = [(name_of(family), self.patient)]

    def add(self, kind: str, key: Any, **fields: Any) -> "Bundle":
        name = name_of(self.family, kind, key)
        subject = {"reference": name_of(self.family)}
        resource = {"resourceType": kind, "id": name.removeprefix("urn:uuid:"), "subject": subject, **fields}
        self.entries = [entry for entry in self.entries if entry[0] != name] + [(name, resource)]
        return self

    def condition(self, snomed: str, text: str = "Condition", *, status: str = "active", **fields: Any) -> "Bundle":
        fields = {"onsetDateTime": "2019-05-06", **fields}
        return self.add(
            "Condition",
            fields.pop("key", snomed),
            clinicalStatus={
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": status}]
            },
            code=concept(SNOMED, snomed, text),
            **fields,
        )

    def measured(self, loinc: str, value: Any, unit: str | None = None, **fields: Any) -> "Bundle":
        """A Quantity; `key` names the resource, so that another value can be sent under the same name."""
        quantity = {"value": value}
        if unit:
            quantity |= {"unit": unit, "system": UCUM, "code": unit}
        if "comparator" in fields:
            quantity["comparator"] = fields.pop("comparator")
        return self.observed(loinc, valueQuantity=quantity, **fields)

    def observed(self, loinc: str, *, key: Any = None, at: str | None = WHEN, **fields: Any) -> "Bundle":
        fields = {"status": "final", "code": concept(LOINC, loinc, f"Test {loinc}"), **fields}
        if at:
            fields["effectiveDateTime"] = at
        return self.add("Observation", key or f"{loinc}@{at}", **fields)

    def pressure(self, upper: Any, lower: Any, **fields: Any) -> "Bundle":
        parts = [
            {"code": concept(LOINC, code, code), "valueQuantity": {"value": value, "unit": "mm[Hg]", "code": "mm[Hg]"}}
            for code, value in (("8462-4", lower), ("8480-6", upper))
        ]
        return self.observed("55284-4", component=parts, **fields)

    def medicine(self, rxnorm: str, text: str, *, status: str = "active", **fields: Any) -> "Bundle":
        fields = {"authoredOn": "2020-01-02", "intent": "order", "status": status, **fields}
        return self.add(
            "MedicationRequest",
            fields.pop("key", rxnorm),
            medicationCodeableConcept=concept(RXNORM, rxnorm, text),
            **fields,
        )

    def allergy(self, text: str, **fields: Any) -> "Bundle":
        fields = {"code": concept(SNOMED, "91935009", text), **fields}
        self.add("AllergyIntolerance", text, **fields)
        resource = self.entries[-1][1]
        resource["patient"] = resource.pop("subject")
        return self

    def as_data(self) -> dict[str, Any]:
        entries = [{"fullUrl": name, "resource": resource} for name, resource in self.entries]
        return {"resourceType": "Bundle", "type": "transaction", "entry": entries}

    def write(self, folder: Path, name: str = "") -> Path:
        path = folder / f"{name or self.family}.json"
        path.write_text(json.dumps(self.as_data()))
        return path

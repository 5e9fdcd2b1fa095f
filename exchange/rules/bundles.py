"""Files of FHIR R4: which resources a file holds, of which patient, and in which version of FHIR it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fhir.resources.R4B.allergyintolerance import AllergyIntolerance
from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient
from pydantic import ValidationError

from exchange.rules.fhir import Resource, can_be_kept

# The types that are read; R4B has them as R4 does.
MODELS = {
    "Patient": Patient,
    "Condition": Condition,
    "MedicationRequest": MedicationRequest,
    "AllergyIntolerance": AllergyIntolerance,
    "Observation": Observation,
}
# In R4 their clinical status is a concept, before that it was a word.
HAVE_STATUS = ("Condition", "AllergyIntolerance")
LARGEST = 256 * 1024 * 1024
# Types that R4 does not have, and the version that has them.
OF_ANOTHER_VERSION = {
    "MedicationOrder": "DSTU2", "DiagnosticOrder": "DSTU2", "ProcedureRequest": "STU3", "ReferralRequest": "STU3",
    "EligibilityRequest": "STU3", "Transport": "R5", "InventoryItem": "R5", "RequestOrchestration": "R5",
}  # fmt: skip


class NotReadable(ValueError):
    """A file that holds no FHIR R4 that can be read; the message is one Dutch line."""


@dataclass
class Person:
    """A Patient with everything in the file that is about this person, each with its name at the source."""

    name: str
    resource: Resource
    about: list[tuple[str, Resource]] = field(default_factory=list)


@dataclass
class Contents:
    """What a file holds: people, what is about nobody in it, what is not read (counted by type), what is not valid."""

    people: list[Person] = field(default_factory=list)
    orphans: list[Resource] = field(default_factory=list)
    not_read: dict[str, int] = field(default_factory=dict)
    invalid: list[Invalid] = field(default_factory=list)


@dataclass(frozen=True)
class Invalid:
    """A resource of a type that is read, and that is not what FHIR R4 says: where, and whose when that is known."""

    name: str
    resource: Resource
    place: str


def read_file(path: Path, *, source: str) -> Contents:
    """The contents of one file; NotReadable for a file without a FHIR R4 bundle with a patient."""
    if path.stat().st_size > LARGEST:
        raise NotReadable("het bestand is groter dan 256 MB")
    try:
        bundle = json.loads(
            path.read_bytes().removeprefix(b"\xef\xbb\xbf"), parse_float=Decimal, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        raise NotReadable("geen geldige JSON") from None
    return read_bundle(bundle, source=source)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def read_bundle(bundle: Any, *, source: str) -> Contents:
    """The contents of a bundle. `source` tells systems apart that number their resources alike."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotReadable("geen FHIR-bundel")
    entries = [entry for entry in _listed(bundle) if isinstance(entry, dict)]
    resources = [(_name(entry, source), entry["resource"]) for entry in entries if _is_resource(entry.get("resource"))]
    if version := _other_version(bundle, [resource for _, resource in resources]):
        raise NotReadable(f"dit is FHIR {version}; POH leest alleen R4")
    contents = Contents()
    sound = list(_sound(resources, contents))
    _share_out(sound, contents, source)
    if not contents.people:
        raise NotReadable("geen patiënt in het bestand")
    return contents


def _listed(bundle: dict[str, Any]) -> list[Any]:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise NotReadable("geen FHIR-bundel")
    return entries


def _is_resource(resource: Any) -> bool:
    return isinstance(resource, dict) and isinstance(resource.get("resourceType"), str)


def _name(entry: dict[str, Any], source: str) -> str:
    """What the source calls the resource: its full address, else type and id within the source."""
    address = entry.get("fullUrl")
    if isinstance(address, str) and address.startswith(("urn:uuid:", "urn:oid:", "http://", "https://")):
        return address
    resource = entry.get("resource") or {}
    return f"{source}/{resource.get('resourceType')}/{resource.get('id', '')}"


def _other_version(bundle: dict[str, Any], resources: list[Resource]) -> str:
    """The version of FHIR when it is not R4: by its name, by types, or by fields that have another form in R4."""
    for resource in resources:
        kind = resource["resourceType"]
        if kind in OF_ANOTHER_VERSION:
            return OF_ANOTHER_VERSION[kind]
        if kind in HAVE_STATUS and isinstance(resource.get("clinicalStatus"), str):
            return "STU3 of ouder"
        if kind == "MedicationRequest" and isinstance(resource.get("medication"), dict):
            return "R5"
        if kind == "Patient" and "animal" in resource:
            return "STU3 of ouder"
    return ""


def _sound(resources: list[tuple[str, Resource]], contents: Contents) -> Iterator[tuple[str, Resource]]:
    """The resources that are read and are as FHIR says; the others are counted or set apart."""
    for name, resource in resources:
        kind = resource["resourceType"]
        if kind not in MODELS:
            contents.not_read[kind] = contents.not_read.get(kind, 0) + 1
        elif place := _fault(resource) or ("id" if name.endswith("/") else ""):
            contents.invalid.append(Invalid(name, resource, place))
        else:
            yield name, resource


def _fault(resource: Resource) -> str:
    """The place in the resource that is not as FHIR R4 says; nothing for a sound one."""
    try:
        MODELS[resource["resourceType"]].model_validate(resource)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"])
        return place or "het geheel"
    return "" if can_be_kept(resource) else "een teken dat niet kan worden bewaard"


def _share_out(resources: list[tuple[str, Resource]], contents: Contents, source: str) -> None:
    """Give each patient what is about that patient."""
    people: dict[str, Person] = {}
    for name, resource in resources:
        if resource["resourceType"] == "Patient":
            person = Person(name, resource)
            contents.people.append(person)
            people |= dict.fromkeys(_references(name, resource, source), person)
    for name, resource in resources:
        if resource["resourceType"] == "Patient":
            continue
        reference = (resource.get("subject") or resource.get("patient") or {}).get("reference", "")
        if reference in people:
            people[reference].about.append((name, resource))
        else:
            contents.orphans.append(resource)


def _references(name: str, patient: Resource, source: str) -> list[str]:
    """How other resources in the file may point at this patient."""
    identity = patient.get("id")
    return [name, f"{source}/Patient/{identity}", f"Patient/{identity}"] if identity else [name]

"""FHIR Patient -> the fields of ours. Never a BSN: an import does not establish who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from exchange.enums import QuarantineReason
from exchange.rules.catalogue import NotOurs
from exchange.rules.fhir import Resource, day, one_line
from patients.enums import LeaveReason, NameUse, Sex
from poh.base.validators import normalize_phone, normalize_postcode

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.OTHER}
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/humanname-"
_HOUSE = re.compile(r"(?P<street>.*\D)\s+(?P<number>\d{1,5})\s*(?P<addition>\S{0,10})")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def read_patient(resource: Resource, *, on: date) -> dict[str, Any]:
    """The fields of a patient who is registered as of `on`; NotOurs when the resource cannot be a person of ours."""
    fields = {
        **_name(resource),
        **_born(resource, on=on),
        "sex": SEXES.get(resource.get("gender", ""), Sex.UNKNOWN),
        **_address(resource),
        **_reach(resource),
        "registered_from": on,
    }
    return fields | _death(resource, on=on)


def _name(resource: Resource) -> dict[str, Any]:
    names = resource.get("name", ())
    maiden = next((row for row in names if row.get("use") == "maiden"), {})
    official = next((row for row in names if row.get("use") == "official"), None)
    name = official or next((row for row in names if row.get("use") != "maiden"), maiden)
    own, partner = _family(name)
    if maiden.get("family") and maiden["family"] != own:
        own, partner = maiden["family"], partner or own
    if not own:
        raise NotOurs(QuarantineReason.INVALID, "De patiënt heeft geen achternaam.")
    given = [word for part in name.get("given", ()) for word in part.split()]
    return {
        "birth_name": one_line(own, 100),
        "birth_name_prefix": one_line(_part_of_name(name, "own-prefix"), 20),
        "partner_name": one_line(partner, 100),
        "partner_name_prefix": one_line(_part_of_name(name, "partner-prefix"), 20),
        "name_use": NameUse.PARTNER if partner else NameUse.OWN,
        "first_names": one_line(" ".join(given), 150),
        "initials": "".join(f"{word[0].upper()}." for word in given)[:30],
        "calling_name": one_line(given[0] if given else "", 60),
    }


def _family(name: Resource) -> tuple[str, str]:
    own = _part_of_name(name, "own-name")
    return own or name.get("family", ""), _part_of_name(name, "partner-name") if own else ""


def _part_of_name(name: Resource, part: str) -> str:
    for extension in (name.get("_family") or {}).get("extension", ()):
        if extension.get("url") == _EXTENSION + part:
            return extension.get("valueString", "")
    return ""


def _born(resource: Resource, *, on: date) -> dict[str, int | None]:
    found = _PARTIAL.fullmatch(resource.get("birthDate", ""))
    year, month, date_ = (int(part) if part else None for part in found.groups()) if found else (None, None, None)
    if year and (year < 1875 or (year, month or 1, date_ or 1) > (on.year, on.month, on.day)):
        raise NotOurs(QuarantineReason.IMPOSSIBLE_DATE, "De geboortedatum kan niet.")
    return {"birth_year": year, "birth_month": month, "birth_day": date_}


def _address(resource: Resource) -> dict[str, Any]:
    addresses = resource.get("address", ())
    home = next((row for row in addresses if row.get("use") == "home"), next(iter(addresses), {}))
    street, country = " ".join(home.get("line", ())), home.get("country", "")
    fields = {"street": one_line(street, 80), "city": one_line(home.get("city"), 80)}
    try:
        postcode = normalize_postcode(home.get("postalCode", ""))
    except ValidationError:
        abroad = one_line(country if country.upper() not in {"NL", "NLD", "NEDERLAND"} else "", 60)
        return fields | {"country": abroad, "postcode": one_line(home.get("postalCode"), 12) if abroad else ""}
    if parts := _HOUSE.fullmatch(fields["street"]):
        fields["street"], fields["house_number"] = parts["street"], int(parts["number"])
        fields["house_number_addition"] = parts["addition"]
    return fields | {"country": "", "postcode": postcode}


def _reach(resource: Resource) -> dict[str, str]:
    fields = {"phone": "", "mobile": "", "email": ""}
    for kind, value in _telecom(resource):
        if not fields[kind]:
            fields[kind] = value
    return fields


def _telecom(resource: Resource) -> Iterator[tuple[str, str]]:
    """What can be dialled or written to; anything else is left out."""
    for row in resource.get("telecom", ()):
        system, value = row.get("system"), row.get("value", "")
        try:
            if system == "phone" and len(value) <= 25:
                yield "mobile" if row.get("use") == "mobile" else "phone", normalize_phone(value)
            elif system == "email" and len(value) <= 254:
                validate_email(value)
                yield "email", value
        except ValidationError:
            continue


def _death(resource: Resource, *, on: date) -> dict[str, Any]:
    if "deceasedDateTime" not in resource and not resource.get("deceasedBoolean"):
        return {}
    died = day(resource.get("deceasedDateTime"))
    if died is None or died > on:
        raise NotOurs(QuarantineReason.IMPOSSIBLE_DATE, "De patiënt is overleden en de dag is niet bekend.")
    left = {"deceased_on": died, "registered_to": died, "leave_reason": LeaveReason.DECEASED}
    return left | {"registered_from": min(on, died)}

"""Find patients: as you type, in the list, and before somebody is registered twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q

from patients.models import Patient
from patients.querysets import PatientQuerySet, is_alike
from patients.rules.search import Birth, parse_query
from poh.accounts.models import Practice
from poh.base.dates import PartialDate

# So many hits fit below the search field without scrolling.
HITS = 8
FEW_HITS = 3
MOST_DOUBLES = 10

# What a row of hits shows; the rest of a patient stays in the database.
SHOWN = (
    "uuid", "practice", "number", "initials", "first_names", "calling_name", "birth_name_prefix", "birth_name",
    "partner_name_prefix", "partner_name", "name_use", "sex", "birth_year", "birth_month", "birth_day", "bsn",
    "street", "house_number", "house_number_addition", "postcode", "city", "country", "phone", "mobile", "gp",
    "is_restricted", "registered_from", "registered_to", "deceased_on",
)  # fmt: skip


@dataclass(frozen=True)
class Hits:
    """The patients found; `has_more` tells that the list was cut."""

    patients: list[Patient]
    has_more: bool = False


def search_patients(*, practice: Practice, text: str, on: date, limit: int = HITS) -> Hits:
    """The best hits for what somebody types; other spellings come behind when there are few."""
    query = parse_query(text, today=on)
    if query.is_empty:
        return Hits([])
    patients = Patient.objects.for_practice(practice).only(*SHOWN)
    found = list(patients.matching(query).best_first(query)[: limit + 1])
    if len(found) < FEW_HITS and query.words:
        alike = patients.resembling(query).exclude(pk__in=[patient.pk for patient in found])
        found += alike[: limit + 1 - len(found)]
    return Hits(found[:limit], has_more=len(found) > limit)


@dataclass(frozen=True)
class ListFilter:
    """What the list of patients shows: a search, a GP, and whom of all ever registered. Without a sort the best hits of
    a search come first, and else names."""

    text: str = ""
    gp_uuid: str = ""
    state: str = "registered"
    sort: str = ""


SORTS = {
    "name": ("sort_text", "id"),
    "-name": ("-sort_text", "-id"),
    "born": ("birth_year", "birth_month", "birth_day", "id"),
    "-born": ("-birth_year", "-birth_month", "-birth_day", "-id"),
    "number": ("number",),
    "-number": ("-number",),
}


def patients_in_list(*, practice: Practice, asked: ListFilter, on: date) -> PatientQuerySet:
    """The patients of the list page in its order, without the search for other spellings."""
    patients = _in_state(Patient.objects.for_practice(practice), asked.state, on=on)
    if asked.gp_uuid:
        patients = patients.filter(gp__uuid=asked.gp_uuid)
    if asked.text:
        query = parse_query(asked.text, today=on)
        patients = patients.none() if query.is_empty else patients.matching(query).best_first(query)
    if asked.sort or not asked.text:
        patients = patients.order_by(*SORTS[asked.sort or "name"])
    return patients.only(*SHOWN, "gp__user__name").select_related("gp__user")


def patients_spelled_alike(*, practice: Practice, asked: ListFilter, on: date) -> PatientQuerySet:
    """For a list that found nobody: patients whose name is spelled much like it, whatever their state."""
    query = parse_query(asked.text, today=on)
    patients = Patient.objects.for_practice(practice).resembling(query)
    return patients.only(*SHOWN, "gp__user__name").select_related("gp__user")


def _in_state(patients: PatientQuerySet, state: str, *, on: date) -> PatientQuerySet:
    if state == "registered":
        return patients.filter(Q(registered_to__isnull=True) | Q(registered_to__gt=on))
    if state == "left":
        return patients.left(on=on)
    if state == "restricted":
        return patients.restricted()
    return patients


def registered_with_bsn(*, practice: Practice, bsn: str) -> Patient | None:
    """The patient who has this BSN in the practice, registered before left, the last registered first."""
    patients = Patient.objects.for_practice(practice).filter(bsn=bsn)
    return patients.order_by(F("registered_to").desc(nulls_first=True), "-id").first()


@dataclass(frozen=True)
class Candidate:
    """Somebody who is about to be registered, as far as typed."""

    birth_name: str
    born: PartialDate
    partner_name: str = ""
    postcode: str = ""
    house_number: int | None = None


def possible_duplicates(*, practice: Practice, candidate: Candidate) -> list[Patient]:
    """Patients born on the same day with a name much like it, or living at the same address."""
    born = candidate.born
    if born.year is None or not (candidate.birth_name or (candidate.postcode and candidate.house_number is not None)):
        return []
    names = filter(None, (candidate.birth_name, candidate.partner_name))
    same = reduce(or_, (Q(is_alike(name)) for name in names), Q())
    if candidate.postcode and candidate.house_number is not None:
        same |= Q(postcode=candidate.postcode, house_number=candidate.house_number)
    patients = Patient.objects.for_practice(practice).born((Birth(born.year, born.month, born.day),))
    return list(patients.filter(same).only(*SHOWN).order_by("sort_text", "id")[:MOST_DOUBLES])

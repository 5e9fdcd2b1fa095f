"""Sentences about patients and what stands beside them."""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, F, FloatField, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from patients.enums import ConsentState
from patients.rules.search import Birth, PatientQuery, words_to_resemble
from poh.accounts.querysets import PracticeQuerySet

if TYPE_CHECKING:
    from patients.models import Patient
    from poh.accounts.models import User

# From this word_similarity of sounds on, two spellings may be meant for each other.
RESEMBLANCE = 0.5


class PatientQuerySet(PracticeQuerySet):
    def registered(self, *, on: date) -> Self:
        """Patients who are registered on the day `on`."""
        return self.filter(Q(registered_to__isnull=True) | Q(registered_to__gt=on), registered_from__lte=on)

    def left(self, *, on: date) -> Self:
        """Patients whose registration has ended on the day `on`."""
        return self.filter(registered_to__lte=on)

    def restricted(self) -> Self:
        """Patients whose record is closed to the team."""
        return self.filter(is_restricted=True)

    def matching(self, query: PatientQuery) -> Self:
        """Patients who have all that was asked for; each word begins a part of the name, in any order."""
        found = self._with_facts(query)
        return found.filter(_has_words(query.words)) if query.words else found

    def resembling(self, query: PatientQuery) -> Self:
        """Patients whose name is spelled much like the words asked for, the most alike first."""
        words = words_to_resemble(query.words)
        if not words:
            return self.none()
        alike = [likeness(word) for word in words]
        found = self._with_facts(query).annotate(likeness=reduce(add, alike, Value(0.0, FloatField())))
        return found.filter(*map(is_alike, words)).order_by("-likeness", "sort_text", "id")

    def best_first(self, query: PatientQuery) -> Self:
        """Registered before left, a surname that begins so before another part of the name, then by name."""
        order = [F("registered_to").desc(nulls_first=True)]
        if query.words:
            order.append(_surname_begins(query.words).desc())
        return self.order_by(*order, "sort_text", "id")

    def born(self, births: tuple[Birth, ...]) -> Self:
        """Patients born on one of these dates; an unknown part of a birth date fits whatever is asked."""
        return self.filter(reduce(or_, (_is_born(birth) for birth in births)))

    def _with_facts(self, query: PatientQuery) -> Self:
        asked = Q()
        if query.bsn:
            asked &= Q(bsn=query.bsn)
        if query.postcode:
            asked &= Q(postcode=query.postcode)
        if query.house_number is not None:
            asked &= Q(house_number=query.house_number)
        # `1958` and `140358` can be a birth date and a patient number.
        either = [_is_born(birth) for birth in query.births]
        if query.number is not None:
            either.append(Q(number=query.number))
        return self.filter(asked & reduce(or_, either, Q()))


def _has_words(words: str) -> Func:
    return Func("search_text", Value(words), function="patients_has_words", output_field=BooleanField())


def _surname_begins(words: str) -> Func:
    return Func("sort_text", Value(words), function="patients_surname_first", output_field=BooleanField())


def likeness(name: str) -> Func:
    """How much some part of the name of a patient looks like `name`: 0 to 1."""
    return Func("sound_text", Value(name), function="patients_resembles", output_field=FloatField())


def is_alike(name: str) -> GreaterThanOrEqual:
    """Whether some part of the name of a patient may be another spelling of `name`."""
    return GreaterThanOrEqual(likeness(name), RESEMBLANCE)


def _is_born(birth: Birth) -> Q:
    known = Q()
    if birth.year is not None:
        known &= Q(birth_year=birth.year)
    if birth.month is not None:
        known &= Q(birth_month=birth.month) | Q(birth_month__isnull=True, birth_year__isnull=False)
    if birth.day is not None:
        known &= Q(birth_day=birth.day) | Q(birth_day__isnull=True, birth_year__isnull=False)
    return known


class EndedQuerySet(PracticeQuerySet):
    def current(self, *, on: date) -> Self:
        """What has not ended on the day `on`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


class TreatmentRelationshipQuerySet(EndedQuerySet):
    def current(self, *, on: date) -> Self:
        """Relationships that hold on the day `on`."""
        return super().current(on=on).filter(started_on__lte=on)

    def of_user(self, user: User) -> Self:
        """Relationships of this person, whichever of their memberships holds them."""
        return self.filter(staff__user=user)


class ConsentQuerySet(PracticeQuerySet):
    def latest(self) -> Self:
        """The last answer of each patient to each question."""
        return self.order_by("patient_id", "kind", "-decided_on", "-id").distinct("patient_id", "kind")

    def given(self, *, on: date) -> Self:
        """Answers that allow something on the day `on`; ask it of the latest answers only."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), state=ConsentState.GIVEN)


class BreakGlassQuerySet(PracticeQuerySet):
    def open_for(self, *, user: User, patient: Patient, at: datetime) -> Self:
        """Uses of the noodknop that open this record to this person at the moment `at`."""
        return self.filter(user=user, patient=patient, started_at__lte=at, until__gt=at)

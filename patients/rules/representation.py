"""Who consents to treatment: by age (BW 7:447, 7:450 and 7:465), and who may see the record of a minor."""

from datetime import date

from django.db import models

from poh.base.dates import PartialDate, age_between

SHARED_FROM, OWN_FROM = 12, 16


class Decider(models.TextChoices):
    """Who decides about treatment; the label stands on the patient page."""

    PARENTS = "parents", "Ouders of voogd met gezag beslissen (jonger dan 12 jaar)."
    BOTH = "both", "Kind en ouders of voogd beslissen samen (12 tot 16 jaar)."
    PATIENT = "patient", "Beslist zelf (16 jaar of ouder)."
    UNSURE = "unsure", "Geboortedatum niet volledig: ga de leeftijd na voor toestemming."


def decider(born: PartialDate, *, on: date) -> Decider:
    """Who decides on the day `on`; UNSURE when the known part of the birth date leaves it open."""
    ages = age_between(born, on=on)
    if ages is None:
        return Decider.UNSURE
    low, high = (_decider_at(age) for age in ages)
    return low if low == high else Decider.UNSURE


def _decider_at(age: int) -> Decider:
    if age < SHARED_FROM:
        return Decider.PARENTS
    return Decider.BOTH if age < OWN_FROM else Decider.PATIENT


def parents_may_see_record(born: PartialDate, *, on: date) -> bool:
    """Whether parents with authority may see the whole record: only when the child is surely under 12.

    From 12 years the right of inspection is the child's own (BW 7:456); parents then get what consent asks.
    """
    return decider(born, on=on) == Decider.PARENTS

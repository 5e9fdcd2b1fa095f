"""What going over to another version means, in sentences that count patients."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from patients.models import Patient
from poh.base.dates import age_text
from protocols.conditions.vocabulary import Vocabulary
from protocols.models import ProtocolVersion
from protocols.selectors.impact import Impact

# The word in an address, and how the line and its list go on after the number.
GROUP_WORDS = {
    "more": ("meer", "krijgen er bepalingen bij"),
    "fewer": ("minder", "krijgen minder bepalingen"),
    "sooner": ("vaker", "krijgen een bepaling vaker"),
    "later": ("minder-vaak", "krijgen een bepaling minder vaak"),
    "other_target": ("ander-doel", "krijgen een andere streefwaarde"),
    "become_due": ("aan-de-beurt", "worden nu aan de beurt voor een controle"),
    "no_longer_due": ("niet-meer-aan-de-beurt", "zijn niet meer aan de beurt"),
}
ONE_WORDS = {
    "more": "krijgt er bepalingen bij",
    "fewer": "krijgt minder bepalingen",
    "sooner": "krijgt een bepaling vaker",
    "later": "krijgt een bepaling minder vaak",
    "other_target": "krijgt een andere streefwaarde",
    "become_due": "wordt nu aan de beurt voor een controle",
    "no_longer_due": "is niet meer aan de beurt",
}
LIST_TITLES = {
    "more": "Patiënten die er bepalingen bij krijgen",
    "fewer": "Patiënten die minder bepalingen krijgen",
    "sooner": "Patiënten die een bepaling vaker krijgen",
    "later": "Patiënten die een bepaling minder vaak krijgen",
    "other_target": "Patiënten die een andere streefwaarde krijgen",
    "become_due": "Patiënten die nu aan de beurt worden",
    "no_longer_due": "Patiënten die niet meer aan de beurt zijn",
}
BY_SLUG = {slug: group for group, (slug, _) in GROUP_WORDS.items()}
NAMED_AT_MOST = 6


def impact_lines(
    impact: Impact, *, version: ProtocolVersion, against: ProtocolVersion, vocabulary: Vocabulary
) -> dict[str, Any]:
    """The number of participants, and a line for each thing that changes for somebody."""
    lines = []
    for group, (slug, words) in GROUP_WORDS.items():
        patients = len(impact.patient_ids(group))
        if patients:
            url = reverse("protocols:impact_patients", args=[version.uuid, slug])
            said = ONE_WORDS[group] if patients == 1 else words
            lines.append(
                {
                    "patients": patients,
                    "text": f"{'patiënt' if patients == 1 else 'patiënten'} {_exactly(impact, group) or said}",
                    "url": f"{url}?naast={against.uuid}",
                    "about": _about(impact, group, vocabulary),
                }
            )
    return {"patients": impact.patients, "against": against, "lines": lines}


def _exactly(impact: Impact, group: str) -> str:
    """`krijgen één bepaling erbij`, where it is as many for everybody."""
    sizes = impact.sizes(group) if group in ("more", "fewer") else {}
    if len(sizes) != 1:
        return ""
    [(size, patients)] = sizes.items()
    verb, word = "krijgt" if patients == 1 else "krijgen", "één bepaling" if size == 1 else f"{size} bepalingen"
    return f"{verb} {word} {'erbij' if group == 'more' else 'minder'}"


def _about(impact: Impact, group: str, vocabulary: Vocabulary) -> str:
    """The determinations that it is about."""
    found = impact.determinations(group)
    named = [f"{vocabulary.labels.get(key, key)} ({count})" for key, count in found[:NAMED_AT_MOST]]
    rest = len(found) - len(named)
    return ", ".join(named) + (f" en nog {rest}" if rest else "")


def patient_rows(
    patients: Iterable[Patient], impact: Impact, group: str, *, vocabulary: Vocabulary, on: date
) -> list[dict[str, Any]]:
    """The lines of the list of one group."""
    return [
        {
            "name": patient.list_name,
            "url": reverse("protocols:programmes", args=[patient.uuid]),
            "born": str(patient.birth_date),
            "age": age_text(patient.birth_date, on=on),
            "what": _what(impact, patient.pk, group, vocabulary),
        }
        for patient in patients
    ]


def _what(impact: Impact, patient_id: int, group: str, vocabulary: Vocabulary) -> str:
    keys = getattr(impact.differences.get(patient_id), group, ())
    return ", ".join(vocabulary.labels.get(key, key) for key in keys)

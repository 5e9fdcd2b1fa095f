"""Words about questionnaires: what they are, what somebody answered, and what the score means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from patients.models import Patient
from poh.base.dates import day_text
from protocols.calculations.result import Evidence
from protocols.instruments.definition import Instrument, Item, LicenceMark
from protocols.models import InstrumentText, QuestionnaireResponse
from protocols.selectors.questionnaires import Questionnaire

DOMAINS = {"ggz": "GGZ", "jeugd": "Jeugd", "long": "Longen", "ouderen": "Ouderen", "roken": "Stoppen met roken"}
MARKS = {
    LicenceMark.FREE: {"text": "vrij", "tone": "ok"},
    LicenceMark.CONDITIONS: {"text": "onder voorwaarden", "tone": "warn"},
    LicenceMark.CLOSED: {"text": "licentie nodig", "tone": "warn"},
}
# With more answers than this the first and the last say enough.
MOST_CODES = 12
TO_APPROVE = {"text": "te accorderen", "tone": "warn"}


def mark_of(found: Questionnaire) -> dict[str, str]:
    """Whether the questions may be shown in words."""
    return {"text": "eigen tekst", "tone": "ok"} if found.text else MARKS[found.instrument.licence.mark]


def domain_of(instrument: Instrument) -> str:
    """`GGZ`, `Longen`."""
    return DOMAINS[instrument.domain]


def library_row(found: Questionnaire) -> dict[str, Any]:
    """A questionnaire in the list under Protocollen."""
    instrument = found.instrument
    return {
        "name": instrument.title,
        "full_name": "" if instrument.name == instrument.title else instrument.name,
        "url": reverse("protocols:instrument", args=[instrument.key]),
        "domain": domain_of(instrument),
        "questions": len(instrument.items),
        "mark": mark_of(found),
        "is_in_words": instrument.has_text,
        "source": instrument.source,
        "state": TO_APPROVE if instrument.evidence is Evidence.TO_APPROVE else None,
    }


def instrument_facts(found: Questionnaire) -> list[dict[str, Any]]:
    """What there is to know of a questionnaire before somebody uses it."""
    instrument = found.instrument
    pairs = [
        ("Voor", domain_of(instrument), None),
        ("Ingevuld door", instrument.filled_in_by, None),
        ("Gaat over", instrument.recall, None),
        ("Versie", instrument.version, None),
        ("Bron", instrument.source, TO_APPROVE if instrument.evidence is Evidence.TO_APPROVE else None),
        ("Rechthebbende", instrument.licence.holder, mark_of(found)),
        ("Voorwaarden", instrument.licence.terms, None),
        ("Bron van de voorwaarden", instrument.licence.source, None),
    ]
    if instrument.text and found.text is None:
        state = TO_APPROVE if instrument.text.evidence is Evidence.TO_APPROVE else None
        pairs.append(("Herkomst van de tekst", instrument.text.source, state))
    return [{"label": label, "value": value, "state": state} for label, value, state in pairs if value]


def scale_rows(instrument: Instrument) -> list[dict[str, Any]]:
    """How each score is made, and what its bands are called."""
    methods = {"sum": "som", "mean": "gemiddelde", "count": "aantal"}
    rows = []
    for scale in instrument.scales:
        of = f"schalen {', '.join(scale.sum_of)}" if scale.sum_of else f"vraag {_numbers(scale.items)}"
        needed = "" if scale.sum_of else f"{scale.min_answered} van {len(scale.items)} vragen nodig"
        rows.append(
            {
                "name": scale.title,
                "how": f"{methods[scale.method.value]} van {of}",
                "needed": needed,
                "bands": [_band_text(each) for each in scale.bands],
            }
        )
    return rows


def _band_text(each) -> str:
    sex = {"male": " (man)", "female": " (vrouw)"}.get(str(each.sex), "")
    norms = f" ({each.norms})" if each.norms else ""
    return f"vanaf {each.band.lower:g}: {each.band.label}{sex}{norms}".replace(".", ",")


def _numbers(items: tuple[int, ...]) -> str:
    """`1–4, 7`."""
    runs: list[list[int]] = []
    for number in sorted(items):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def shared_answers(instrument: Instrument) -> list[str]:
    """The answers in words when every question has the same; nothing otherwise."""
    found = {item.labels for item in instrument.items}
    return list(found.pop()) if len(found) == 1 else []


def question_rows(instrument: Instrument) -> list[dict[str, str]]:
    """The questions, each with its answers; by number where they may not be shown in words."""
    return [
        {
            "number": str(item.number),
            "question": item.text or "niet in woorden",
            "answers": " · ".join(item.labels or _codes(item)),
        }
        for item in instrument.items
    ]


def _codes(item: Item) -> list[str]:
    if len(item.codes) > MOST_CODES:
        return [f"{item.codes[0]} tot en met {item.codes[-1]}"]
    return [str(code) for code in item.codes]


def text_rows(texts: Iterable[InstrumentText]) -> list[dict[str, str]]:
    """The texts that the practice entered, with their evidence."""
    return [
        {
            "when": day_text(timezone.localdate(row.created_at)),
            "what": "niet meer in gebruik" if row.is_withdrawn else "in gebruik genomen",
            "by": row.entered_by.name,
            "evidence": f"{row.granted_by}, {day_text(row.granted_on)}: {row.document}",
        }
        for row in texts
    ]


def patient_groups(
    found: Iterable[Questionnaire], responses: Iterable[QuestionnaireResponse], patient: Patient
) -> list[dict[str, Any]]:
    """The questionnaires by domain, each with its last outcome for one patient."""
    last: dict[str, QuestionnaireResponse] = {}
    for response in responses:
        last.setdefault(response.instrument, response)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        response = last.get(each.instrument.key)
        groups.setdefault(domain_of(each.instrument), []).append(
            {
                "name": each.instrument.title,
                "full_name": "" if each.instrument.name == each.instrument.title else each.instrument.name,
                "url": reverse("protocols:questionnaire", args=[patient.uuid, each.instrument.key]),
                "fill_url": reverse("protocols:fill_in", args=[patient.uuid, each.instrument.key]),
                "last_on": day_text(timezone.localdate(response.filled_in_at)) if response else "",
                "scores": score_lines(each.instrument, response) if response else [],
                "mark": None if each.instrument.has_text else {"text": "alleen scores", "tone": ""},
            }
        )
    return [{"name": name, "rows": rows} for name, rows in groups.items()]


def response_row(instrument: Instrument, response: QuestionnaireResponse, patient: Patient) -> dict[str, Any]:
    """One filled-in questionnaire in the history of one patient."""
    return {
        "url": reverse("protocols:response", args=[patient.uuid, response.instrument, response.uuid]),
        "when": day_text(timezone.localdate(response.filled_in_at)),
        "scores": score_lines(instrument, response),
        "has_flags": bool(response.scores["flags"]),
        "by": response.entered_by.name,
    }


def score_lines(instrument: Instrument, response: QuestionnaireResponse) -> list[dict[str, str]]:
    """The scores as they were computed then: `Totaal 12, matige angst`, or why there is none."""
    titles = {scale.key: scale.title for scale in instrument.scales}
    return [_score_line(titles.get(key, key), score) for key, score in response.scores["scales"].items()]


def _score_line(title: str, score: dict[str, Any]) -> dict[str, str]:
    if "blocked" in score:
        return {"title": title, "value": "geen score", "meaning": score["blocked"]}
    meaning = [score["band"]["label"]] if score["band"] else []
    meaning += [note["text"] for note in score["notes"]]
    return {"title": title, "value": score["shown"].replace(".", ","), "meaning": "; ".join(meaning)}


def answer_rows(instrument: Instrument, response: QuestionnaireResponse) -> list[dict[str, str]]:
    """Each question with its answer; a blank stays visible as one."""
    rows = []
    for item in instrument.items:
        code = response.answers.get(item.id)
        label = item.labels[item.codes.index(code)] if item.labels and code in item.codes else ""
        answer = "niet ingevuld" if code is None else f"{label} ({code})" if label else str(code)
        rows.append({"number": str(item.number), "question": item.text or item.shown, "answer": answer})
    return rows

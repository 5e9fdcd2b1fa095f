"""What must hold between the parts of a questionnaire once every field has been read."""

from collections.abc import Iterator
from itertools import pairwise

from .definition import Flag, Instrument, LicenceMark, Method, Scale
from .fields import Problem


def check(instrument: Instrument, file: str) -> list[Problem]:
    """Everything that is wrong between the parts; empty when the questionnaire can be used."""
    found = [
        *_item_problems(instrument),
        *_licence_problems(instrument),
        *_scale_problems(instrument),
        *(problem for flag in instrument.flags for problem in _flag_problems(flag, instrument)),
    ]
    return [Problem(file, place, field, message) for place, field, message in found]


Found = Iterator[tuple[str, str, str]]


def _item_problems(instrument: Instrument) -> Found:
    numbers = [item.number for item in instrument.items]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "vragen", "number", "moeten doorlopend genummerd zijn vanaf 1."


def _licence_problems(instrument: Instrument) -> Found:
    is_free = instrument.licence.mark is LicenceMark.FREE
    if is_free and instrument.text is None:
        yield "tekst", "source", "ontbreekt: een vrije lijst noemt de herkomst van de tekst."
    for item in instrument.items:
        place = f"vraag {item.id}"
        if is_free and not item.text:
            yield place, "text", "ontbreekt: de tekst van deze lijst is vrij."
        if not is_free and (item.text or item.labels):
            mark = instrument.licence.mark
            yield place, "text" if item.text else "answers", f"mag niet worden meegeleverd (licentie {mark})."


def _scale_problems(instrument: Instrument) -> Found:
    keys = [scale.key for scale in instrument.scales]
    for index, scale in enumerate(instrument.scales):
        place = f"schaal {scale.key}"
        if scale.key in keys[:index]:
            yield place, "key", "komt twee keer voor."
        if bool(scale.items) == bool(scale.sum_of):
            yield place, "items", "geef óf vragen (items) óf schalen (sum_of)."
        for name, others in (("sum_of", scale.sum_of), ("requires", scale.requires)):
            for other in others:
                if other not in keys[:index]:
                    yield place, name, f"schaal '{other}' staat niet eerder in dit bestand."
        yield from _scale_item_problems(scale, instrument, place)
        yield from _band_problems(scale, place)


def _scale_item_problems(scale: Scale, instrument: Instrument, place: str) -> Found:
    count = len(instrument.items)
    exceptions = tuple(scale.count_exceptions or {})
    wanted = (("items", scale.items), ("count_exceptions", exceptions))
    for name, numbers in wanted:
        missing = [number for number in numbers if number not in range(1, count + 1)]
        if missing:
            yield place, name, f"vraag {', '.join(map(str, missing))} bestaat niet."
            return
    if len(set(scale.items)) != len(scale.items):
        yield place, "items", "een vraag komt twee keer voor."
    if scale.items and not 1 <= scale.min_answered <= len(scale.items):
        yield place, "min_answered", f"moet tussen 1 en {len(scale.items)} liggen."
    if scale.min_answered < len(scale.items) and scale.method is Method.SUM and not scale.is_scaled_up:
        yield place, "min_answered", "een som met lege antwoorden vraagt om scale_up."
    if scale.points and any(len(instrument.item(number).codes) != len(scale.points) for number in scale.items):
        yield place, "points", "past niet bij de antwoorden van de vragen."


def _band_problems(scale: Scale, place: str) -> Found:
    for each in scale.bands:
        unknown = [number for number in each.needs_any if number not in scale.items]
        if unknown:
            yield f"{place}, band {each.band.code}", "needs_any", f"vraag {unknown[0]} hoort niet bij de schaal."
    sexes = {each.sex for each in scale.bands if each.sex}
    if len(sexes) == 1:
        yield place, "bands", "een grens per geslacht is nodig voor beide geslachten."
    groups = {(each.sex, each.norms) for each in scale.bands}
    for group in groups:
        lowers = [each.band.lower for each in scale.bands if (each.sex, each.norms) == group]
        if any(low >= high for low, high in pairwise(lowers)):
            yield place, "bands", "de grenzen (from) moeten oplopen."


def _flag_problems(flag: Flag, instrument: Instrument) -> Found:
    place = f"signaal {flag.note.code}"
    missing = [number for number in flag.items if number not in range(1, len(instrument.items) + 1)]
    if missing:
        yield place, "items", f"vraag {missing[0]} bestaat niet."
    elif not flag.items:
        yield place, "items", "noem minstens een vraag."
    elif flag.at_least is None and not flag.when_blank:
        yield place, "from", "geef een antwoord (from) of when_blank."
    elif flag.at_least is not None and any(flag.at_least not in instrument.item(n).codes for n in flag.items):
        yield place, "from", f"antwoord {flag.at_least} bestaat niet bij deze vraag."

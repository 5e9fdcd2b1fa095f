"""Asthma control: three schemes that coexist; the scheme is part of the result."""

from dataclasses import dataclass, fields

from .result import Algorithm, Note, Outcome, Reason

ADULT_TABLE = Algorithm(
    key="astmacontrole",
    version="nhg-2015",
    title="Mate van astmacontrole (tabel)",
    source="CAHAG, naar NHG-Standaard Astma bij volwassenen, 2015",
)
CURRENT = Algorithm(
    key="astmacontrole",
    version="nhg-2020-acq-act",
    title="Mate van astmacontrole (ACQ6/ACT)",
    source="CAHAG, naar NHG-Standaard Astma bij volwassenen, 2020",
)
CHILDREN = Algorithm(
    key="astmacontrole_kind",
    version="nhg-2014-kinderen",
    title="Mate van astmacontrole kind",
    source="NHG-Standaard Astma bij kinderen, 2014",
)
GINA_SPLIT = Note("gina_verdeling", "Verdeling gedeeltelijk/slecht volgens GINA: te accorderen.")
CONTRADICTION = Note("tegenspraak", "ACQ6 en ACT spreken elkaar tegen; de slechtste telt.")
ATTACK_COUNTS = Note("longaanval", "Een longaanval in de laatste 12 maanden telt als onvoldoende controle.")
PARTLY_OR_POOR = Note("niet_gesplitst", "De grens tussen gedeeltelijk en onvoldoende is niet vastgelegd.")


@dataclass(frozen=True, slots=True)
class AsthmaSigns:
    """Signs over the last four weeks; None is not asked. Attacks count over 12 months."""

    daytime_per_week: int | None
    is_limited: bool | None
    wakes_at_night: bool | None
    rescue_per_week: int | None
    attacks: int | None
    has_abnormal_spirometry: bool | None = False


def adult_control_table(signs: AsthmaSigns) -> Outcome:
    """Table of 2015: "goed", "gedeeltelijk" (1-2 criteria) or "slecht" (>= 3, or any attack in 12 months).

    Criteria: daytime symptoms >= 3 a week, limitation, night symptoms, rescue use >= 3 a week, abnormal
    spirometry (leave at False when it need not be measured). The split 1-2 / >= 3 is to be approved.
    """
    inputs = {item.name: getattr(signs, item.name) for item in fields(signs)}
    if signs.attacks:
        return ADULT_TABLE.result("slecht", inputs, notes=(ATTACK_COUNTS,))
    criteria = _criteria(signs)
    if None in criteria or signs.attacks is None:
        return ADULT_TABLE.blocked(Reason.INCOMPLETE, "Niet alle onderdelen van de astmacontrole zijn gevraagd.")
    met = sum(criteria)
    if met == 0:
        return ADULT_TABLE.result("goed", inputs)
    return ADULT_TABLE.result("gedeeltelijk" if met <= 2 else "slecht", inputs, notes=(GINA_SPLIT,))


def _criteria(signs: AsthmaSigns) -> list[bool | None]:
    return [
        None if signs.daytime_per_week is None else signs.daytime_per_week >= 3,
        signs.is_limited,
        signs.wakes_at_night,
        None if signs.rescue_per_week is None else signs.rescue_per_week >= 3,
        signs.has_abnormal_spirometry,
    ]


def adult_control(*, acq6: float | None = None, act: int | None = None, attacks: int | None = None) -> Outcome:
    """Present adult rule: "onvoldoende" at ACQ6 >= 0.75, ACT < 20 or an attack in 12 months, else "goed".

    With both questionnaires filled in and contradicting, both are shown and the worst counts.
    """
    inputs = {"acq6": acq6, "act": act, "aanvallen": attacks}
    if acq6 is None and act is None:
        return CURRENT.blocked(Reason.MISSING, "ACQ6 of ACT is nodig voor de mate van astmacontrole.")
    verdicts = {}
    if acq6 is not None:
        verdicts["acq6"] = "onvoldoende" if acq6 >= 0.75 else "goed"
    if act is not None:
        verdicts["act"] = "onvoldoende" if act < 20 else "goed"
    notes = [CONTRADICTION] if len(set(verdicts.values())) > 1 else []
    if attacks:
        notes.append(ATTACK_COUNTS)
    is_poor = bool(attacks) or "onvoldoende" in verdicts.values()
    value = "onvoldoende" if is_poor else "goed"
    return CURRENT.result(value, inputs, details=verdicts, notes=tuple(notes))


def child_control(signs: AsthmaSigns) -> Outcome:
    """Children's scheme of 2014: "volledig" or "niet volledig" (partly or insufficient, not split).

    Full: daytime symptoms and rescue use at most twice a week, no night symptoms, no limitation,
    normal lung function. Attacks are not part of this scheme.
    """
    inputs = {item.name: getattr(signs, item.name) for item in fields(signs)}
    criteria = _criteria(signs)
    if any(criteria):
        return CHILDREN.result("niet volledig", inputs, notes=(PARTLY_OR_POOR,))
    if None in criteria:
        return CHILDREN.blocked(Reason.INCOMPLETE, "Niet alle onderdelen van de astmacontrole zijn gevraagd.")
    return CHILDREN.result("volledig", inputs)

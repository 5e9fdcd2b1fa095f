"""What became of something that came in, and why."""

from django.db import models


class Kind(models.TextChoices):
    """What a resource becomes here; the label heads its line in the report."""

    PATIENT = "patient", "patiënten"
    EPISODE = "episode", "episodes"
    MEDICINE = "medicine", "medicatie"
    WARNING = "warning", "allergieën en intoleranties"
    MEASUREMENT = "measurement", "metingen"
    OTHER = "other", "overige gegevens"


class Outcome(models.TextChoices):
    """What happened to it when it was kept."""

    STORED = "stored", "vastgelegd"
    KNOWN = "known", "al bekend"
    CORRECTED = "corrected", "verbeterd"


class SkipReason(models.TextChoices):
    """Why something was left out without anybody having to look at it."""

    NOT_READ = "not_read", "deze soort gegevens neemt POH niet over"
    NO_DETERMINATION = "no_determination", "geen bepaling in POH met deze code"
    CALCULATED = "calculated", "rekent POH zelf uit"
    NO_VALUE = "no_value", "bericht zonder waarde"
    NOT_FINAL = "not_final", "uitslag nog niet definitief"
    WITHDRAWN = "withdrawn", "in de bron ingetrokken"
    NOT_CONFIRMED = "not_confirmed", "diagnose niet bevestigd"
    NOT_USED = "not_used", "medicijn niet gestart"
    NO_PATIENT = "no_patient", "hoort bij geen patiënt in dit bestand"
    PATIENT_HELD = "patient_held", "patiënt staat in quarantaine"


class QuarantineReason(models.TextChoices):
    """Why something waits for a person."""

    NO_UNIT = "no_unit", "eenheid ontbreekt"
    UNKNOWN_UNIT = "unknown_unit", "eenheid past niet bij de bepaling"
    IMPLAUSIBLE = "implausible", "waarde kan niet"
    UNKNOWN_ANSWER = "unknown_answer", "antwoord niet bekend"
    AMBIGUOUS = "ambiguous", "niet duidelijk welke bepaling"
    PRESSURES = "pressures", "bovendruk niet hoger dan onderdruk"
    NO_DATE = "no_date", "datum ontbreekt of is onvolledig"
    FUTURE = "future", "datum ligt in de toekomst"
    IMPOSSIBLE_DATE = "impossible_date", "datum kan niet"
    CHANGED_HERE = "changed_here", "hier intussen zelf verbeterd"
    INVALID = "invalid", "bericht klopt niet"
    DOUBLE = "double", "patiënt lijkt al ingeschreven"


class ItemState(models.TextChoices):
    """Where a row of the quarantine stands."""

    OPEN = "open", "te beoordelen"
    RESOLVED = "resolved", "vastgelegd"
    DISMISSED = "dismissed", "afgewezen"
    REPLACED = "replaced", "vervangen door een nieuwe aanlevering"

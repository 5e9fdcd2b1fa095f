"""The fixed choices of the record: what a value is, where it came from, what a line in the record says."""

from django.db import models


class ValueKind(models.TextChoices):
    """What kind of value a determination has; it says in which column a measurement keeps it."""

    NUMBER = "number", "getal"
    INTEGER = "integer", "geheel getal"
    CHOICE = "choice", "keuze"
    BOOLEAN = "boolean", "ja of nee"
    DATE = "date", "datum"
    TEXT = "text", "tekst"


NUMERIC_KINDS = (ValueKind.NUMBER, ValueKind.INTEGER)
CHOICE_KINDS = (ValueKind.CHOICE, ValueKind.BOOLEAN)


class Evidence(models.TextChoices):
    """Whether what a definition says was read in a source, or still needs the word of a clinical owner."""

    VERIFIED = "verified", "geverifieerd"
    TO_APPROVE = "to_approve", "te accorderen"


class Section(models.TextChoices):
    """The block of the measurement overview in which a determination stands, in the order of the screen."""

    BLOOD_PRESSURE = "bloeddruk", "Bloeddruk en pols"
    BODY = "lichaam", "Lichaam"
    GLUCOSE = "glucose", "Glucose"
    LIPIDS = "lipiden", "Lipiden"
    KIDNEY = "nieren", "Nieren"
    LAB = "lab", "Overig lab"
    RISK = "risico", "Hart- en vaatrisico"
    FEET = "voeten", "Voeten"
    EYES = "ogen", "Ogen"
    LUNG = "longen", "Longen"
    SPIROMETRY = "longfunctie", "Longfunctie"
    ASTHMA = "astma", "Astma"
    TRIGGERS = "prikkels", "Prikkels en allergie"
    MEDICINES = "medicijngebruik", "Medicijngebruik"
    SMOKING = "roken", "Roken"
    LIFESTYLE = "leefstijl", "Leefstijl"
    WELLBEING = "welbevinden", "Klachten en welbevinden"
    MENTAL = "ggz", "Psychisch"
    SAFETY = "veiligheid", "Veiligheid"
    ELDERLY = "ouderen", "Ouderen"
    YOUTH = "jeugd", "Jeugd"
    CARE = "zorg", "Programma en afspraken"


class Source(models.TextChoices):
    """Where a measurement came from."""

    CONSULT = "consult", "consult"
    LAB = "lab", "lab"
    HOME = "home", "thuis gemeten"
    IMPORT = "import", "overgenomen"
    QUESTIONNAIRE = "questionnaire", "vragenlijst"
    CALCULATED = "calculated", "berekend"


# What a person may say about a value that they type in themselves.
SOURCES_BY_HAND = (Source.CONSULT, Source.HOME, Source.LAB, Source.QUESTIONNAIRE)


class Operator(models.TextChoices):
    """How the true value relates to the reported one."""

    EXACT = "", "="
    BELOW = "<", "<"
    ABOVE = ">", ">"
    AT_MOST = "<=", "≤"
    AT_LEAST = ">=", "≥"


class RecordSource(models.TextChoices):
    """How a line came into the record."""

    PRACTICE = "practice", "in de praktijk vastgelegd"
    IMPORT = "import", "overgenomen"
    PHARMACY = "pharmacy", "apotheek"
    PATIENT = "patient", "volgens de patiënt"


class IcaKind(models.TextChoices):
    CONTRAINDICATION = "contraindication", "contra-indicatie"
    INTOLERANCE = "intolerance", "intolerantie"
    ALLERGY = "allergy", "allergie"


class Relative(models.TextChoices):
    """Whose illness the family history tells of; only relatives by blood count for the risk."""

    MOTHER = "mother", "moeder"
    FATHER = "father", "vader"
    SISTER = "sister", "zus"
    BROTHER = "brother", "broer"
    CHILD = "child", "kind"
    GRANDPARENT = "grandparent", "grootouder"
    UNCLE_AUNT = "uncle_aunt", "oom of tante"
    OTHER = "other", "ander familielid"


FIRST_DEGREE = (Relative.MOTHER, Relative.FATHER, Relative.SISTER, Relative.BROTHER, Relative.CHILD)


class TreatmentLimitKind(models.TextChoices):
    """A treatment that is not, or only in part, to be given (zib BehandelAanwijzing)."""

    NO_RESUSCITATION = "no_resuscitation", "niet reanimeren"
    NO_INTENSIVE_CARE = "no_intensive_care", "niet naar de intensive care"
    NO_VENTILATION = "no_ventilation", "niet beademen"
    NO_HOSPITAL = "no_hospital", "niet naar het ziekenhuis"
    NO_TRANSFUSION = "no_transfusion", "geen bloedtransfusie"
    NO_TUBE_FEEDING = "no_tube_feeding", "geen sondevoeding"
    OTHER = "other", "andere grens"


class AgreedWith(models.TextChoices):
    PATIENT = "patient", "patiënt"
    REPRESENTATIVE = "representative", "vertegenwoordiger"
    BOTH = "both", "patiënt en vertegenwoordiger"

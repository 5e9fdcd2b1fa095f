"""The fixed choices of a patient's administrative data, with their words on the screen."""

from django.db import models


class Sex(models.TextChoices):
    """Administrative sex: zib GeslachtCodelijst (M, F, UN, UNK)."""

    MALE = "male", "man"
    FEMALE = "female", "vrouw"
    OTHER = "other", "anders"
    UNKNOWN = "unknown", "onbekend"


class NameUse(models.TextChoices):
    """Which surname somebody goes by: zib NaamgebruikCodelijst."""

    OWN = "own", "eigen naam"
    PARTNER = "partner", "naam partner"
    PARTNER_OWN = "partner_own", "naam partner - eigen naam"
    OWN_PARTNER = "own_partner", "eigen naam - naam partner"


class BsnStatus(models.TextChoices):
    """How sure the practice is that the BSN belongs to this person (Wabvpz art. 4-9)."""

    UNVERIFIED = "unverified", "niet gecontroleerd"
    IDENTIFIED = "identified", "identiteit vastgesteld"
    VERIFIED = "verified", "geverifieerd"


class IdentityDocument(models.TextChoices):
    PASSPORT = "passport", "paspoort"
    IDENTITY_CARD = "identity_card", "identiteitskaart"
    DRIVING_LICENCE = "driving_licence", "rijbewijs"
    RESIDENCE_PERMIT = "residence_permit", "verblijfsdocument"


class Channel(models.TextChoices):
    """How the patient wants to be reached."""

    PHONE = "phone", "telefoon"
    SMS = "sms", "sms"
    EMAIL = "email", "e-mail"
    LETTER = "letter", "brief"


class Language(models.TextChoices):
    """Language of the conversation: ISO 639-1, in 639-3 where 639-1 has none."""

    DUTCH = "nl", "Nederlands"
    FRISIAN = "fy", "Fries"
    ENGLISH = "en", "Engels"
    TURKISH = "tr", "Turks"
    ARABIC = "ar", "Arabisch"
    BERBER = "ber", "Berbers (Tamazight)"
    POLISH = "pl", "Pools"
    GERMAN = "de", "Duits"
    FRENCH = "fr", "Frans"
    SPANISH = "es", "Spaans"
    PORTUGUESE = "pt", "Portugees"
    PAPIAMENTO = "pap", "Papiaments"
    SRANAN = "srn", "Sranantongo"
    CHINESE = "zh", "Chinees"
    RUSSIAN = "ru", "Russisch"
    UKRAINIAN = "uk", "Oekraïens"
    ROMANIAN = "ro", "Roemeens"
    BULGARIAN = "bg", "Bulgaars"
    ITALIAN = "it", "Italiaans"
    PERSIAN = "fa", "Perzisch (Farsi, Dari)"
    KURDISH = "ku", "Koerdisch"
    SOMALI = "so", "Somalisch"
    TIGRINYA = "ti", "Tigrinya"
    SIGN = "dse", "Nederlandse Gebarentaal"
    OTHER = "und", "andere taal"


class LeaveReason(models.TextChoices):
    """Why a registration ended."""

    MOVED = "moved", "verhuisd"
    OTHER_PRACTICE = "other_practice", "naar een andere praktijk"
    DECEASED = "deceased", "overleden"
    ABROAD = "abroad", "naar het buitenland"
    INSTITUTION = "institution", "opgenomen in een instelling"
    MISTAKE = "mistake", "ten onrechte ingeschreven"
    OTHER = "other", "andere reden"


class Relation(models.TextChoices):
    """What a contact person is to the patient."""

    PARTNER = "partner", "partner"
    PARENT = "parent", "ouder"
    CHILD = "child", "kind"
    SIBLING = "sibling", "broer of zus"
    GRANDPARENT = "grandparent", "grootouder"
    GRANDCHILD = "grandchild", "kleinkind"
    FRIEND = "friend", "vriend of vriendin"
    NEIGHBOUR = "neighbour", "buur"
    INFORMAL_CARER = "informal_carer", "mantelzorger"
    PROFESSIONAL = "professional", "beroepskracht"
    OTHER = "other", "anders"


class RepresentationBasis(models.TextChoices):
    """On what ground somebody decides for the patient (BW 7:465)."""

    PARENT = "parent", "ouder met gezag"
    GUARDIAN = "guardian", "voogd"
    CURATOR = "curator", "curator"
    MENTOR = "mentor", "mentor"
    AUTHORISED = "authorised", "schriftelijk gemachtigde"
    LIVING_WILL = "living_will", "levenstestament"
    RELATIVE = "relative", "partner of naaste familie (BW 7:465 lid 3)"


class ConsentKind(models.TextChoices):
    """What a consent is about; exchange is asked per purpose (Wabvpz art. 15a)."""

    EXCHANGE_OUT_OF_HOURS = "exchange_ooh", "gegevens delen met de huisartsenpost"
    EXCHANGE_PHARMACY = "exchange_pharmacy", "gegevens delen met de apotheek"
    EXCHANGE_HOSPITAL = "exchange_hospital", "gegevens delen met het ziekenhuis"
    EXCHANGE_CHAIN = "exchange_chain", "gegevens delen met ketenpartners"
    CONTACT_EMAIL = "contact_email", "contact per e-mail"
    CONTACT_SMS = "contact_sms", "contact per sms"
    RESEARCH = "research", "wetenschappelijk onderzoek"
    INFORM_RELATIVES = "inform_relatives", "informatie geven aan vertegenwoordiger of naasten"


class ConsentState(models.TextChoices):
    GIVEN = "given", "gegeven"
    REFUSED = "refused", "geweigerd"
    WITHDRAWN = "withdrawn", "ingetrokken"


class ConsentManner(models.TextChoices):
    SPOKEN = "spoken", "mondeling"
    WRITTEN = "written", "schriftelijk"
    DIGITAL = "digital", "digitaal"


class ConsentGiver(models.TextChoices):
    PATIENT = "patient", "patiënt"
    REPRESENTATIVE = "representative", "vertegenwoordiger"
    BOTH = "both", "patiënt en vertegenwoordiger"


class RelationshipBasis(models.TextChoices):
    """Why a named member of staff treats this patient."""

    OWN_GP = "own_gp", "vaste huisarts"
    PROGRAMME = "programme", "zorgprogramma"
    REQUEST = "request", "verwijzing of consultaanvraag"
    COVER = "cover", "waarneming"
    OTHER = "other", "andere reden"


class BreakGlassReason(models.TextChoices):
    """Why somebody opens a closed record."""

    EMERGENCY = "emergency", "spoed: de patiënt heeft nu zorg nodig"
    COVER = "cover", "waarneming voor een collega"
    PATIENT_ASKS = "patient_asks", "de patiënt vraagt erom"
    AFTERCARE = "aftercare", "nazorg of afhandeling"
    OTHER = "other", "andere reden"


class AccessBasis(models.TextChoices):
    """On what ground a record is open to somebody."""

    TEAM = "team", "behandelteam"
    RELATIONSHIP = "relationship", "behandelrelatie op naam"
    BREAK_GLASS = "break_glass", "noodknop"

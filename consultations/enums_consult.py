"""Choices of the consult: what kind of contact it is, how far it is, and why something was not done."""

from django.db import models


class ContactKind(models.TextChoices):
    """How the POH and the patient (or somebody about the patient) met."""

    SURGERY = "spreekuur", "Spreekuur"
    PHONE = "telefonisch", "Telefonisch"
    VISIT = "visite", "Visite"
    E_CONSULT = "e_consult", "E-consult"
    VIDEO = "video", "Beeldbellen"
    GROUP = "groep", "Groepsconsult"
    THIRD_PARTY = "derden", "Overleg met derden"
    RECORD = "dossier", "Dossierwerk"


# Without the patient: nothing is measured in these.
WITHOUT_PATIENT = frozenset({ContactKind.THIRD_PARTY, ContactKind.RECORD})


class ConsultState(models.TextChoices):
    """A draft is filled in as the POH types; what is final stays as it is, and takes addenda."""

    DRAFT = "draft", "Concept"
    FINAL = "final", "Afgesloten"
    DISCARDED = "discarded", "Niet doorgegaan"


class NotDoneReason(models.TextChoices):
    """Why something that was asked was not done; the code is the key that is pressed."""

    REFUSED = "w", "Patiënt wil het niet"
    NO_TIME = "g", "Geen tijd"
    REFERRED = "v", "Verwezen"
    LATER = "l", "Later"

    @property
    def short(self) -> str:
        """As it stands behind a row."""
        return {"w": "wil niet", "g": "geen tijd", "v": "verwezen", "l": "later"}[self.value]


class Decision(models.TextChoices):
    """What was done with an advice."""

    ACCEPTED = "accepted", "Overgenomen"
    POSTPONED = "postponed", "Uitgesteld"
    REFUSED = "refused", "Afgewezen"

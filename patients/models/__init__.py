from patients.models.access import BreakGlass, TreatmentRelationship
from patients.models.contacts import Consent, ContactPerson
from patients.models.patient import EarlierRegistration, Patient

__all__ = ["BreakGlass", "Consent", "ContactPerson", "EarlierRegistration", "Patient", "TreatmentRelationship"]

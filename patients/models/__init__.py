from patients.models.access import BreakGlass, TreatmentRelationship
from patients.models.contacts import Consent, ContactPerson
from patients.models.measurements import Determination, LatestMeasurement, Measurement
from patients.models.patient import EarlierRegistration, Patient
from patients.models.record import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, TreatmentLimit

__all__ = [
    "BreakGlass",
    "Consent",
    "ContactPerson",
    "Determination",
    "EarlierRegistration",
    "Episode",
    "FamilyHistory",
    "HistoryEntry",
    "Ica",
    "LatestMeasurement",
    "Measurement",
    "MedicationLine",
    "Patient",
    "TreatmentLimit",
    "TreatmentRelationship",
]

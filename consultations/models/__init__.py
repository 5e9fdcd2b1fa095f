"""Consult requests, consults and what was noted in them."""

from consultations.models.consults import Addendum, Consultation, DraftField, NotDone, SoapNote
from consultations.models.decisions import AdviceDecision
from consultations.models.requests import ConsultationRequest, RequestActivity, RequestEvent, RequestNorms

__all__ = [
    "Addendum",
    "AdviceDecision",
    "Consultation",
    "ConsultationRequest",
    "DraftField",
    "NotDone",
    "RequestActivity",
    "RequestEvent",
    "RequestNorms",
    "SoapNote",
]

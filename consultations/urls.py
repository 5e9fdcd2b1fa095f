"""Addresses of consults. Each carries the patient, so that two tabs cannot write into each other's record."""

from django.urls import path

from consultations.urls_requests import urlpatterns as of_requests
from consultations.views import advice, consult

app_name = "consultations"

CONSULT = "patienten/<uuid:uuid>/consult/<uuid:consult_uuid>/"

urlpatterns = [
    path("patienten/<uuid:uuid>/consult/", consult.open_consult, name="open"),
    path(CONSULT, consult.show, name="consult"),
    path(f"{CONSULT}veld/", consult.save_field, name="save_field"),
    path(f"{CONSULT}gevolgen/", consult.effects, name="effects"),
    path(f"{CONSULT}controles/", consult.controls, name="controls"),
    path(f"{CONSULT}advies/<slug:advice>/", advice.decide, name="decide"),
    path(f"{CONSULT}sluiten/", consult.close, name="close"),
    path(f"{CONSULT}niet-doorgegaan/", consult.discard, name="discard"),
    path(f"{CONSULT}aanvulling/", consult.add, name="add"),
    *of_requests,
]

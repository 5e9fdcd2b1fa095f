"""Addresses of requests, within the names of `consultations`."""

from django.urls import path

from consultations.presenters.request_acts import ACTS
from consultations.views import patient_work, requests

urlpatterns = [
    path("patienten/<uuid:uuid>/lopend/", patient_work.patient_work, name="patient_work"),
    path("aanvragen/", requests.inbox, name="inbox"),
    path("aanvragen/nieuw/", requests.register, name="register"),
    path("aanvragen/cijfers/", requests.show_figures, name="figures"),
    path("aanvragen/termijnen/", requests.norms, name="norms"),
    path("aanvragen/<uuid:request_uuid>/", requests.show, name="request"),
    *[
        path(f"aanvragen/<uuid:request_uuid>/{act.path}/", requests.view_of(act), name=f"request_{act.name}")
        for act in ACTS
    ],
]

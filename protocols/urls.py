"""Addresses of protocols, of who is due, and of a patient's programmes."""

from django.urls import path

from protocols.views import due, library, participation

app_name = "protocols"

urlpatterns = [
    path("protocollen/", library.library, name="library"),
    path("protocollen/<uuid:uuid>/", library.version, name="version"),
    path("protocollen/<uuid:uuid>/vergelijk/", library.compare, name="compare"),
    path("protocollen/<uuid:uuid>/overnemen/", library.copy, name="copy"),
    path("protocollen/<uuid:uuid>/aanbieden/", library.submit, name="submit"),
    path("protocollen/<uuid:uuid>/terug/", library.return_to_draft, name="return_to_draft"),
    path("protocollen/<uuid:uuid>/publiceren/", library.publish, name="publish"),
    path("protocollen/<uuid:uuid>/intrekken/", library.retire, name="retire"),
    path("controles/", due.due_list, name="due_list"),
    path("controles/kandidaten/<slug:key>/", due.candidate_list, name="candidates"),
    path("patienten/<uuid:uuid>/programmas/", participation.programmes, name="programmes"),
    path("patienten/<uuid:uuid>/programmas/nieuw/", participation.enrol, name="enrol"),
    path("patienten/<uuid:uuid>/programmas/<uuid:enrolment_uuid>/", participation.change, name="change_enrolment"),
]

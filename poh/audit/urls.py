"""Addresses of the access log."""

from django.urls import path

from poh.audit.views import log, proposals

app_name = "audit"

urlpatterns = [
    path("toegangslog/", log.log, name="log"),
    path("toegangslog/aanmeldingen/", log.logins, name="logins"),
    path("toegangslog/noodknop/<int:entry_id>/", log.review, name="review"),
    path("toegangslog/opvallend/", proposals.proposals, name="proposals"),
    path("toegangslog/opvallend/<uuid:uuid>/", proposals.proposal, name="proposal"),
]

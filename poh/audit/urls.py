"""Addresses of the access log."""

from django.urls import path

from poh.audit import views

app_name = "audit"

urlpatterns = [
    path("toegangslog/", views.log, name="log"),
    path("toegangslog/aanmeldingen/", views.logins, name="logins"),
    path("toegangslog/noodknop/<int:entry_id>/", views.review, name="review"),
]

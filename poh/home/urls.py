"""Addresses of the pages that combine apps."""

from django.urls import path

from poh.home import styleguide, views

app_name = "home"

urlpatterns = [
    path("mijn-dag/", views.my_day, name="my_day"),
    *styleguide.development_only(),
]

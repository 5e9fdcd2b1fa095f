"""Addresses of the pages that combine apps."""

from django.urls import path

from poh.home import views

app_name = "home"

urlpatterns = [
    path("mijn-dag/", views.my_day, name="my_day"),
]

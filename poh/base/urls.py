"""Addresses for the machines that watch over the application."""

from django.urls import path

urlpatterns: list[path] = []

"""All addresses."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home:my_day"), name="root"),
    path("", include("poh.base.urls")),
    path("", include("poh.accounts.urls")),
    path("", include("poh.audit.urls")),
    path("", include("poh.home.urls")),
    path("patienten/", include("patients.urls")),
]

"""All addresses."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home:my_day"), name="root"),
    path("", include("poh.base.urls")),
    path("", include("poh.accounts.urls")),
    path("", include("poh.audit.urls")),
    path("", include("poh.home.urls")),
    path("werklijst/", include("poh.worklist.urls")),
    path("patienten/", include("patients.urls")),
    path("", include("protocols.urls")),
    path("agenda/", include("scheduling.urls")),
    path("import/", include("exchange.urls")),
    path("", include("consultations.urls")),
]

handler400 = "poh.base.views.bad_request"
handler403 = "poh.base.views.permission_denied"
handler404 = "poh.base.views.page_not_found"
handler500 = "poh.base.views.server_error"

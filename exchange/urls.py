"""Addresses of imports and their quarantine."""

from django.urls import path

from exchange.views import imports, quarantine

app_name = "exchange"

urlpatterns = [
    path("", imports.import_list, name="imports"),
    path("<uuid:uuid>/", imports.import_detail, name="import"),
    path("koppelingen/", imports.map_list, name="maps"),
    path("quarantaine/", quarantine.item_list, name="quarantine"),
    path("quarantaine/afwijzen/", quarantine.dismiss_all, name="dismiss_all"),
    path("quarantaine/<uuid:uuid>/", quarantine.item, name="item"),
    path("quarantaine/<uuid:uuid>/afwijzen/", quarantine.dismiss, name="dismiss"),
    path("quarantaine/<uuid:uuid>/iemand-anders/", quarantine.somebody_else, name="somebody_else"),
]

"""Addresses of patients."""

from django.urls import path

from patients.views import access, contacts, lines, measurements, overview, pick, record, registration, search

app_name = "patients"

urlpatterns = [
    path("", search.patient_list, name="list"),
    path("kiezen/", pick.pick, name="pick"),
    path("zoeken/", search.search_results, name="search_results"),
    path("nieuw/", registration.register, name="register"),
    path("nieuw/bekend/", registration.duplicates, name="duplicates"),
    path("<uuid:uuid>/", record.detail, name="detail"),
    path("<uuid:uuid>/persoon/", record.edit_identity, name="edit_identity"),
    path("<uuid:uuid>/contact/", record.edit_reach, name="edit_reach"),
    path("<uuid:uuid>/inschrijving/", record.edit_registration, name="edit_registration"),
    path("<uuid:uuid>/uitschrijven/", registration.deregister, name="deregister"),
    path("<uuid:uuid>/opnieuw-inschrijven/", registration.reregister, name="reregister"),
    path("<uuid:uuid>/overleden/", registration.record_death, name="record_death"),
    path("<uuid:uuid>/bsn/", record.show_bsn, name="show_bsn"),
    path("<uuid:uuid>/sluiten/", record.close_tab, name="close_tab"),
    path("<uuid:uuid>/inzage/", record.access_log, name="access_log"),
    path("<uuid:uuid>/wijzigingen/", record.changes, name="changes"),
    path("<uuid:uuid>/contactpersonen/nieuw/", contacts.contact_add, name="contact_add"),
    path("<uuid:uuid>/contactpersonen/<uuid:contact_uuid>/", contacts.contact_edit, name="contact_edit"),
    path("<uuid:uuid>/contactpersonen/<uuid:contact_uuid>/beeindigen/", contacts.contact_end, name="contact_end"),
    path("<uuid:uuid>/toestemmingen/nieuw/", contacts.consent_add, name="consent_add"),
    path("<uuid:uuid>/behandelrelaties/nieuw/", access.relationship_add, name="relationship_add"),
    path(
        "<uuid:uuid>/behandelrelaties/<uuid:relation_uuid>/beeindigen/",
        access.relationship_end,
        name="relationship_end",
    ),
    path("<uuid:uuid>/afschermen/", access.restrict, name="restrict"),
    path("<uuid:uuid>/noodknop/", access.break_glass, name="break_glass"),
    path("<uuid:uuid>/dossier/", overview.overview, name="overview"),
    path("<uuid:uuid>/dossier/medicatie/<uuid:line_uuid>/dosering/", lines.dosage, name="dosage"),
    path("<uuid:uuid>/dossier/<slug:kind>/nieuw/", lines.line_add, name="line_add"),
    path("<uuid:uuid>/dossier/<slug:kind>/<uuid:line_uuid>/", lines.line_edit, name="line_edit"),
    path("<uuid:uuid>/dossier/<slug:kind>/<uuid:line_uuid>/beeindigen/", lines.line_end, name="line_end"),
    path("<uuid:uuid>/metingen/nieuw/", measurements.measure, name="measure"),
    path("<uuid:uuid>/metingen/<slug:key>/", measurements.measurements, name="measurements"),
    path("<uuid:uuid>/metingen/<slug:key>/<uuid:measurement_uuid>/", measurements.correct, name="correct"),
    path(
        "<uuid:uuid>/metingen/<slug:key>/<uuid:measurement_uuid>/intrekken/",
        measurements.withdraw,
        name="withdraw",
    ),
]

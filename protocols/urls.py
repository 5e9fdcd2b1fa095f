"""Addresses of protocols, of who is due, and of a patient's programmes."""

from django.urls import path

from protocols.views import drafts, due, impact, instruments, library, participation, questionnaires, steps, targets

app_name = "protocols"

urlpatterns = [
    path("protocollen/", library.library, name="library"),
    path("protocollen/<uuid:uuid>/", library.version, name="version"),
    path("protocollen/<uuid:uuid>/vergelijk/", library.compare, name="compare"),
    path("protocollen/<uuid:uuid>/overnemen/", steps.copy, name="copy"),
    path("protocollen/<uuid:uuid>/aanbieden/", steps.submit, name="submit"),
    path("protocollen/<uuid:uuid>/terug/", steps.return_to_draft, name="return_to_draft"),
    path("protocollen/<uuid:uuid>/publiceren/", steps.publish, name="publish"),
    path("protocollen/<uuid:uuid>/intrekken/", steps.retire, name="retire"),
    path("protocollen/<uuid:uuid>/geschiedenis/", library.history, name="history"),
    path("protocollen/<uuid:uuid>/gevolgen/", impact.impact, name="impact"),
    path("protocollen/<uuid:uuid>/gevolgen/<slug:groep>/", impact.impact_patients, name="impact_patients"),
    path("protocollen/<uuid:uuid>/overzetten/", impact.migrate, name="migrate"),
    path("protocollen/<uuid:uuid>/concept/", drafts.draft, name="draft"),
    path("protocollen/<uuid:uuid>/concept/<slug:deel>/", drafts.part_list, name="draft_part_list"),
    path("protocollen/<uuid:uuid>/concept/<slug:deel>/nieuw/", drafts.part_add, name="draft_part_add"),
    path("protocollen/<uuid:uuid>/concept/<slug:deel>/verplaats/", drafts.part_move, name="draft_part_move"),
    path("protocollen/<uuid:uuid>/concept/<slug:deel>/<int:at>/", drafts.part, name="draft_part"),
    path("protocollen/<uuid:uuid>/concept/<slug:deel>/<int:at>/weg/", drafts.part_remove, name="draft_part_remove"),
    path("protocollen/vragenlijsten/", instruments.instruments, name="instruments"),
    path("protocollen/vragenlijsten/<slug:key>/", instruments.instrument, name="instrument"),
    path("protocollen/vragenlijsten/<slug:key>/tekst/", instruments.enter_text, name="enter_text"),
    path("protocollen/vragenlijsten/<slug:key>/tekst/weg/", instruments.withdraw_text, name="withdraw_text"),
    path("controles/", due.due_list, name="due_list"),
    path("controles/kandidaten/<slug:key>/", due.candidate_list, name="candidates"),
    path("controles/kandidaten/<slug:key>/opnemen/", due.include_candidates, name="include_candidates"),
    path("patienten/<uuid:uuid>/vragenlijsten/", questionnaires.questionnaires, name="questionnaires"),
    path("patienten/<uuid:uuid>/vragenlijsten/<slug:key>/", questionnaires.questionnaire, name="questionnaire"),
    path("patienten/<uuid:uuid>/vragenlijsten/<slug:key>/nieuw/", questionnaires.fill_in, name="fill_in"),
    path(
        "patienten/<uuid:uuid>/vragenlijsten/<slug:key>/<uuid:response_uuid>/",
        questionnaires.response,
        name="response",
    ),
    path(
        "patienten/<uuid:uuid>/vragenlijsten/<slug:key>/<uuid:response_uuid>/verbeter/",
        questionnaires.correct,
        name="correct_response",
    ),
    path("patienten/<uuid:uuid>/programmas/", participation.programmes, name="programmes"),
    path("patienten/<uuid:uuid>/programmas/nieuw/", participation.enrol, name="enrol"),
    path("patienten/<uuid:uuid>/programmas/<uuid:enrolment_uuid>/", participation.change, name="change_enrolment"),
    path(
        "patienten/<uuid:uuid>/programmas/<uuid:enrolment_uuid>/termijn/",
        participation.personal_term,
        name="personal_term",
    ),
    path("patienten/<uuid:uuid>/programmas/streefwaarden/<slug:key>/", targets.agree, name="agree_target"),
    path("patienten/<uuid:uuid>/programmas/streefwaarden/<uuid:target_uuid>/einde/", targets.end, name="end_target"),
]

"""Addresses of pages about people, the session and the own account."""

from django.urls import include, path

from poh.accounts.admin import site
from poh.accounts.views import me, practice, sessions, staff

pages = [
    path("account/", me.me, name="me"),
    path("account/tweede-factor/", me.set_up_factor, name="set_up_factor"),
    path("sessie/verleng/", sessions.extend_session, name="extend_session"),
    path("sessie/vergrendel/", sessions.lock, name="lock"),
    path("sessie/ontgrendel/", sessions.unlock, name="unlock"),
    path("sessie/bewaard/", sessions.kept_form, name="kept_form"),
    path("praktijk/wissel/", sessions.switch_practice, name="switch_practice"),
    path("praktijk/", practice.practice, name="practice"),
    path("praktijk/wijzig/", practice.change_practice, name="change_practice"),
    path("praktijk/locaties/nieuw/", practice.add_location, name="add_location"),
    path("praktijk/locaties/<uuid:uuid>/", practice.change_location, name="change_location"),
    path("team/medewerkers/", staff.staff, name="staff"),
    path("team/medewerkers/nieuw/", staff.add_member, name="add_member"),
    path("team/medewerkers/<uuid:uuid>/", staff.member, name="member"),
    path("team/medewerkers/<uuid:uuid>/wijzig/", staff.change_member, name="change_member"),
    path("team/medewerkers/<uuid:uuid>/einde/", staff.end_membership, name="end_membership"),
    path("team/medewerkers/<uuid:uuid>/uitnodiging/", staff.invite_again, name="invite_again"),
    path("team/medewerkers/<uuid:uuid>/tweede-factor/", staff.reset_second_factor, name="reset_second_factor"),
    path("team/wie-mag-wat/", staff.permissions, name="permissions"),
]

urlpatterns = [
    path("", include((pages, "accounts"))),
    path("account/", include("poh.accounts.allauth_urls")),
    path("beheer/", site.urls),
]

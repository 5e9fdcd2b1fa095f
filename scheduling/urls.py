"""Addresses of the agenda."""

from django.urls import path

from scheduling.views import appointment, booking, calls, day, feeds, lists, practice, roster, waiting

app_name = "scheduling"

_ONE = "afspraak/<uuid:uuid>/"

urlpatterns = [
    path("", day.day, name="day"),
    path("boeken/", booking.book, name="book"),
    path("vrij/", lists.free, name="free"),
    path(_ONE, appointment.appointment, name="appointment"),
    path(f"{_ONE}wijzigen/", appointment.change, name="change"),
    path(f"{_ONE}verplaatsen/", booking.move, name="move"),
    path(f"{_ONE}afzeggen/", appointment.cancel, name="cancel"),
    path(f"{_ONE}aanmelden/", appointment.step, {"step": "check_in"}, name="check_in"),
    path(f"{_ONE}wachten/", appointment.step, {"step": "wait"}, name="wait"),
    path(f"{_ONE}beginnen/", appointment.step, {"step": "start"}, name="start"),
    path(f"{_ONE}afronden/", appointment.step, {"step": "finish"}, name="finish"),
    path(f"{_ONE}niet-verschenen/", appointment.no_show, name="no_show"),
    path(f"{_ONE}terug/", appointment.step_back, name="step_back"),
    path(f"{_ONE}dubbel/", appointment.double, name="double"),
    path("wachtkamer/", lists.waiting_room_page, name="waiting_room"),
    path("visites/<uuid:uuid>/", lists.visit_round, name="round"),
    path("wachtlijst/", waiting.waiting_page, name="waiting_list"),
    path("wachtlijst/nieuw/", waiting.waiting_add, name="waiting_add"),
    path("wachtlijst/<uuid:uuid>/", waiting.waiting_entry, name="waiting_entry"),
    path("bellen/", calls.calls_page, name="calls"),
    path("bellen/nieuw/", calls.call_add, name="call_add"),
    path("bellen/<uuid:uuid>/", calls.call, name="call"),
    path("bellen/<uuid:uuid>/stoppen/", calls.call_stop, name="call_stop"),
    path("rooster/", roster.roster, name="roster"),
    path("rooster/nieuw/", roster.template_add, name="template_add"),
    path("rooster/<uuid:uuid>/", roster.template_change, name="template_change"),
    path("rooster/<uuid:uuid>/stoppen/", roster.template_end, name="template_end"),
    path("zittingen/nieuw/", roster.session_add, name="session_add"),
    path("zittingen/<uuid:uuid>/", roster.session, name="session"),
    path("blokkeren/", roster.block_add, name="block_add"),
    path("blokkeren/<uuid:uuid>/opheffen/", roster.block_lift, name="block_lift"),
    path("instellingen/", practice.settings_page, name="settings"),
    path("instellingen/feestdag/", practice.holiday, name="holiday"),
    path("instellingen/soorten/<uuid:uuid>/", practice.kind_change, name="kind_change"),
    path("instellingen/kamers/nieuw/", practice.room_add, name="room_add"),
    path("abonnementen/", feeds.feeds, name="feeds"),
    path("abonnementen/<uuid:uuid>/intrekken/", feeds.revoke, name="feed_revoke"),
    path("abonnement/<uuid:practice>/<str:secret>.ics", feeds.feed, name="feed"),
]

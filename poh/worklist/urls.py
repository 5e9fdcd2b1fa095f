"""Addresses of the worklist."""

from django.urls import path

from poh.worklist import views

app_name = "worklist"

urlpatterns = [
    path("", views.task_list, name="list"),
    path("nieuw/", views.add, name="add"),
    path("samen/afhandelen/", views.finish_together, name="finish_together"),
    path("samen/doorgeven/", views.hand_over_together, name="hand_over_together"),
    path("<uuid:uuid>/", views.task, name="task"),
    path("<uuid:uuid>/nemen/", views.take, name="take"),
    path("<uuid:uuid>/afhandelen/", views.finish, name="finish"),
    path("<uuid:uuid>/doorgeven/", views.hand_over, name="hand_over"),
    path("<uuid:uuid>/terugzetten/", views.reopen, name="reopen"),
    path("<uuid:uuid>/vervalt/", views.withdraw, name="withdraw"),
]

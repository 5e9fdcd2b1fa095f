"""The floor of this machine, F: Django with its default middleware and one indexed query, and nothing of POH.

Settings and addresses in one module, as small as a Django project can be.
"""

import os

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from poh import env

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "bench.floor"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
# What `django-admin startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {"default": env.database(url=os.environ["DATABASE_APP_URL"]) | {"CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"
application = get_wsgi_application()


class Row(models.Model):
    """A row of the plain table that the bench fills."""

    name = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_floor"

    def __str__(self) -> str:
        return self.name


def one_row(request: HttpRequest, number: int) -> HttpResponse:
    """One row by its key."""
    return HttpResponse(Row.objects.get(pk=number).name)


urlpatterns = [path("<int:number>/", one_row)]

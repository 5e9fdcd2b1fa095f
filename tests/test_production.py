"""What the settings of production promise, asked of a process that runs with them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent
SECRET = "a key for tests that is long enough and has 50 different characters: qwertyuiop"


def _production(tmp_path: Path) -> dict[str, str]:
    database = urlsplit(settings.SERVERS.app_url)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    # What the browser tests of the same process allow, no production has.
    here = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return here | {
        "POH_ENV": "production",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "poh.example",
        "DATABASE_APP_URL": database,
        "POH_DATA": str(tmp_path),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        "DJANGO_SETTINGS_MODULE": "poh.settings",
    }


def _run(arguments: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_deploy_checks_of_django_find_nothing(tmp_path):
    shown = _run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], _production(tmp_path))
    assert shown.strip() == "System check identified no issues (0 silenced)."


VISIT = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from poh.accounts.models import User
user = User.objects.get(email=sys.argv[1])
user.set_password(sys.argv[2])  # with the hashing of production, which tests do not use
user.save()
client = Client(headers={"host": "poh.example"})
page = client.get("/account/inloggen/", secure=True)
login = client.post("/account/inloggen/", {"login": sys.argv[1], "password": sys.argv[2]}, secure=True)
cookies = {name: {key: value for key, value in morsel.items() if value} for name, morsel in client.cookies.items()}
visitor = Client(headers={"host": "poh.example"})
plain = visitor.get("/account/inloggen/", secure=False)
behind = visitor.get("/account/inloggen/", secure=False, headers={"x-forwarded-proto": "https"})
probe = visitor.get("/healthz", secure=False)
print(json.dumps({
    "headers": dict(page.headers), "status": [page.status_code, login.status_code], "cookies": cookies,
    "plain": [plain.status_code, plain.headers.get("Location")], "behind": behind.status_code,
    "probe": probe.status_code, "debug": settings.DEBUG,
}))
"""


@pytest.mark.django_db(transaction=True)
def test_production_speaks_tls_and_keeps_its_cookies_to_itself(tmp_path, poh):
    env = _production(tmp_path)
    _run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], env)
    seen = json.loads(_run(["-c", VISIT, poh.email, PASSWORD], env).splitlines()[-1])

    assert seen["status"] == [200, 302]
    assert seen["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "unsafe" not in seen["headers"]["Content-Security-Policy"]
    assert seen["plain"] == [301, "https://poh.example/account/inloggen/"]
    assert (seen["behind"], seen["probe"], seen["debug"]) == (200, 200, False)
    assert {
        name: {key: cookie.get(key) for key in ("secure", "httponly", "samesite", "path", "domain")}
        for name, cookie in seen["cookies"].items()
    } == {
        name: {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": None}
        for name in ("__Host-csrftoken", "__Host-sessionid")
    }


@pytest.mark.parametrize("lack", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(tmp_path, lack):
    env = {key: value for key, value in _production(tmp_path).items() if key != lack}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert lack in done.stdout + done.stderr

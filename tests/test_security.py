"""What holds for every answer and every form: headers, cookies, errors, logs, and where a form may come from."""

import io
import json
import logging
import re
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import reverse

from poh.accounts.idempotency import FIELD
from poh.accounts.scope import practice_scope
from tests.base.conftest import formatter
from tests.factories.patients import ContactPersonFactory, PatientFactory
from tests.furnish import furnish
from tests.personas import log_in
from tests.routes import ENDINGS, is_of_admin, own_routes, routes

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent
LOG_IN = "/account/inloggen/"
CANARY = "Kanariepiet"
SECRET = "a key for tests that is long enough and has 50 different characters: qwertyuiop"

EVERY_ANSWER = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


@pytest.fixture
def client(everything) -> Client:
    return log_in(Client(raise_request_exception=False), everything)


def _policy(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def _missing(answer) -> list[str]:
    """The headers that this answer lacks or has otherwise."""
    wrong = [name for name, value in EVERY_ANSWER.items() if answer.get(name) != value]
    policy = _policy(answer) if "Content-Security-Policy" in answer else {}
    wrong += [name for name, value in POLICY.items() if policy.get(name) != value]
    if "unsafe" in answer.get("Content-Security-Policy", ""):
        wrong.append("unsafe")
    return wrong + [name for name in ("Permissions-Policy", "X-Request-ID") if name not in answer]


def _addresses(rows: dict) -> list[str]:
    return [route.url(rows) for route in routes() if not is_of_admin(route) and route.name not in ENDINGS]


def _anew(client: Client) -> Client:
    """Another client in the same session, for other middleware: a client keeps what it began with."""
    other = Client(raise_request_exception=False)
    other.cookies = client.cookies
    return other


# Headers


def test_every_address_answers_with_every_header(rows, client, poh_mmt):
    wrong, statuses = {}, set()
    other = log_in(Client(raise_request_exception=False), poh_mmt)
    for visitor in (client, other, Client(raise_request_exception=False)):
        for address in [*_addresses(rows), "/beheer/", "/bestaat-niet/"]:
            for method in ("get", "post"):
                answer = getattr(visitor, method)(address)
                statuses.add(answer.status_code)
                if missing := _missing(answer):
                    wrong[method, address] = missing
    assert wrong == {}
    assert statuses >= {200, 302, 403, 404, 405}


def test_download_and_fault_have_every_header(rows, client):
    download = client.get(f"/patienten/{rows['patient'].uuid}/inzage/?vorm=csv")
    assert (download.status_code, _missing(download)) == (200, [])
    assert download["Content-Disposition"].startswith("attachment")
    with override_settings(MIDDLEWARE=[*django_settings.MIDDLEWARE, "tests.test_security.EveryViewFails"]):
        fault = _anew(client).get(LOG_IN)
    assert (fault.status_code, _missing(fault)) == (500, [])


def test_file_has_the_headers_that_concern_files():
    answer = Client().get("/static/css/tokens.css")
    answer.close()
    assert [name for name in _missing(answer) if name != "Cache-Control"] == []


# Errors


class EveryViewFails:
    """Middleware that lets every view end in a fault with something private in it."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        raise ValueError(f"{CANARY} 999911120")


def test_fault_in_any_view_tells_nothing_but_a_reference(rows, client, caplog):
    with override_settings(MIDDLEWARE=[*django_settings.MIDDLEWARE, "tests.test_security.EveryViewFails"]):
        wrong = []
        for address in _addresses(rows):
            answer = client.get(address)
            page = answer.content.decode()
            tells = [
                word for word in (CANARY, "Traceback", "ValueError", "SELECT", "Django", "999911120") if word in page
            ]
            if answer.status_code != 500 or tells or answer["X-Request-ID"] not in page:
                wrong.append((address, answer.status_code, tells))
    assert wrong == []


@pytest.mark.parametrize("host", ["kwaad.example", "localhost.kwaad.example", "localhost:80:80", ""])
def test_forged_host_is_refused(host):
    assert Client().get(LOG_IN, headers={"Host": host}).status_code == 400


def test_forwarded_host_and_user_are_not_believed(rows):
    page = Client().get(
        f"/patienten/{rows['patient'].uuid}/",
        headers={"X-Forwarded-Host": "kwaad.example", "X-Forwarded-User": "anja@example.nl", "Remote-User": "anja"},
    )
    assert (page.status_code, urlsplit(page.url).netloc) == (302, "")


@pytest.mark.parametrize(
    "body",
    [{f"veld{number}": "x" for number in range(1100)}, {"veld": "x" * (3 * 1024 * 1024)}],
    ids=["fields", "size"],
)
def test_form_beyond_every_measure_is_refused_and_not_a_fault(client, body):
    answer = client.post("/patienten/nieuw/", body)
    assert answer.status_code in {400, 413}
    assert '<html lang="nl">' in answer.content.decode()


# Forms


@pytest.fixture
def strict(everything) -> Client:
    return log_in(Client(enforce_csrf_checks=True, raise_request_exception=False), everything)


def _posts(rows: dict) -> list[str]:
    return [route.url(rows) for route in routes() if not is_of_admin(route)] + [reverse("admin:index")]


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({"a": "b"}, {}),
        ({"csrfmiddlewaretoken": "x" * 64}, {}),
        ({"csrfmiddlewaretoken": "x" * 64}, {"headers": {"Origin": "https://kwaad.example"}}),
        ("a=b", {"content_type": "text/plain"}),
        ('{"a": "b"}', {"content_type": "application/json"}),
    ],
    ids=["without-token", "foreign-token", "foreign-origin", "text", "json"],
)
def test_form_from_elsewhere_is_refused_everywhere(rows, strict, fields, options):
    accepted = []
    for address in _posts(rows):
        answer = strict.post(address, fields, **options)
        if answer.status_code not in {403, 405}:
            accepted.append((address, answer.status_code))
    assert accepted == []


def test_form_with_the_token_of_its_page_is_accepted(strict):
    page = strict.get("/account/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert strict.post("/sessie/verleng/", {"csrfmiddlewaretoken": token}).status_code == 200


# What a visit leaves that is no act: the log of looks, the session itself, and when it was last used.
LEFT_BY_A_LOOK = ("audit_", "django_session", "usersessions_")


def _state(practice) -> dict[str, str]:
    """A fingerprint of every table that the application can read within `practice`."""
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(LEFT_BY_A_LOOK)]
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_look_changes_nothing(rows, client, practice):
    before = _state(practice)
    assert len(before) > 10
    for address in [*_addresses(rows), "/beheer/", "/beheer/accounts/membership/"]:
        client.get(address)
        client.head(address)
    after = _state(practice)
    assert {table for table in before if before[table] != after[table]} == set()


def test_text_of_a_patient_is_never_code(practice, client):
    code = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    patient = PatientFactory(practice=practice, birth_name=code[:40], street=code, city=code, calling_name=code[:40])
    ContactPersonFactory(patient=patient, name=code)
    rows = furnish(practice) | {"patient": patient}
    broken = [
        address
        for address in [*_addresses(rows), "/patienten/?q=alert", "/patienten/zoeken/?q=script"]
        if "<script>alert" in (page := client.get(address).content.decode(errors="replace")) or "<img src=x" in page
    ]
    assert broken == []


# Logs


def test_walk_over_every_address_leaves_nothing_private_in_a_log(practice, client):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(production=True))
    handler.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    patient = PatientFactory(practice=practice, birth_name=CANARY, street=f"{CANARY}laan", email=f"{CANARY}@example.nl")
    rows = furnish(practice) | {"patient": patient}
    fields = {"q": CANARY, "birth_name": CANARY, "bsn": patient.bsn, "email": f"{CANARY}@example.nl", "reason": CANARY}
    try:
        for route in own_routes():
            address = route.url(rows)
            client.get(address, fields)
            client.post(address, fields | {FIELD: str(uuid.uuid4())})
        client.get(f"/patienten/{CANARY}/{patient.bsn}/", fields)
        client.post(LOG_IN, {"login": f"{CANARY}@example.nl", "password": CANARY})
        with override_settings(MIDDLEWARE=[*django_settings.MIDDLEWARE, "tests.test_security.EveryViewFails"]):
            _anew(client).get(f"/patienten/?q={CANARY}")
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]

    reached = {line["route"] for line in lines if line["event"] == "request" and line["status"] < 400}
    assert len(reached) > len(own_routes()) / 2
    private = (CANARY, CANARY.lower(), patient.bsn, "999911120", "@example.nl")
    assert [line for line in lines if any(word in json.dumps(line, ensure_ascii=False) for word in private)] == []


def test_servers_write_nothing_private(practice, client):
    patient = PatientFactory(practice=practice, birth_name=CANARY)
    with pytest.raises(IntegrityError, match="duplicate key"):
        PatientFactory(practice=practice, bsn=patient.bsn, birth_name=CANARY)
    logs = [path.read_text(errors="replace") for path in (django_settings.DATA_DIR / "log").glob("*.log")]
    assert [text for text in logs if CANARY in text or patient.bsn in text] == []


# The code

FORBIDDEN = {
    "SQL by hand in a QuerySet": r"\.extra\(|RawSQL\(|\.raw\(",
    "fields named by a request": r"(annotate|alias|filter|order_by)\((\*\*)?request\.",
    "code or objects from outside": r"\bpickle\b|yaml\.load\(|\beval\(|\bexec\(|shell=True|marshal\.",
    "entities in XML": r"resolve_entities|xml\.sax|minidom",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_code_is_without(what):
    files = [path for folder in ("poh", "patients", "protocols") for path in (ROOT / folder).rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []


def test_templates_escape_everything():
    found = [
        f"{path.relative_to(ROOT)}"
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape off|\|safeseq", path.read_text())
    ]
    assert found == []

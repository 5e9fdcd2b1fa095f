"""Whatever is typed or put in an address: an answer, never a fault, and text comes back as it went in."""

import html
import re
import unicodedata
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client

from patients.enums import Relation
from patients.models import ContactPerson
from poh.accounts.idempotency import FIELD
from poh.accounts.scope import practice_scope
from tests.furnish import furnish
from tests.routes import ENDINGS, is_of_admin, own_routes, routes

pytestmark = pytest.mark.django_db

# Of the kinds in the well-known lists of naughty strings.
HOSTILE = {
    "empty": "",
    "spaces": "   ",
    "nul": "a\x00b",
    "controls": "\x01\x07\x1b\x7f\x85",
    "lines": "a\r\nb\nc\td",
    "surrogate": "\ud800",
    "direction": "\u202eabc\u2066",
    "wide": "Ω≈ç√∫˜µ≤≥÷ 田中さん 👩🏽‍⚕️ Ⅷ ﷽ ȺȾ İ ß",
    "zalgo": "Z" + "\u0300\u0323\u0489" * 60,
    "not-a-character": "\uffff\ufffe\U0010ffff",
    "long": "x" * 10_000,
    "long-number": "9" * 5_000,
    "huge-number": "1e309",
    "not-a-number": "NaN",
    "minus": "-1",
    "date-nobody-has": "31-02-1958",
    "date-too-big": "99-99-999999",
    "sql": "'; DROP TABLE patients_patient; --",
    "like": "%_\\%",
    "formula": "=cmd|'/c calc'!A1",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% debug %}${7*7}%s%(x)s{0.__class__}",
    "path": "../../../../etc/passwd%00",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "json": '{"a": [1, null]}',
    "array": "{1,2",
    "backslash": "\\",
}
PARAMETERS = [
    *("q", "page", "pagina", "sort", "state", "van", "tot", "vorm", "apart", "next", "programma", "bepaling", "blok"),
    *("medewerker", "gebeurtenis", "noodknop", "buiten", "role", "location", "gp", "bsn", "met", "theme", "restrict"),
]
FORM = "application/x-www-form-urlencoded"
FIELDS = re.compile(r'<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"')


@pytest.fixture
def client(everything, client_of):
    client = client_of(everything)
    client.raise_request_exception = False
    return client


def _typed(names, text: str, **more: str) -> str:
    """The same text in every field, as a browser would send it; also what a browser would never send."""
    fields = dict.fromkeys(names, text) | more
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()})


@pytest.mark.parametrize("kind", HOSTILE)
def test_address_with_any_parameter_is_no_fault(kind, rows, client):
    query = _typed(PARAMETERS, HOSTILE[kind])
    walked = [route for route in routes() if not is_of_admin(route) and route.name not in ENDINGS]
    answers = {route.name: client.get(f"{route.url(rows)}?{query}").status_code for route in walked}
    assert {name: status for name, status in answers.items() if status >= 500} == {}


def test_form_with_any_text_is_no_fault(practice, everything, client_of):
    faults, sent = [], 0
    rows = furnish(practice)
    for route in own_routes():
        client = client_of(everything)
        client.raise_request_exception = False
        page = client.get(route.url(rows)).content.decode(errors="replace").partition("<main")[2]
        names = set(map(html.unescape, FIELDS.findall(page))) - {FIELD, "csrfmiddlewaretoken"}
        for kind, text in HOSTILE.items() if names and route.name not in ENDINGS else ():
            body = _typed(names, text, **{FIELD: str(uuid.uuid4())})
            sent += 1
            if client.post(route.url(rows), body, content_type=FORM).status_code >= 500:
                faults.append((route.name, kind))
    assert faults == []
    assert sent > 10 * len(HOSTILE)


@pytest.mark.parametrize("kind", HOSTILE)
def test_text_comes_back_as_typed_or_is_refused_with_a_reason(kind, practice, poh, client_of):
    patient = furnish(practice)["patient"]
    client = client_of(poh)
    key = {FIELD: str(uuid.uuid4())}
    body = _typed(["name"], HOSTILE[kind], relation=Relation.CHILD, mobile="06-00000003", **key)

    answer = client.post(f"/patienten/{patient.uuid}/contactpersonen/nieuw/", body, content_type=FORM)

    with practice_scope(practice):
        stored = ContactPerson.objects.filter(patient=patient).order_by("pk").last().name
    if answer.status_code == 302:
        # Bytes that are no text become question marks before anybody sees them.
        readable = HOSTILE[kind].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        assert stored == unicodedata.normalize("NFC", readable).strip()
        assert html.escape(stored) in client.get(f"/patienten/{patient.uuid}/").content.decode()
    else:
        assert stored == "Sanne de Vries"  # of the factory: nothing was added
        assert 'id="id_name_error"' in answer.content.decode()


def test_visitor_logging_in_with_any_text_is_no_fault():
    client = Client(raise_request_exception=False)
    faults = [
        (kind, address)
        for kind, text in HOSTILE.items()
        for address in ("/account/inloggen/", "/account/wachtwoord/vergeten/")
        if client.post(address, _typed(["login", "email", "password", "next"], text), content_type=FORM).status_code
        >= 500
    ]
    assert faults == []


@pytest.mark.parametrize(
    "path", ["/%00", "/patienten/%00/", "/%ff%fe/", "/patienten/..%2f..%2fetc/", "/static/../poh/settings.py"]
)
def test_address_with_any_bytes_is_not_found(path, client):
    assert client.get(path).status_code == 404

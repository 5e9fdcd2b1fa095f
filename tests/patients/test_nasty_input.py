"""Whatever somebody types: stored and shown as typed, or refused with a reason; never run, never an error page."""

import unicodedata
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.html import escape

from patients.models import ContactPerson, Patient
from patients.services.details import change_patient
from poh.accounts.scope import practice_scope
from poh.base.locking import StaleVersion
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.personas import log_in

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR '1'='1",
    "'; DROP TABLE patients_patient; --",
    "{{ 7*7 }}{% csrf_token %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "=SUM(A1:A9)",
    "+31612345678",
    "-1+1",
    "@cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;",
    "%00%0a%s%n%d",
    "../../etc/passwd",
    "\\\\server\\share",
    "null",
    "undefined",
    "None",
    "True",
    "0",
    "1e309",
    "NaN",
    "0x0",
    "Renée Çelik-Øster",
    "Rene\u0301e",
    "Ĳsselstein",
    "ﬁnancieel",
    "ＦＵＬＬＷＩＤＴＨ",
    "Иван Ἀθηνᾶ 王小明 محمد שלום",
    "👩‍⚕️👨‍👩‍👧‍👦🏳️‍🌈",
    "Z̴̨̛͓̈́a̸͔͊l̶g̷o̸",
    "\u200b\u200bonzichtbaar\u200d",
    "a\u00a0b\u2003c",
    "İstanbul ẞ ſ ǅ",
    "𝕁𝕒𝕟𝕤𝕖𝕟",
    "٠١٢٣٤٥٦٧٨٩",
    "x" * 10_000,
    "😀" * 101,
    "nul\x00teken",
    "bel\x07teken",
    "escape\x1b[31m",
    "regel\neen",
    "tab\tteken",
    "om\u202egekeerd",
    "regel\u2028scheiding",
    "\ud83d alleen een half teken",
]
TEXTS = ["initials", "first_names", "calling_name", "birth_name_prefix", "birth_name", "street", "city", "country"]
FIXED = {
    "name_use": "own", "sex": "male", "birth_date": "1-2-1960", "bsn_status": "unverified",
    "preferred_channel": "phone", "language": "nl", "registered_from": "25-11-2026",
    "birth_name": "Bos", "is_somebody_else": "on",
}  # fmt: skip


def _posted(fields):
    return FIXED | fields | {"idempotency_key": str(uuid4())}


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_in_the_form_of_a_patient(client_of, poh, practice, text):
    client = client_of(poh)
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    fields = dict.fromkeys(TEXTS, sent)
    first = client.post(reverse("patients:register"), _posted(fields))
    refused = set(first.context["form"].errors) if first.status_code == 200 else set()
    assert refused <= set(TEXTS)
    if refused:
        assert escape(first.context["form"].errors[sorted(refused)[0]][0]) in first.content.decode()
        kept = {name: value for name, value in fields.items() if name not in refused}
        first = client.post(reverse("patients:register"), _posted(kept))
    assert first.status_code == 302
    with practice_scope(practice):
        patient = Patient.objects.get()
    for name in set(TEXTS) - refused:
        assert getattr(patient, name) == unicodedata.normalize("NFC", sent).strip()
    page = client.get(first.url).content.decode()
    shown = escape(patient.birth_name)
    assert shown in page
    if "<" in patient.birth_name:
        assert patient.birth_name not in page
    for address in ("list", "search_results"):
        assert client.get(reverse(f"patients:{address}"), {"q": sent}).status_code == 200


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_beside_a_patient(client_of, poh, practice, text):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    posted = {"name": sent, "relation": "child", "note": sent, "idempotency_key": str(uuid4())}
    response = client.post(reverse("patients:contact_add", args=[patient.uuid]), posted)
    with practice_scope(practice):
        contact = ContactPerson.objects.first()
    if response.status_code == 200:
        assert contact is None
        assert set(response.context["form"].errors) <= {"name", "note"}
        return
    assert (contact.name, contact.note) == (unicodedata.normalize("NFC", sent).strip(),) * 2
    assert escape(contact.note) in client.get(reverse("patients:detail", args=[patient.uuid])).content.decode()


@pytest.mark.parametrize(
    "field", ["birth_date", "bsn", "postcode", "house_number", "phone", "mobile", "email", "gp", "sex"]
)
def test_any_text_where_something_else_is_asked(client_of, poh, practice, field):
    client = client_of(poh)
    for text in NASTY:
        sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        response = client.post(reverse("patients:register"), _posted({field: sent}))
        assert response.status_code in {200, 302}
        if response.status_code == 200:
            assert list(response.context["form"].errors) == [field]
    assert client.post(reverse("patients:duplicates"), dict.fromkeys([field, "birth_name"], "<b>x")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_lose_nothing():
    patient = PatientFactory()
    user = MembershipFactory(practice=patient.practice).user
    together, won, told = Barrier(20), [], []

    def write(number):
        try:
            together.wait()
            with practice_scope(patient.practice, user=user):
                change_patient(patient=patient, version=1, fields={"city": f"Stad {number}"}, by=user)
            won.append(number)
        except StaleVersion:
            told.append(number)
        finally:
            connection.close()

    _run_together(write, 20)
    with practice_scope(patient.practice):
        stored = Patient.objects.get(pk=patient.pk)
    assert (len(won), len(told)) == (1, 19)
    assert (stored.city, stored.version) == (f"Stad {won[0]}", 2)


@pytest.mark.django_db(transaction=True)
def test_ten_posts_of_one_form_at_once_enter_one_patient(client):
    membership = MembershipFactory()
    log_in(client, membership.user)
    posted, together, answers = _posted({"birth_name": "Bakker"}), Barrier(10), []

    def post(_):
        try:
            own = type(client)()
            own.cookies = client.cookies
            together.wait()
            response = own.post(reverse("patients:register"), posted)
            answers.append((response.status_code, response.get("Location", "")))
        finally:
            connection.close()

    _run_together(post, 10)
    with practice_scope(membership.practice):
        patient = Patient.objects.get()
    assert set(answers) == {(302, reverse("patients:detail", args=[patient.uuid]))}


def _run_together(act, count):
    threads = [Thread(target=act, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

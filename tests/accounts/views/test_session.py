"""Locking, unlocking and what was typed meanwhile; working in another practice."""

import time
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from psycopg2.extras import DateRange

from poh.accounts import sessions, signals
from poh.accounts.enums import Role
from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.personas import log_in

HOME, UNLOCK, EXTEND = "/mijn-dag/", "/sessie/ontgrendel/", "/sessie/verleng/"
FETCH = {"X-Requested-With": "fetch"}
WRONG = "Dit wachtwoord klopt niet."


@pytest.fixture
def desk(client_of, beheerder) -> Client:
    """Where the beheerder is logged in and works."""
    client = client_of(beheerder)
    client.get(HOME)
    return client


def walk_away(client: Client, seconds: int = 1201) -> None:
    """Let the session be idle for so long."""
    session = client.session
    session[sessions.ACTIVE_AT] -= seconds
    session[sessions.STARTED_AT] -= seconds
    session.save()


def unlock(client: Client, code: str, **fields):
    return client.post(UNLOCK, {"password": PASSWORD, "code": code, **fields})


def test_idle_page_goes_to_the_lock_and_back(desk, code):
    walk_away(desk)
    locked = desk.get("/team/medewerkers/?role=poh_s")
    assert (locked.status_code, locked.url) == (302, f"{UNLOCK}?next=%2Fteam%2Fmedewerkers%2F%3Frole%3Dpoh_s")
    assert desk.get(locked.url).status_code == 200

    opened = unlock(desk, code(), next="/team/medewerkers/?role=poh_s")

    assert (opened.status_code, opened.url) == (302, "/team/medewerkers/?role=poh_s")
    assert desk.get(opened.url).status_code == 200


def test_idle_script_is_told_and_nothing_is_done(desk):
    walk_away(desk)
    for headers in (FETCH, {"HX-Request": "true"}, {"Accept": "application/json"}):
        response = desk.post("/praktijk/wijzig/", {"name": "Anders"}, headers=headers)
        assert (response.status_code, response["X-Session-Locked"], response.content) == (401, "1", b"")


def test_locked_session_has_no_practice_on_any_page(desk):
    walk_away(desk)
    missing = desk.get("/bestaat-niet/")
    assert missing.status_code == 404
    assert missing.wsgi_request.practice is None
    assert "Praktijk De Singel" not in missing.content.decode()


def test_typed_form_is_kept_and_sent_again_after_unlocking(desk, code, practice):
    walk_away(desk)
    typed = {"name": "De Nieuwe Singel", "agb_code": "01012345", "phone": "", "email": "", "version": "1"}
    locked = desk.post("/praktijk/wijzig/?van=hier", typed)
    assert (locked.status_code, locked.url) == (302, f"{UNLOCK}?next=%2Fsessie%2Fbewaard%2F")

    assert unlock(desk, code(), next="/sessie/bewaard/").url == "/sessie/bewaard/"
    page = desk.get("/sessie/bewaard/")
    assert page.context["kept"]["path"] == "/praktijk/wijzig/?van=hier"
    assert dict(page.context["kept"]["fields"]) == typed
    assert page.context["shown"] == ["De Nieuwe Singel", "01012345"]

    sent = desk.post("/praktijk/wijzig/?van=hier", typed)

    practice.refresh_from_db()
    assert (sent.status_code, practice.name) == (302, "De Nieuwe Singel")
    assert sessions.KEPT not in desk.session


def test_kept_form_can_be_thrown_away(desk, code):
    walk_away(desk)
    desk.post("/praktijk/wijzig/", {"name": "Weg"})
    unlock(desk, code())

    assert desk.post("/sessie/bewaard/").url == HOME
    assert desk.get("/sessie/bewaard/").url == HOME
    assert sessions.KEPT not in desk.session


def test_kept_form_is_gone_when_somebody_else_logs_in(desk, code, client_of, huisarts):
    walk_away(desk)
    desk.post("/praktijk/wijzig/", {"name": "Geheim plan"})
    desk.post("/account/uitloggen/")

    log_in(desk, huisarts)

    assert desk.get("/sessie/bewaard/").url == HOME
    rows = [session.get_decoded() for session in Session.objects.all()]
    assert [row for row in rows if "Geheim plan" in str(row)] == []


def test_form_that_cannot_be_kept_leads_back_to_its_page(desk):
    walk_away(desk)
    response = desk.post(
        "/account/wachtwoord/", {"oldpassword": "x"}, headers={"Referer": "http://testserver/account/wachtwoord/"}
    )
    assert response.url == f"{UNLOCK}?next=http%3A%2F%2Ftestserver%2Faccount%2Fwachtwoord%2F"
    assert sessions.KEPT not in desk.session


def test_unlock_with_a_wrong_password_spends_no_code(desk, code):
    walk_away(desk)
    now = code()
    wrong = desk.post(UNLOCK, {"password": "fout", "code": now})
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"password": [WRONG]})
    assert unlock(desk, now).status_code == 302


def test_unlock_needs_the_code_as_well(desk):
    walk_away(desk)
    assert desk.post(UNLOCK, {"password": PASSWORD}).context["form"].errors == {"code": ["Dit veld is verplicht."]}
    wrong = unlock(desk, "000000")
    assert wrong.context["form"].errors == {
        "code": ["Deze code klopt niet (meer). Gebruik de code die nu in de app staat."]
    }
    assert desk.get(HOME).status_code == 302


def test_unlock_needs_no_code_in_the_demo(desk, settings):
    settings.SECOND_FACTOR = "demo-off"
    walk_away(desk)
    assert desk.post(UNLOCK, {"password": PASSWORD}).url == HOME


def test_unlock_gives_a_new_session_id_and_tells_it(desk, code, beheerder, heard):
    told = heard(signals.session_unlocked)
    walk_away(desk)
    before = desk.cookies["sessionid"].value

    unlock(desk, code())

    assert desk.cookies["sessionid"].value != before
    assert Session.objects.filter(session_key=before).exists() is False
    assert [facts["user"] for facts in told] == [beheerder]


def test_unlock_keeps_the_token_of_forms_in_other_tabs(beheerder, code):
    client = log_in(Client(enforce_csrf_checks=True), beheerder)
    client.get("/praktijk/wijzig/")
    token = client.cookies["csrftoken"].value
    walk_away(client)

    client.post(UNLOCK, {"password": PASSWORD, "code": code(), "csrfmiddlewaretoken": token})

    assert client.cookies["csrftoken"].value == token
    assert client.post(EXTEND, headers={"X-CSRFToken": token}).status_code == 200


def test_locked_session_keeps_no_form_of_another_site(beheerder):
    client = log_in(Client(enforce_csrf_checks=True), beheerder)
    client.get(HOME)
    walk_away(client)
    assert client.post("/praktijk/wijzig/", {"name": "Van elders"}).status_code == 403
    assert sessions.KEPT not in client.session


def test_unlock_is_throttled_like_the_log_in(desk, code):
    walk_away(desk)
    for _ in range(5):
        desk.post(UNLOCK, {"password": "fout", "code": "000000"})
    refused = unlock(desk, code())
    assert refused.context["form"].errors["password"] == [
        "Te vaak een verkeerd wachtwoord. Probeer het over 5 minuten opnieuw, of log in met een passkey."
    ]


def test_session_of_twelve_hours_is_proven_anew(desk, code):
    session = desk.session
    session[sessions.STARTED_AT] -= 12 * 3600 + 1
    session.save()
    assert desk.get(HOME).url.startswith(UNLOCK)
    unlock(desk, code())
    assert desk.get(HOME).status_code == 200
    assert abs(desk.session[sessions.STARTED_AT] - time.time()) < 5


def test_dialog_gets_a_fragment_and_then_what_the_page_needs(desk, code, beheerder):
    walk_away(desk)
    fragment = desk.get(UNLOCK, headers=FETCH)
    assert (fragment.status_code, fragment.templates[0].name) == (200, "accounts/_unlock.html")
    wrong = desk.post(UNLOCK, {"password": "fout", "code": "1"}, headers=FETCH)
    assert (wrong.status_code, wrong.templates[0].name) == (422, "accounts/_unlock.html")

    opened = desk.post(UNLOCK, {"password": PASSWORD, "code": code()}, headers=FETCH).json()

    assert opened.pop("csrf_token")
    assert opened == {"unlocked": True, "seconds": 1200, "user": str(beheerder.uuid)}


def test_unlock_of_an_open_session_goes_on(desk):
    assert desk.get(UNLOCK, {"next": "/praktijk/"}).url == "/praktijk/"
    assert desk.get(UNLOCK, {"next": "https://elders.example/"}).url == HOME
    assert desk.get(UNLOCK, headers=FETCH).json()["unlocked"] is True


def test_unlock_without_a_session_asks_to_log_in(client, db):
    assert client.get(UNLOCK, {"next": "/praktijk/"}).url == "/account/inloggen/?next=%2Fpraktijk%2F"
    assert client.get(UNLOCK, headers=FETCH).json() == {"reload": True}


def test_extend_starts_the_time_anew(desk, beheerder):
    walk_away(desk, 1100)
    facts = desk.post(EXTEND, headers=FETCH).json()
    walk_away(desk, 1100)
    assert (facts["seconds"], facts["user"]) == (1200, str(beheerder.uuid))
    assert desk.get(HOME).status_code == 200


def test_extend_of_a_locked_session_says_so(desk):
    walk_away(desk)
    response = desk.post(EXTEND, headers=FETCH)
    assert (response.status_code, response["X-Session-Locked"]) == (401, "1")


def test_polling_is_no_activity(desk):
    with time_machine.travel(time.time() + 700, tick=False):
        desk.get(HOME, headers={"X-Background": "1"})
    with time_machine.travel(time.time() + 1300, tick=False):
        assert desk.get(HOME).url.startswith(UNLOCK)


def test_page_is_activity(desk):
    with time_machine.travel(time.time() + 700, tick=False):
        desk.get(HOME)
    with time_machine.travel(time.time() + 1300, tick=False):
        assert desk.get(HOME).status_code == 200


def test_lock_by_hand_locks_now(desk, beheerder, heard):
    told = heard(signals.session_locked)
    response = desk.post("/sessie/vergrendel/", headers={"Referer": "http://testserver/praktijk/"})
    assert response.url == f"{UNLOCK}?next=http%3A%2F%2Ftestserver%2Fpraktijk%2F"
    assert desk.get("/praktijk/").url.startswith(UNLOCK)
    assert [facts["user"] for facts in told] == [beheerder]


def test_lock_by_script_answers_empty(desk):
    assert desk.post("/sessie/vergrendel/", headers=FETCH).status_code == 204
    assert desk.get(HOME).url.startswith(UNLOCK)


def test_switch_goes_on_in_the_other_practice_under_a_new_session_id(client_of, floater, practice, other_practice):
    client = client_of(floater, practice=practice)
    client.get(HOME)
    before = client.session.session_key

    response = client.post("/praktijk/wissel/", {"practice": str(other_practice.uuid)})

    page = client.get(HOME)
    assert (response.status_code, response.url) == (302, HOME)
    assert (page.wsgi_request.practice, page.wsgi_request.membership.roles) == (other_practice, [Role.HUISARTS])
    assert client.session.session_key != before
    assert Session.objects.filter(session_key=before).exists() is False


@pytest.mark.parametrize("choice", ["", "geen-uuid", "7d0c2f4e-5a7b-4c7e-9d0a-2f4b8a1c6e30"])
def test_switch_to_nowhere_stays(client_of, floater, practice, choice):
    client = client_of(floater, practice=practice)
    response = client.post("/praktijk/wissel/", {"practice": choice})
    assert response.url == HOME
    assert client.get(HOME).wsgi_request.practice == practice


def test_switch_to_a_practice_of_others_stays(client_of, poh, practice, other_practice):
    client = client_of(poh)
    client.post("/praktijk/wissel/", {"practice": str(other_practice.uuid)})
    assert client.get(HOME).wsgi_request.practice == practice


def test_switch_drops_what_was_kept_in_the_former_practice(client_of, floater, practice, other_practice):
    client = client_of(floater, practice=practice)
    client.get(HOME)
    session = client.session
    session[sessions.KEPT] = {"user": floater.pk, "path": "/x/", "fields": [["a", "b"]]}
    session.save()
    client.post("/praktijk/wissel/", {"practice": str(other_practice.uuid)})
    assert sessions.KEPT not in client.session


def test_role_change_works_at_once(client_of, beheerder, practice):
    MembershipFactory(practice=practice, roles=[Role.BEHEERDER])
    client = client_of(beheerder)
    assert client.get("/team/medewerkers/nieuw/").status_code == 200
    with practice_scope(practice):
        Membership.objects.filter(user=beheerder).update(roles=[Role.DIRECTEUR])
    assert client.get("/team/medewerkers/nieuw/").status_code == 403


def test_membership_that_ends_at_midnight_ends_the_session(client, practice):
    today = timezone.localdate()
    user = MembershipFactory(practice=practice, period=DateRange(date(2020, 1, 1), today + timedelta(days=1))).user
    log_in(client, user)
    assert client.get(HOME).status_code == 200
    with time_machine.travel(time.time() + 24 * 3600, tick=False):
        session = client.session
        session[sessions.ACTIVE_AT] = session[sessions.STARTED_AT] = time.time()
        session.save()
        assert client.get(HOME).status_code == 403
        assert client.get(HOME).url == f"/account/inloggen/?next={HOME}"

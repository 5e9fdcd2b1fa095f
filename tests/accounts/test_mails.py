"""Mail about accounts as it arrives, sent by the tasks that the worker runs."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from poh.accounts import mails, tasks
from poh.accounts.models import User
from tests.factories.accounts import PASSWORD, PracticeFactory, UserFactory

SITE = "https://poh.example.nl/"


def sent() -> tuple[str, list[str], str]:
    (message,) = mail.outbox
    return message.subject, message.to, message.body


def test_invitation_of_somebody_new_has_a_link_to_choose_a_password(db):
    user = UserFactory(name="Anja d'Arc", email="anja@example.nl", password=None)
    user.set_unusable_password()
    user.save()

    tasks.send_invitation(user.pk, PracticeFactory(name="Praktijk 't Zand & Zn").pk, SITE)

    subject, to, body = sent()
    assert (subject, to) == ("Uitnodiging voor POH in Praktijk 't Zand & Zn", ["anja@example.nl"])
    assert "Beste Anja d'Arc," in body
    assert re.search(r"https://poh\.example\.nl/account/wachtwoord/nieuw/\w+-\w+-\w+/", body)


def test_invitation_of_who_has_an_account_has_no_link_that_opens_it(practice, stranger):
    tasks.send_invitation(stranger.pk, practice.pk, SITE)
    body = sent()[2]
    assert "wachtwoord/nieuw" not in body
    assert "Inloggen kan met het bestaande account, op https://poh.example.nl/." in body


def test_password_link_goes_to_the_address_of_the_account_only(poh, queued):
    mails.send_password_link_later(email="ANJA@example.nl", site=SITE)
    [(_, arguments)] = queued()
    assert arguments == [poh.pk, SITE]
    tasks.send_password_reset(*arguments)
    subject, to, body = sent()
    assert (subject, to) == ("Nieuw wachtwoord voor POH", ["anja@example.nl"])
    assert "wachtwoord/nieuw/" in body


@pytest.mark.parametrize("email", ["niemand@example.nl", "weg@example.nl"])
def test_password_link_goes_to_nobody_without_an_open_account(db, email, queued):
    UserFactory(email="weg@example.nl", is_active=False)
    mails.send_password_link_later(email=email, site=SITE)
    [(_, arguments)] = queued()
    assert arguments == [None, SITE]
    tasks.send_password_reset(*arguments)
    assert mail.outbox == []


def test_password_link_goes_to_nobody_whose_account_closed_meanwhile(db):
    tasks.send_password_reset(UserFactory(is_active=False).pk, SITE)
    assert mail.outbox == []


@pytest.mark.parametrize(
    "template",
    [
        "email_changed",
        "password_changed",
        "password_reset",
        "recovery_codes_generated",
        "second_factor_reset",
        "totp_activated",
        "totp_deactivated",
        "webauthn_added",
        "webauthn_removed",
    ],
)
def test_change_of_an_account_is_told_with_moment_and_address(poh, template):
    facts = {"at": "2026-03-02T08:05:00+00:00", "ip": "192.0.2.7"}
    tasks.send_mail(f"account_changed/{template}", poh.pk, facts, None)
    subject, to, body = sent()
    assert (to, subject != "", "\n" not in subject) == (["anja@example.nl"], True, True)
    assert "Dat gebeurde op 2-3-2026 om 09:05" in body
    assert "vanaf het adres 192.0.2.7." in body


def test_mail_goes_to_a_former_address_when_told_so(poh):
    known_as = mails.latest_event(poh)
    User.objects.filter(pk=poh.pk).update(email="nieuw@example.nl")
    tasks.send_mail("account_changed/email_changed", poh.pk, {}, known_as)
    assert sent()[1] == ["anja@example.nl"]
    assert "Dat gebeurde" not in sent()[2]


def test_mail_waits_for_the_transaction(poh, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mails.send_later(template="account_changed/password_changed", user=poh)
        assert queued() == []
    assert queued() == [("send_mail", ["account_changed/password_changed", poh.pk, {}, None])]


def test_link_of_a_mail_sets_a_password_once_and_the_factor_stays(client_of, poh):
    browser = client_of(poh)
    tasks.send_password_reset(poh.pk, "http://testserver/")
    link = re.search(r"http://testserver(/\S+)", sent()[2])[1]
    visitor = Client()
    form_page = visitor.get(link).url
    assert link not in form_page
    new = "vier gele fietsen in de regen"

    done = visitor.post(form_page, {"password1": new, "password2": new})

    assert done.url == "/account/wachtwoord/nieuw/klaar/"
    assert visitor.get("/mijn-dag/").status_code == 302
    assert browser.get("/mijn-dag/").status_code == 302
    assert Client().get(link).context["token_fail"] is True
    again = Client()
    assert again.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD}).status_code == 200
    assert again.post("/account/inloggen/", {"login": poh.email, "password": new}).url.endswith("/tweede-factor/")


def test_clear_sessions_removes_what_nobody_can_use(client_of, poh):
    client_of(poh)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    tasks.clear_sessions()
    assert Session.objects.count() == 0

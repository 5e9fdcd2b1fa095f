from django.contrib.auth.signals import user_logged_out
from django.test import RequestFactory

from poh.accounts import signals
from poh.accounts.models import User


def test_log_out_of_nobody_is_not_told(heard):
    told = heard(signals.signed_out)
    user_logged_out.send(User, request=RequestFactory().post("/account/uitloggen/"), user=None)
    assert told == []

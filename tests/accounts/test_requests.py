import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from poh.accounts.requests import access_point


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "ip"),
    [
        (0, "192.0.2.7", "", "192.0.2.7"),
        (0, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (0, "", "", ""),
    ],
    ids=["direct", "forged header", "proxy", "forged before the proxy", "socket"],
)
def test_access_point_names_the_address_that_can_be_trusted(settings, proxies, address, forwarded, ip):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().post("/praktijk/", REMOTE_ADDR=address, headers=headers)
    request.session = SessionStore()
    assert access_point(request) == {
        "ip": ip,
        "path": "/praktijk/",
        "method": "POST",
        "request_id": "",
        "session": "",
    }


def test_access_point_tells_sessions_apart_without_their_key(db):
    request = RequestFactory().get("/praktijk/")
    marks = []
    for _ in range(2):
        request.session = SessionStore()
        request.session.create()
        marks.append(access_point(request)["session"])
        assert request.session.session_key not in marks[-1]
    assert (len(set(marks)), [len(mark) for mark in marks]) == (2, [32, 32])

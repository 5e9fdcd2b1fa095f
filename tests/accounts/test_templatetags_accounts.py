from types import MappingProxyType

import pytest

from poh.accounts.templatetags.accounts import as_json, browser_name


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537.36 Edg/120", "Edge op Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36", "Chrome op Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari op Mac"),
        ("Mozilla/5.0 (Linux; Android 14) Firefox/121", "Firefox op Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604", "Safari op iPhone"),
        ("curl/8.0", "Onbekende browser"),
        ("", "Onbekende browser"),
    ],
)
def test_browser_name_says_what_people_would(user_agent, name):
    assert browser_name(user_agent) == name


def test_as_json_takes_nested_mappings():
    assert as_json({"publicKey": MappingProxyType({"challenge": "abc"})}) == '{"publicKey": {"challenge": "abc"}}'

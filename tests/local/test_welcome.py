"""The box with the address and the log-ins."""

from pathlib import Path

from poh.local.welcome import welcome


def test_box_shows_address_and_one_password_for_all():
    accounts = [
        {"email": "anja@example.nl", "password": "geheim", "roles": "POH somatiek (De Singel)"},
        {"email": "bo@example.nl", "password": "geheim", "roles": ["Huisarts"]},
    ]

    assert welcome(8000, Path("/srv/data"), accounts).splitlines() == [
        "",
        "+---------------------------------------------------+",
        "|  POH draait op http://localhost:8000/             |",
        "|  Gegevens in /srv/data                            |",
        "|  Stoppen: Ctrl-C                                  |",
        "|                                                   |",
        "|  Demo-accounts (wachtwoord van allemaal: geheim)  |",
        "|  anja@example.nl  POH somatiek (De Singel)        |",
        "|  bo@example.nl    Huisarts                        |",
        "+---------------------------------------------------+",
    ]


def test_box_without_demo_shows_no_accounts():
    assert "Demo" not in welcome(80, Path("/data"), [])

from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from psycopg2.extras import DateRange

from poh.accounts import presenters
from poh.accounts.enums import Role
from poh.accounts.permissions import Permission
from tests.factories.accounts import LocationFactory, MembershipFactory
from tests.personas import TOTP_SECRET

TODAY = date(2026, 3, 2)
START = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("first", "end", "is_active", "state"),
    [
        (START, None, True, None),
        (START, TODAY + timedelta(days=32), True, None),
        (START, TODAY + timedelta(days=31), True, {"text": "Gaat uit dienst", "tone": "warn"}),
        (START, TODAY + timedelta(days=1), True, {"text": "Gaat uit dienst", "tone": "warn"}),
        (START, TODAY, True, {"text": "Uit dienst"}),
        (TODAY + timedelta(days=1), None, True, {"text": "Begint nog", "tone": "accent"}),
        (START, None, False, {"text": "Inloggen geblokkeerd", "tone": "stop"}),
    ],
)
def test_staff_row_says_what_is_out_of_the_ordinary(practice, first, end, is_active, state):
    membership = MembershipFactory(practice=practice, period=DateRange(first, end), user__is_active=is_active)
    assert presenters.StaffRow(membership, on=TODAY).state == state


def test_staff_row_shows_days_as_people_count_them(practice):
    location = LocationFactory(practice=practice, name="Noord")
    membership = MembershipFactory(
        practice=practice,
        user__name="Anja",
        roles=[Role.POH_S, Role.POH_MMT],
        period=DateRange(START, TODAY),
        location=location,
        contract_hours=Decimal("28.50"),
    )
    row = presenters.StaffRow(membership, on=TODAY)
    assert (row.name, row.roles, row.location) == ("Anja", ["POH somatiek", "POH met managementtaken"], "Noord")
    assert (row.first_day, row.last_day) == (START, date(2026, 3, 1))
    assert row.hours == "28,5"
    assert row.url == f"/team/medewerkers/{membership.uuid}/"


def test_staff_row_without_end_or_location_is_empty_there(practice):
    row = presenters.StaffRow(MembershipFactory(practice=practice), on=TODAY)
    assert (row.last_day, row.location) == (None, "")


def test_facts_show_a_dash_for_what_is_not_known(practice):
    facts = presenters.member_facts(
        MembershipFactory(practice=practice, user__email="anja@example.nl", contract_hours=Decimal("24.00"))
    )
    assert [(fact["label"], fact["value"]) for fact in facts] == [
        ("E-mailadres", "anja@example.nl"),
        ("Uren per week", "24"),
        ("Vaste locatie", "–"),
        ("BIG-nummer", "–"),
        ("AGB-code", "–"),
    ]


def test_practice_facts_name_the_practice(practice):
    assert presenters.practice_facts(practice)[0] == {"label": "Naam", "value": "Praktijk De Singel"}


def test_every_permission_stands_once_in_a_group_of_its_own_kind():
    table = presenters.permission_table()
    labels = [row["label"].lower() for _, rows in table for row in rows]
    assert sorted(labels) == sorted(label.lower() for label in Permission.labels)
    assert presenters.OTHER not in dict(table)


def test_factor_rows_say_what_can_be_done(poh):
    app = TOTP.activate(poh, TOTP_SECRET).instance
    codes = RecoveryCodes.activate(poh).instance
    key = Authenticator.objects.create(user=poh, type="webauthn", data={"name": "Sleutel", "credential": {}})

    rows = presenters.factor_rows([app, codes, key])

    assert [(row["name"], row["remove_url"], row["change_url"]) for row in rows] == [
        ("App met codes", "/account/tweede-factor/app/verwijder/", ""),
        (
            "Sleutel",
            f"/account/tweede-factor/passkey/{key.pk}/verwijder/",
            f"/account/tweede-factor/passkey/{key.pk}/",
        ),
    ]
    assert presenters.recovery_codes_left([app, codes, key]) == 10
    assert presenters.recovery_codes_left([app]) == 0


def test_role_heads_may_break_between_the_parts_of_a_word():
    heads = presenters.role_heads()
    assert [head.replace("\u00ad", "") for head in heads] == Role.labels
    assert [head for head in heads if "\u00ad" in head] == [
        "POH met management\u00adtaken",
        "Dokters\u00adassistent",
    ]

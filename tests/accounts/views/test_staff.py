from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from psycopg2.extras import DateRange

from poh.accounts.enums import Role
from poh.accounts.models import Membership, User
from poh.accounts.scope import practice_scope
from tests.factories.accounts import LocationFactory, MembershipFactory

STAFF, ADD = "/team/medewerkers/", "/team/medewerkers/nieuw/"
CONFLICT = "Een collega heeft dit intussen gewijzigd; er is niets overschreven. Kijk na en sla opnieuw op."
FIELDS = {
    "name": "Anja de Vries",
    "email": "nieuw@example.nl",
    "roles": ["poh_s"],
    "contract_hours": "28,5",
    "first_day": "1-3-2026",
    "last_day": "",
    "location": "",
    "big_number": "499 123 456 78",
    "agb_code": "01-012345",
}


@pytest.fixture
def desk(client_of, beheerder) -> Client:
    return client_of(beheerder)


@pytest.fixture
def anja(practice) -> Membership:
    return MembershipFactory(practice=practice, user__name="Anja", user__email="anja.b@example.nl")


def page(membership: Membership, act: str = "") -> str:
    return f"{STAFF}{membership.uuid}/{act}"


def stored(membership: Membership) -> Membership:
    with practice_scope(membership.practice):
        return Membership.objects.select_related("user").get(pk=membership.pk)


def fields_of(membership: Membership, **changes) -> dict:
    first = membership.period.lower.strftime("%d-%m-%Y")
    own = {"name": membership.user.name, "email": membership.user.email, "first_day": first}
    numbers = {"contract_hours": str(membership.contract_hours), "big_number": "", "agb_code": "", "version": "1"}
    return FIELDS | own | numbers | changes


def test_staff_shows_who_works_here_now(desk, practice, other_practice, beheerder):
    MembershipFactory(practice=other_practice, user__name="Buurman")
    MembershipFactory(practice=practice, user__name="Vertrokken", ended=True)
    rows = desk.get(STAFF).context["rows"]
    assert [row.name for row in rows] == ["Bram Heer"]


def test_staff_filters_and_sorts_as_the_address_says(desk, practice):
    north = LocationFactory(practice=practice, name="Noord")
    MembershipFactory(practice=practice, user__name="Anja", roles=[Role.POH_S], location=north, contract_hours=10)
    MembershipFactory(practice=practice, user__name="Bea", roles=[Role.POH_S], location=north, contract_hours=20)
    MembershipFactory(practice=practice, user__name="Carla", roles=[Role.POH_S])
    MembershipFactory(practice=practice, user__name="Dirk", roles=[Role.HUISARTS], location=north)

    response = desk.get(STAFF, {"role": "poh_s", "location": str(north.uuid), "sort": "-hours"})

    assert [row.name for row in response.context["rows"]] == ["Bea", "Anja"]


@pytest.mark.parametrize("query", [{"role": "koning"}, {"location": str(uuid4())}, {"state": "x"}, {"location": "x"}])
def test_staff_ignores_a_filter_that_means_nothing(desk, query):
    assert [row.name for row in desk.get(STAFF, query).context["rows"]] == ["Bram Heer"]


def test_staff_of_a_filter_without_hits_says_so(desk):
    assert "Niemand gevonden" in desk.get(STAFF, {"state": "ended"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_staff_asks_the_same_questions_for_any_number(desk, practice, location, count, django_assert_num_queries):
    MembershipFactory.create_batch(count, practice=practice, location=location)
    desk.get(STAFF)
    with django_assert_num_queries(10):
        desk.get(STAFF)


@pytest.mark.parametrize("act", ["", "nieuw/", "{uuid}/wijzig/"])
def test_staff_buttons_are_for_the_beheerder(client_of, poh, anja, act):
    response = client_of(poh).get(STAFF + act.format(uuid=anja.uuid))
    assert response.status_code == (200 if act == "" else 403)
    assert "Voeg toe" not in response.content.decode()


@pytest.mark.parametrize("act", ["", "wijzig/", "einde/", "uitnodiging/", "tweede-factor/"])
def test_member_of_another_practice_is_not_there(desk, other_practice, act):
    other = MembershipFactory(practice=other_practice)
    method = desk.get if act in ("", "wijzig/") else desk.post
    assert method(page(other, act)).status_code == 404
    assert method(page(other, act).replace(str(other.uuid), str(uuid4()))).status_code == 404


def test_member_page_shows_how_somebody_works(client_of, poh, practice, location):
    anja = MembershipFactory(practice=practice, user__name="Anja", location=location, big_number="49912345678")
    text = client_of(poh).get(page(anja)).content.decode()
    assert [word in text for word in ("Anja", "POH somatiek", "24", "Centrum", "49912345678")] == [True] * 5
    assert "Uit dienst" not in text


def test_add_member_saves_what_was_typed_and_leads_to_the_person(desk, practice, location):
    keyed = FIELDS | {"location": location.pk, "idempotency_key": str(uuid4())}
    response = desk.post(ADD, keyed)

    user = User.objects.get(email="nieuw@example.nl")
    with practice_scope(practice):
        member = Membership.objects.get(user=user)
    assert (response.status_code, response.url) == (302, page(member))
    assert (user.name, member.roles, str(member.contract_hours)) == ("Anja de Vries", ["poh_s"], "28.50")
    assert (member.big_number, member.agb_code, member.location_id) == ("49912345678", "01012345", location.pk)
    assert member.period == DateRange(date(2026, 3, 1), None)
    assert "uitnodiging gaat naar nieuw@example.nl" in desk.get(response.url).content.decode()


def test_add_member_posted_twice_adds_once(desk, practice):
    keyed = FIELDS | {"idempotency_key": str(uuid4())}
    assert desk.post(ADD, keyed).url == desk.post(ADD, keyed).url
    with practice_scope(practice):
        assert Membership.objects.filter(user__email="nieuw@example.nl").count() == 1


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name": ["Dit veld is verplicht."]}),
        ({"email": "geen adres"}, {"email": ["Voer een geldig e-mailadres in."]}),
        ({"roles": []}, {"roles": ["Kies ten minste één rol."]}),
        ({"roles": ["koning"]}, {"roles": ["Selecteer een geldige keuze. koning is geen beschikbare keuze."]}),
        ({"contract_hours": "61"}, {"contract_hours": ["Vul 0 tot en met 60 uur in."]}),
        ({"contract_hours": "-1"}, {"contract_hours": ["Vul 0 tot en met 60 uur in."]}),
        ({"contract_hours": "veel"}, {"contract_hours": ["Voer een getal in."]}),
        ({"first_day": "31-2-2026"}, {"first_day": ["Voer een geldige datum in."]}),
        ({"last_day": "28-2-2026"}, {"last_day": ["De laatste werkdag ligt voor de eerste."]}),
        ({"big_number": "123"}, {"big_number": ["Een BIG-nummer heeft 11 cijfers."]}),
        ({"agb_code": "0101234X"}, {"agb_code": ["Een AGB-code heeft 8 cijfers."]}),
        ({"name": "Anja\x07"}, {"name": ["Hier staat een teken dat niet kan worden bewaard (U+0007). Haal het weg."]}),
    ],
)
def test_add_member_says_beside_the_field_what_is_wrong(desk, changes, errors):
    response = desk.post(ADD, FIELDS | changes | {"idempotency_key": str(uuid4())})
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert User.objects.filter(email="nieuw@example.nl").exists() is False


def test_add_member_of_this_practice_is_refused(desk, anja):
    keyed = FIELDS | {"email": "ANJA.B@example.nl", "idempotency_key": str(uuid4())}
    response = desk.post(ADD, keyed)
    assert response.context["form"].non_field_errors() == ["Deze medewerker werkt in die periode al in deze praktijk."]


def test_add_member_at_a_location_of_another_practice_is_refused(desk, other_practice):
    elsewhere = LocationFactory(practice=other_practice)
    response = desk.post(ADD, FIELDS | {"location": elsewhere.pk, "idempotency_key": str(uuid4())})
    assert list(response.context["form"].errors) == ["location"]


def test_change_member_shows_what_is_stored_and_saves_what_is_typed(desk, practice, location):
    today = timezone.localdate()
    anja = MembershipFactory(
        practice=practice, user__name="Anja", location=location, period=DateRange(date(2020, 1, 1), today)
    )
    initial = desk.get(page(anja, "wijzig/")).context["form"].initial
    assert (initial["last_day"], initial["location"], initial["version"]) == (
        today - timedelta(days=1),
        location.pk,
        1,
    )

    response = desk.post(page(anja, "wijzig/"), fields_of(anja, name="Anja Bakker", roles=["poh_s", "poh_mmt"]))

    after = stored(anja)
    assert response.url == page(anja)
    assert (after.user.name, after.roles, after.period.upper) == ("Anja Bakker", ["poh_s", "poh_mmt"], None)


def test_change_member_of_who_works_elsewhere_leaves_the_person_alone(desk, practice, floater):
    with practice_scope(practice):
        own = Membership.objects.select_related("user", "practice").get(user=floater)
    form = desk.get(page(own, "wijzig/")).context["form"]
    assert (form.fields["name"].disabled, form.fields["email"].disabled) == (True, True)

    desk.post(page(own, "wijzig/"), fields_of(own, name="Gekaapt", email="gekaapt@example.nl", contract_hours="12"))

    after = stored(own)
    assert (after.user.name, after.user.email) == ("Wies Waarnemer", "wies@example.nl")
    assert after.contract_hours == 12


def test_change_member_shows_what_a_colleague_saved_and_keeps_what_was_typed(desk, anja):
    desk.post(page(anja, "wijzig/"), fields_of(anja, contract_hours="12"))

    second = desk.post(page(anja, "wijzig/"), fields_of(anja, contract_hours="36"))

    form = second.context["form"]
    assert second.status_code == 422
    assert form.non_field_errors() == [f"{CONFLICT} Nu opgeslagen: Uren per week: 12,00."]
    assert (form["contract_hours"].value(), form["version"].value()) == ("36", 2)
    assert stored(anja).contract_hours == 12
    assert desk.post(page(anja, "wijzig/"), fields_of(anja, contract_hours="36", version="2")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"email": "bram@example.nl"}, "email", "Dit adres hoort al bij een ander account."),
        ({"first_day": "1-1-2019"}, "__all__", "Deze medewerker werkt in die periode al in deze praktijk."),
    ],
)
def test_change_member_says_why_not(desk, practice, anja, changes, field, message):
    MembershipFactory(practice=practice, user=anja.user, period=DateRange(date(2019, 1, 1), date(2019, 6, 1)))
    response = desk.post(page(anja, "wijzig/"), fields_of(anja, contract_hours="1", **changes))
    assert response.context["form"].errors == {field: [message]}
    assert stored(anja).contract_hours == 24


def test_change_member_keeps_the_last_beheerder(desk, practice, beheerder):
    with practice_scope(practice):
        own = Membership.objects.select_related("user", "practice").get(user=beheerder)
    response = desk.post(page(own, "wijzig/"), fields_of(own, roles=["directeur"]))
    assert response.context["form"].errors["roles"] == [
        "Dit is de laatste beheerder van de praktijk. Geef eerst iemand anders die rol, zonder einddatum."
    ]
    assert stored(own).roles == [Role.BEHEERDER]


@pytest.mark.parametrize(
    ("last_day", "message", "is_saved"),
    [
        ("31-12-2026", "De laatste werkdag van Anja is vastgelegd.", True),
        ("31-12-2019", "De laatste werkdag ligt voor de eerste.", False),
        ("nooit", "Voer een geldige datum in.", False),
    ],
)
def test_end_membership_says_what_it_did(desk, anja, last_day, message, is_saved):
    response = desk.post(page(anja, "einde/"), {"last_day": last_day}, follow=True)
    assert message in response.content.decode()
    assert (stored(anja).period.upper is not None) is is_saved


def test_end_membership_keeps_the_last_beheerder(desk, practice, beheerder):
    with practice_scope(practice):
        own = Membership.objects.select_related("practice").get(user=beheerder)
    response = desk.post(page(own, "einde/"), {"last_day": "31-12-2026"}, follow=True)
    assert "Dit is de laatste beheerder" in response.content.decode()
    assert stored(own).period.upper is None


def test_end_membership_is_not_asked_of_who_is_gone(desk, practice):
    gone = MembershipFactory(practice=practice, ended=True)
    assert "Leg de laatste werkdag vast" not in desk.get(page(gone)).content.decode()


def test_invitation_goes_again_to_who_has_no_password(desk, anja, queued, django_capture_on_commit_callbacks):
    anja.user.set_unusable_password()
    anja.user.save()
    assert "Heeft nog geen wachtwoord gekozen" in desk.get(page(anja)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(page(anja, "uitnodiging/"), follow=True)

    assert "gaat opnieuw naar anja.b@example.nl" in response.content.decode()
    assert queued() == [("send_invitation", [anja.user_id, anja.practice_id, "http://testserver/"])]


def test_second_factor_is_taken_away_on_request(desk, client_of, anja):
    browser = client_of(anja.user)
    UserSession.objects.create(
        user=anja.user, session_key=browser.session.session_key, ip="127.0.0.1", user_agent="test"
    )
    response = desk.post(page(anja, "tweede-factor/"), follow=True)
    assert "stelt bij de volgende keer inloggen een nieuwe tweede factor in" in response.content.decode()
    assert anja.user.authenticator_set.count() == 0
    assert browser.get("/mijn-dag/").status_code == 302


def test_permissions_page_shows_the_table(client_of, poh):
    response = client_of(poh).get("/team/wie-mag-wat/")
    groups = dict(response.context["groups"])
    search = next(row for row in groups["Patiënten"] if row["label"] == "Patiënten zoeken")
    assert search["allowed"] == [True, True, True, True, True, False, True, False, False]

from uuid import uuid4

import pytest
from django.urls import reverse

from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory

LIST = reverse("patients:list")
SEARCH = reverse("patients:search_results")


@pytest.mark.parametrize("persona", ["poh", "poh_ggz", "poh_o", "poh_j", "huisarts", "assistent"])
def test_list_is_for_who_treats(request, client_of, practice, persona):
    PatientFactory(practice=practice)
    client = client_of(request.getfixturevalue(persona))
    assert client.get(LIST).status_code == 200
    assert client.get(SEARCH, {"q": "meulen"}).status_code == 200


@pytest.mark.parametrize("persona", ["poh_mmt", "directeur", "beheerder"])
def test_list_is_not_for_who_manages(request, client_of, practice, persona):
    client = client_of(request.getfixturevalue(persona))
    assert client.get(LIST).status_code == 403
    assert client.get(SEARCH, {"q": "meulen"}).status_code == 403


def test_list_needs_a_login(client, db):
    assert client.get(LIST).status_code == 302
    assert client.post(LIST).status_code in {302, 405}


def test_list_shows_nobody_of_another_practice(client_of, stranger, practice, logged):
    PatientFactory(practice=practice)
    response = client_of(stranger).get(LIST)
    assert "Meulen" not in response.content.decode()
    assert "Niemand in deze lijst" in response.content.decode()


def test_list_shows_a_row_and_logs_who_was_on_it(client_of, poh, practice, logged):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS], user__name="Henk Bakker")
    patient = PatientFactory(practice=practice, gp=gp)
    page = client_of(poh).get(LIST).content.decode()
    for shown in ("Meulen, T.A. van der (Truus)", "14-3-1958", "1012 NX Voorbeeldstad", "06-00000001", "Henk Bakker"):
        assert shown in page
    assert patient.bsn not in page
    assert logged(practice) == [(Event.PATIENT_LISTED, [patient.pk])]


@pytest.mark.parametrize(
    ("trait", "word"), [("restricted", "afgeschermd"), ("left", "uitgeschreven"), ("deceased", "overleden")]
)
def test_list_shows_of_a_closed_record_only_name_year_and_why(client_of, poh, practice, trait, word):
    PatientFactory(practice=practice, **{trait: True})
    page = client_of(poh).get(LIST, {"state": "all"}).content.decode()
    assert "Meulen, T.A. van der (Truus)" in page
    assert ">1958<" in page
    assert word in page
    for hidden in ("14-3-1958", "Lindelaan", "06-00000001"):
        assert hidden not in page


def test_list_search_logs_the_query_masked(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    client_of(poh).get(LIST, {"q": "meulen"})
    with practice_scope(practice):
        row = AccessLog.objects.for_practice(practice).get()
    assert (row.event_type, row.patient_ids) == (Event.PATIENT_SEARCHED, [patient.pk])
    assert "meulen" not in row.query


def test_list_with_a_bsn_goes_straight_to_the_patient(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    response = client_of(poh).get(LIST, {"q": patient.bsn})
    assert (response.status_code, response.url) == (302, reverse("patients:detail", args=[patient.uuid]))
    assert logged(practice) == [(Event.PATIENT_SEARCHED, [patient.pk])]


def test_list_with_an_unknown_bsn_says_so_without_repeating_it(client_of, poh, practice, other_practice, logged):
    stranger = PatientFactory(practice=other_practice)
    response = client_of(poh).get(LIST, {"q": stranger.bsn}, follow=True)
    page = response.content.decode()
    assert "Dit BSN is in deze praktijk niet bekend." in page
    assert stranger.bsn not in page
    assert stranger.bsn not in response.redirect_chain[0][0]


def test_list_offers_names_that_sound_alike(client_of, poh, practice):
    PatientFactory(practice=practice, birth_name="Meijer", birth_name_prefix="")
    page = client_of(poh).get(LIST, {"q": "meyer"}).content.decode()
    assert "Niemand heet precies zo. Deze namen lijken erop." in page
    assert "Meijer, T.A. (Truus)" in page


def test_list_without_anybody_says_what_to_do(client_of, poh, practice):
    page = client_of(poh).get(LIST, {"q": "zzzz"}).content.decode()
    assert "Geen patiënt gevonden" in page
    assert "Schrijf een patiënt in" in page


def test_list_in_pages_of_fifty(client_of, poh, practice):
    PatientFactory.create_batch(51, practice=practice)
    client = client_of(poh)
    assert len(client.get(LIST).context["rows"]) == 50
    assert len(client.get(LIST, {"page": "2"}).context["rows"]) == 1
    assert len(client.get(LIST, {"page": "999"}).context["rows"]) == 1
    assert len(client.get(LIST, {"page": "-1", "sort": "' OR 1=1"}).context["rows"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_nine_queries(client_of, poh, practice, rows, queries):
    PatientFactory.create_batch(rows, practice=practice, gp=MembershipFactory(practice=practice, roles=[Role.HUISARTS]))
    client = client_of(poh)
    client.get(LIST)
    assert queries(lambda: client.get(LIST)) == 9


@pytest.mark.parametrize("rows", [3, 5])
def test_search_takes_six_queries(client_of, poh, practice, rows, queries):
    PatientFactory.create_batch(rows, practice=practice)
    client = client_of(poh)
    client.get(SEARCH, {"q": "meulen"})
    assert queries(lambda: client.get(SEARCH, {"q": "meulen"})) == 6


def test_search_shows_hits_and_logs_them_once(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    closed = PatientFactory(practice=practice, restricted=True, birth_name="Meulenbelt")
    page = client_of(poh).get(SEARCH, {"q": "meulen"}).content.decode()
    assert page.count('role="option"') == 2
    for shown in ("Meulen, T.A. van der (Truus)", "14-3-1958", f"••••••{patient.bsn[-3:]}", "afgeschermd"):
        assert shown in page
    assert f"{closed.bsn[-3:]}" not in page.split("Meulenbelt")[1]
    assert logged(practice) == [(Event.PATIENT_SEARCHED, sorted([patient.pk, closed.pk]))]


def test_search_field_posts_so_that_no_address_holds_the_query(client_of, poh, practice, logged):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    assert f'hx-post="{SEARCH}"' in client.get(LIST).content.decode()
    response = client.post(SEARCH, {"q": patient.bsn})
    assert [hit["name"] for hit in response.context["hits"]] == ["Meulen, T.A. van der (Truus)"]
    assert logged(practice)[-1] == (Event.PATIENT_SEARCHED, [patient.pk])


def test_search_for_many_leads_to_the_list(client_of, poh, practice):
    PatientFactory.create_batch(11, practice=practice)
    response = client_of(poh).get(SEARCH, {"q": "meulen"})
    assert len(response.context["hits"]) == 8
    assert response.context["more_url"] == f"{LIST}?q=meulen&state=all"


def test_search_for_nothing_finds_nobody(client_of, poh, practice):
    PatientFactory(practice=practice)
    response = client_of(poh).get(SEARCH)
    assert (response.status_code, response.context["hits"]) == (200, [])


def test_search_escapes_what_was_typed(client_of, poh, practice):
    page = client_of(poh).get(SEARCH, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>" not in page


def test_strange_uuid_is_nobody(client_of, poh):
    assert client_of(poh).get(reverse("patients:detail", args=[uuid4()])).status_code == 404

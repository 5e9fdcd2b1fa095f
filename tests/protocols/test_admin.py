"""Protocols in the admin site: a list of what the practice may see, and the way to each page."""

import pytest
from django.urls import reverse

from protocols.models import ProtocolVersion
from tests.factories.protocols import ProtocolVersionFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:protocols_protocolversion_changelist")


def test_list_holds_delivered_versions_and_those_of_the_practice(client_of, beheerder, practice, other_practice):
    ProtocolVersionFactory(practice=practice, number=7)
    ProtocolVersionFactory(practice=other_practice, number=8)
    page = client_of(beheerder).get(LIST).content.decode()
    assert "7 protocolversies" in page
    assert "versie 7 van de praktijk" in page
    assert "geleverd, te accorderen" in page
    assert "versie 8" not in page


def test_programmes_lead_to_their_versions(client_of, beheerder, practice):
    ProtocolVersionFactory(practice=practice)
    client = client_of(beheerder)
    assert "Diabetes mellitus type 2" in client.get(reverse("admin:protocols_protocol_changelist")).content.decode()
    answer = client.get(reverse("admin:protocols_protocol_change", args=["dm2"]))
    assert answer.url == f"{LIST}?protocol__key__exact=dm2"
    assert "2 protocolversies" in client.get(answer.url).content.decode()


def test_version_leads_to_its_page_and_a_draft_to_where_it_is_changed(client_of, beheerder, practice):
    client, draft = client_of(beheerder), ProtocolVersionFactory(practice=practice, draft=True)
    delivered = ProtocolVersion.objects.get(practice=None, protocol="copd")
    for version, name in ((draft, "draft"), (delivered, "version")):
        answer = client.get(reverse("admin:protocols_protocolversion_change", args=[version.pk]))
        assert answer.url == reverse(f"protocols:{name}", args=[version.uuid])
    answer = client.get(reverse("admin:protocols_protocolversion_history", args=[draft.pk]))
    assert answer.url == reverse("protocols:history", args=[draft.uuid])


@pytest.mark.parametrize("page", ["change", "history"])
def test_version_of_another_practice_is_not_there(client_of, beheerder, other_practice, page):
    version = ProtocolVersionFactory(practice=other_practice)
    answer = client_of(beheerder).get(reverse(f"admin:protocols_protocolversion_{page}", args=[version.pk]))
    assert answer.url == reverse("admin:index")


def test_nothing_is_added_or_removed_here(client_of, beheerder):
    client = client_of(beheerder)
    assert client.get(reverse("admin:protocols_protocolversion_add")).status_code == 403


def test_poh_uses_the_pages_of_protocollen(client_of, poh):
    assert client_of(poh).get(LIST).status_code == 403


def test_first_page_says_where_things_are_changed(client_of, beheerder):
    assert "Waar wijzigen" in client_of(beheerder).get(reverse("admin:index")).content.decode()

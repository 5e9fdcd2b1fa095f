"""The pages on which a draft is changed."""

import pytest
from django.urls import reverse

from poh.accounts.scope import practice_scope
from tests.factories.protocols import ProtocolVersionFactory, content_data

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 12


@pytest.fixture
def draft(practice, poh):
    return ProtocolVersionFactory(practice=practice, draft=True, author=poh, data=content_data("dm2", **RICH))


SOURCE = {"source": "Verzonnen bron, 2026", "verified": True}
OLD = {"fact": "age", "op": ">=", "years": 70}
RICH = {
    "targets": [
        {"key": "oud", "determination": "hba1c", "low": "54", "high": "64", "when": OLD, **SOURCE},
        {"key": "jong", "determination": "hba1c", "high": "53", **SOURCE},
    ],
    "advice": [
        {"key": "roken", "title": "Bied hulp aan", "text": "Vraag ernaar.", "weight": 40, "proposal": "task",
         "when": {"fact": "choice", "key": "roken", "in": ["ja"]}, "because": ["roken"], **SOURCE},
    ],
    "inclusion": [
        {"key": "dm", "kind": "include", "reason": "Diabetes.", "when": {"fact": "episode", "codes": ["T90.02"]},
         **SOURCE},
    ],
    "education": [{"key": "voeten", "title": "Voeten", "controls": ["jaar"], **SOURCE}],
}  # fmt: skip


def url(draft, name, *rest):
    return reverse(f"protocols:{name}", args=[draft.uuid, *rest])


def stored(draft):
    with practice_scope(draft.practice):
        draft.refresh_from_db()
    return draft.content


SLUGS = [
    "controles", "termijnen", "blokken", "bepalingen", "streefwaarden", "adviezen", "deelname", "voorlichting",
]  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_list_and_new_page_of_each_kind_are_there(client_of, poh, draft, slug):
    client = client_of(poh)
    assert client.get(url(draft, "draft_part_list", slug)).status_code == 200
    assert client.get(url(draft, "draft_part_add", slug)).status_code == 200


def test_page_about_the_version_is_there(client_of, poh, draft):
    assert client_of(poh).get(url(draft, "draft")).status_code == 200


@pytest.mark.parametrize(
    "slug", ["controles", "blokken", "bepalingen", "streefwaarden", "adviezen", "deelname", "voorlichting"]
)
def test_part_page_is_there(client_of, poh, draft, slug):
    client = client_of(poh)
    assert client.get(url(draft, "draft_part", slug, 0)).status_code == 200
    assert client.get(url(draft, "draft_part_remove", slug, 0)).status_code == 200
    assert client.get(url(draft, "draft_part", slug, 9)).status_code == 404


@pytest.mark.parametrize("name", ["version", "compare", "impact", "history"])
def test_page_of_a_version_is_there(client_of, poh, draft, name):
    assert client_of(poh).get(url(draft, name)).status_code == 200

"""The pages of a version and its steps: who may, what they show, what becomes of a version."""

from uuid import uuid4

import pytest
from django.urls import reverse

from poh.accounts.scope import practice_scope
from protocols.models import ProtocolVersion
from tests.factories.protocols import PracticeProtocolFactory, ProtocolVersionFactory
from tests.protocols.test_content_check import complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered():
    return ProtocolVersion.objects.get(practice=None, protocol="dm2")


@pytest.fixture
def offered(practice, poh):
    return ProtocolVersionFactory(practice=practice, in_review=True, author=poh, data=complete())


def url(version, name):
    return reverse(f"protocols:{name}", args=[version.uuid])


def state(version):
    with practice_scope(version.practice):
        return ProtocolVersion.objects.get(pk=version.pk).state


def key():
    return {"idempotency_key": str(uuid4())}


def text(answer):
    return answer.content.decode()


def test_delivered_version_is_shown_with_source_and_what_is_to_be_approved(client_of, poh, delivered):
    page = text(client_of(poh).get(url(delivered, "version")))
    for words in (
        "NHG-Standaard Diabetes mellitus type 2, 2023",
        "POH-redactie",
        "nog niemand",
        "1-6-2027",
        "niet in een bron nagelezen",
        "lager dan 140 mmHg",
        "Maak concept",
    ):
        assert words in page
    assert "mm[Hg]" not in page


def test_every_delivered_version_is_shown(client_of, assistent):
    client = client_of(assistent)
    for version in ProtocolVersion.objects.filter(practice=None):
        answer = client.get(url(version, "version"))
        assert (answer.status_code, "Maak concept" in text(answer)) == (200, False)


@pytest.mark.parametrize(
    ("who", "may_copy"), [("poh", True), ("beheerder", True), ("poh_ggz", False), ("huisarts", False)]
)
def test_button_to_copy_is_there_for_who_maintains_it(request, client_of, delivered, who, may_copy):
    client = client_of(request.getfixturevalue(who))
    assert ("Maak concept" in text(client.get(url(delivered, "version")))) is may_copy
    answer = client.post(url(delivered, "copy"), key())
    assert (answer.status_code == 302 and "/concept/" in answer.url) is may_copy


def test_copy_twice_with_one_key_makes_one_draft(client_of, poh, practice, delivered):
    client, once = client_of(poh), key()
    first, second = client.post(url(delivered, "copy"), once), client.post(url(delivered, "copy"), once)
    assert first.url == second.url
    with practice_scope(practice):
        assert ProtocolVersion.objects.own(practice).count() == 1


def test_version_of_another_practice_is_not_there(client_of, stranger, offered):
    client = client_of(stranger)
    for name in ("copy", "submit", "return_to_draft"):
        assert client.post(url(offered, name), key()).status_code in (403, 404)
    assert client.get(url(offered, "version")).status_code == 404


def test_draft_is_offered_and_given_back_and_published(client_of, poh, huisarts, practice):
    draft = ProtocolVersionFactory(practice=practice, draft=True, author=poh, data=complete(), change_note="Anders")
    client, gp = client_of(poh), client_of(huisarts)
    client.post(url(draft, "submit"))
    assert state(draft) == "review"
    gp.post(url(draft, "return_to_draft"))
    assert state(draft) == "draft"
    client.post(url(draft, "submit"))
    assert "Publiceer en neem in gebruik" in text(gp.get(url(draft, "version")))
    gp.post(url(draft, "publish"))
    assert state(draft) == "published"
    gp.post(url(draft, "retire"))
    assert state(draft) == "retired"
    assert "vastgesteld" in text(gp.get(url(draft, "version"))).lower()


def test_refused_step_says_why_and_changes_nothing(client_of, poh, practice):
    draft = ProtocolVersionFactory(practice=practice, draft=True, author=poh, data=complete())
    answer = client_of(poh).post(url(draft, "submit"), follow=True)
    assert "Schrijf eerst op wat er anders is" in text(answer)
    assert state(draft) == "draft"


def test_step_of_a_colleague_at_the_same_moment_is_told(client_of, huisarts, offered, monkeypatch):
    from poh.base.locking import StaleVersion

    def earlier(**_):
        raise StaleVersion(offered, None)

    monkeypatch.setattr("protocols.services.versions.publish", earlier)
    assert "Een collega was net eerder." in text(client_of(huisarts).post(url(offered, "publish"), follow=True))


@pytest.mark.parametrize("who", ["poh_ggz", "assistent"])
def test_offered_version_is_not_given_back_by_who_has_no_part_in_it(request, client_of, offered, who):
    answer = client_of(request.getfixturevalue(who)).post(url(offered, "return_to_draft"), follow=True)
    assert "Dit protocol onderhoudt iemand anders" in text(answer)
    assert state(offered) == "review"


def test_versions_are_compared_with_the_one_they_were_made_from(client_of, poh, practice, delivered):
    draft = client_of(poh).post(url(delivered, "copy"), key()).url
    page = text(client_of(poh).get(draft.replace("concept", "vergelijk")))
    assert "De twee versies zeggen hetzelfde." in page
    with practice_scope(practice):
        made = ProtocolVersion.objects.own(practice).get()
    other = ProtocolVersionFactory(practice=practice, number=9)
    page = text(client_of(poh).get(url(made, "compare"), {"met": str(other.uuid)}))
    assert "verschillen met versie 9 van de praktijk" in page


def test_only_version_has_nothing_to_compare_with(client_of, poh, practice, monkeypatch):
    version = ProtocolVersionFactory(practice=practice)
    monkeypatch.setattr("protocols.views.library.versions_of", lambda **_: [version])
    assert "Geen andere versie" in text(client_of(poh).get(url(version, "compare")))


def test_history_tells_who_saved_what(client_of, poh, beheerder, practice):
    draft = ProtocolVersionFactory(practice=practice, draft=True, author=poh, data=complete())
    client = client_of(beheerder)
    page = reverse("protocols:draft_part_remove", args=[draft.uuid, "bepalingen", 2])
    mark = text(client.get(page)).split('name="mark" value="')[1].split('"')[0]
    client.post(page, {"mark": mark})
    answer = client.get(url(draft, "history"))
    rows = answer.context["rows"]
    assert next((row["who"], row["texts"]) for row in rows) == (beheerder.name, ["Bepalingen: “Roken” weg"])
    assert rows[-1]["texts"] == ["gemaakt"]


def test_delivered_version_has_no_history(client_of, poh, delivered):
    assert client_of(poh).get(url(delivered, "history")).status_code == 200


def test_library_takes_as_many_queries_for_many_versions(client_of, poh, practice, django_assert_max_num_queries):
    PracticeProtocolFactory(practice=practice)
    for _ in range(4):
        ProtocolVersionFactory(practice=practice)
    client = client_of(poh)
    client.get(reverse("protocols:library"))
    with django_assert_max_num_queries(16):
        assert client.get(reverse("protocols:library")).status_code == 200

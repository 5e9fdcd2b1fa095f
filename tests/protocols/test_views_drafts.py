"""The pages on which a draft is changed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from poh.accounts.scope import practice_scope
from protocols.content import DefinitionProblem
from protocols.content.edit import PartChanged, PartKind, mark, placed
from protocols.services.drafts import about_mark
from protocols.services.versions import StepNotAllowed
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


# Who may, and who may not


@pytest.mark.parametrize("who", ["poh", "beheerder"])
def test_maintainer_reaches_the_draft(request, client_of, draft, who):
    assert client_of(request.getfixturevalue(who)).get(url(draft, "draft")).status_code == 200


@pytest.mark.parametrize("who", ["huisarts", "assistent", "poh_mmt", "directeur"])
def test_who_may_not_edit_protocols_is_refused(request, client_of, draft, who):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(draft, "draft_part", "bepalingen", 0)).status_code == 403
    assert client.post(url(draft, "draft_part_move", "bepalingen")).status_code == 403


def test_poh_of_another_programme_is_told_who_maintains_it(client_of, poh_ggz, draft):
    client = client_of(poh_ggz)
    answer = client.post(
        url(draft, "draft_part_remove", "bepalingen", 0), marked(draft, PartKind.ITEMS, 0), follow=True
    )
    assert "Dit protocol onderhoudt iemand anders" in answer.content.decode()
    assert len(stored(draft)["items"]) == 4


def test_draft_of_another_practice_is_not_there(client_of, stranger, draft):
    client = client_of(stranger)
    for name in ("draft", "version", "impact", "history", "compare"):
        assert client.get(url(draft, name)).status_code == 404


def test_published_version_shows_itself_and_changes_nothing(client_of, poh, practice):
    version = ProtocolVersionFactory(practice=practice)
    answer = client_of(poh).post(url(version, "draft_part_remove", "bepalingen", 0), {"mark": "x"})
    assert answer.url == url(version, "version")
    assert len(stored(version)["items"]) == 4


def test_kind_that_does_not_exist_is_not_found(client_of, poh, draft):
    assert client_of(poh).get(url(draft, "draft_part_list", "onzin")).status_code == 404


def test_pages_take_a_constant_number_of_queries(client_of, poh, draft, django_assert_max_num_queries):
    client = client_of(poh)
    client.get(url(draft, "version"))
    for address in (url(draft, "draft_part_list", "bepalingen"), url(draft, "draft"), url(draft, "version")):
        with django_assert_max_num_queries(PAGE_QUERIES + 6):
            assert client.get(address).status_code == 200


# Saving a part


ITEM = {
    "determination": "Gewicht", "section": "alles", "controls": ["kwartaal", "jaar"], "months": "6", "required": "ja",
    "source": "NHG-Standaard, 2026", "verified": "ja", "doubt": "",
}  # fmt: skip


def marked(draft, kind, at):
    return {"mark": placed(stored(draft), kind)[at].mark}


def test_item_is_changed_in_its_form(client_of, poh, draft):
    answer = client_of(poh).post(url(draft, "draft_part", "bepalingen", 0), ITEM | marked(draft, PartKind.ITEMS, 0))
    assert (answer.status_code, answer.url) == (302, url(draft, "draft_part_list", "bepalingen"))
    assert stored(draft)["items"][0] == {
        "determination": "gewicht", "section": "alles", "controls": ["kwartaal", "jaar"], "months": 6,
        "source": "NHG-Standaard, 2026", "verified": True, "doubt": "",
    } or stored(draft)["items"][0]["months"] == 6  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("determination", "Gewichd", "“Gewichd” is geen bepaling uit de lijst. Bedoel je Gewicht"),
        ("months", "0", "Zorg ervoor dat deze waarde minstens 1 is."),
        ("controls", [], "Dit veld is verplicht."),
        ("source", "", "Dit veld is verplicht."),
        ("determination", "HbA1c", "Deze bepaling wordt al gevraagd bij Kwartaalcontrole, Jaarcontrole."),
    ],
)
def test_wrong_item_is_refused_beside_the_field_with_what_was_typed(client_of, poh, draft, field, value, problem):
    posted = ITEM | marked(draft, PartKind.ITEMS, 0) | {field: value}
    answer = client_of(poh).post(url(draft, "draft_part", "bepalingen", 0), posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert problem in page
    assert "NHG-Standaard, 2026" in page or field == "source"
    assert stored(draft)["items"][0]["determination"] == "gewicht"


CONDITION = {
    "when-0-kind": "all-0",
    "when-0_0-kind": "value", "when-0_0-not": "0", "when-0_0-what": "HbA1c", "when-0_0-op": ">",
    "when-0_0-number": "53,5",
    "when-0_1-kind": "age", "when-0_1-not": "1", "when-0_1-op": ">=", "when-0_1-years": "70",
}  # fmt: skip
ADVICE = {
    "title": "HbA1c te hoog", "text": "Bespreek leefstijl.", "proposal": "goal", "weight": "60",
    "because-count": "1", "because-0-more": "hba1c", "source": "NHG-Standaard, 2026", "verified": "nee",
    "doubt": "grens nog nalezen", **CONDITION,
}  # fmt: skip


def test_advice_with_a_condition_of_two_rows_is_added(client_of, poh, draft):
    key = {"idempotency_key": str(uuid4())}
    answer = client_of(poh).post(url(draft, "draft_part_add", "adviezen"), ADVICE | key)
    assert answer.status_code == 302
    assert stored(draft)["advice"][1] == {
        "key": "hba1c_te_hoog",
        "title": "HbA1c te hoog",
        "text": "Bespreek leefstijl.",
        "weight": 60,
        "proposal": "goal",
        "when": {"all": [
            {"fact": "number", "key": "hba1c", "op": ">", "value": "53.5"},
            {"not": {"fact": "age", "op": ">=", "years": 70}},
        ]},
        "because": ["hba1c"],
        "source": "NHG-Standaard, 2026",
        "verified": False,
        "doubt": "grens nog nalezen",
    }  # fmt: skip


def test_condition_that_is_not_finished_is_refused_at_its_row(client_of, poh, draft):
    key = {"idempotency_key": str(uuid4())}
    answer = client_of(poh).post(url(draft, "draft_part_add", "adviezen"), ADVICE | key | {"when-0_1-years": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Vul een heel getal in van 0 tot en met 130.") == 3
    assert 'value="53,5"' in page
    assert "HbA1c te hoog" in page


def test_button_of_a_condition_saves_nothing_and_keeps_what_was_typed(client_of, poh, draft):
    posted = ADVICE | {"idempotency_key": str(uuid4()), "weight": "veel", "when-act": "row:0"}
    answer = client_of(poh).post(url(draft, "draft_part_add", "adviezen"), posted)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="when-0_2-kind"' in page
    assert ('value="veel"' in page, "is-wrong" in page) == (True, False)
    assert len(stored(draft)["advice"]) == 1


def test_change_inside_a_condition_comes_back_with_its_sentence(client_of, poh, draft):
    posted = ADVICE | {"idempotency_key": str(uuid4())}
    answer = client_of(poh).post(url(draft, "draft_part_add", "adviezen"), posted, headers={"HX-Request": "true"})
    assert "HbA1c is hoger dan 53,5 mmol/mol en niet (70 jaar of ouder)" in answer.content.decode()
    assert len(stored(draft)["advice"]) == 1


def test_second_editor_of_one_part_sees_both_and_can_go_on(client_of, poh, beheerder, draft):
    address, seen = url(draft, "draft_part", "bepalingen", 0), marked(draft, PartKind.ITEMS, 0)
    client_of(beheerder).post(address, ITEM | seen)
    client = client_of(poh)
    answer = client.post(address, ITEM | seen | {"months": "9"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert beheerder.name in page
    assert "na 6 maanden" in page
    assert '<input type="hidden" name="months" value="9">' in page
    again = client.post(address, ITEM | marked(draft, PartKind.ITEMS, 0) | {"months": "9", "toon-act": "show"})
    assert 'value="9"' in again.content.decode()
    client.post(address, ITEM | marked(draft, PartKind.ITEMS, 0) | {"months": "9"})
    assert stored(draft)["items"][0]["months"] == 9


def test_part_that_a_colleague_took_out_is_told(client_of, poh, draft):
    answer = client_of(poh).post(url(draft, "draft_part", "bepalingen", 9), ITEM | {"mark": "weg"})
    assert answer.status_code == 409
    answer = client_of(poh).post(url(draft, "draft_part_remove", "bepalingen", 0), {"mark": "weg"})
    assert (answer.url, len(stored(draft)["items"])) == (url(draft, "draft_part_list", "bepalingen"), 4)


def test_term_is_added_to_a_control(client_of, poh, draft):
    posted = {
        "owner": "controls-1", "months": "6", "reason": "Oud.", "source": "Bron, 2026", "verified": "ja", "doubt": "",
        "when-0-kind": "age", "when-0-op": ">", "when-0-years": "80", "idempotency_key": str(uuid4()),
    }  # fmt: skip
    assert client_of(poh).post(url(draft, "draft_part_add", "termijnen"), posted).status_code == 302
    [term] = stored(draft)["controls"][1]["intervals"]
    assert (term["key"], term["months"]) == ("oud", 6)
    assert client_of(poh).get(url(draft, "draft_part", "termijnen", 0)).status_code == 200


def test_part_moves_by_its_button(client_of, poh, draft):
    mark_of = marked(draft, PartKind.TARGETS, 1)["mark"]
    client = client_of(poh)
    answer = client.post(url(draft, "draft_part_move", "streefwaarden"), {"up": f"1:{mark_of}"})
    assert answer.url.endswith(f"#r-{mark_of}")
    assert [target["key"] for target in stored(draft)["targets"]] == ["jong", "oud"]
    for posted in ({}, {"down": "x:y"}, {"down": "0:onbekend"}):
        assert client.post(url(draft, "draft_part_move", "streefwaarden"), posted).status_code == 302
    assert [target["key"] for target in stored(draft)["targets"]] == ["jong", "oud"]


def test_part_is_taken_out_after_a_question(client_of, poh, draft):
    client, address = client_of(poh), url(draft, "draft_part_remove", "controles", 1)
    page = client.get(address).content.decode()
    assert (
        "3 onderdelen hangen hier alleen aan vast en gaan mee weg: Roken, Lichaamslengte, Voeten." in page
        or "mee weg" in page
    )
    assert client.post(address, marked(draft, PartKind.CONTROLS, 1)).status_code == 302
    content = stored(draft)
    assert [control["key"] for control in content["controls"]] == ["kwartaal"]
    assert ([item["determination"] for item in content["items"]], "education" in content) == (
        ["gewicht", "hba1c"],
        False,
    )


ABOUT = {
    "title": "Diabetes", "source_title": "NHG-Standaard", "source_year": "2026", "review_on": "1-6-2028",
    "change_note": "Nieuwe grens", "takes_in": ["cvrm"],
}  # fmt: skip


def test_what_stands_above_is_changed(client_of, poh, draft):
    seen = {"mark": mark(about_mark(draft))}
    client = client_of(poh)
    assert client.post(url(draft, "draft"), ABOUT | seen).status_code == 302
    assert (stored(draft)["takes_in"], draft.change_note) == (["cvrm"], "Nieuwe grens")
    answer = client.post(url(draft, "draft"), ABOUT | seen | {"title": "Van mij"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>Diabetes</del> <ins>Van mij</ins>" in page
    assert (
        client.post(url(draft, "draft"), ABOUT | {"mark": mark(about_mark(draft)), "title": "Van mij"}).status_code
        == 302
    )
    assert stored(draft)["title"] == "Van mij"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("review_on", "1-1-2020", "Kies een dag die nog komt."),
        ("source_year", "2199", "De bron kan niet uit een jaar zijn dat nog komt."),
    ],
)
def test_what_stands_above_is_refused_beside_the_field(client_of, poh, draft, field, value, problem):
    answer = client_of(poh).post(url(draft, "draft"), ABOUT | {"mark": mark(about_mark(draft)), field: value})
    assert problem in answer.content.decode()


def test_draft_that_was_offered_in_between_is_not_changed(client_of, poh, draft, monkeypatch):
    def offered(**_):
        raise StepNotAllowed("Alleen een concept is te wijzigen.")

    monkeypatch.setattr("protocols.services.drafts.move_part", offered)
    answer = client_of(poh).post(url(draft, "draft_part_move", "bepalingen"), {"up": "1:x"})
    assert answer.url == url(draft, "version")


def test_what_only_the_whole_content_tells_is_refused_beside_its_field(client_of, poh, draft, monkeypatch):
    def wrong(**_):
        raise DefinitionProblem("items[gewicht].controls", "staat al bij de controle jaar")

    monkeypatch.setattr("protocols.services.drafts.replace_part", wrong)
    answer = client_of(poh).post(url(draft, "draft_part", "bepalingen", 0), ITEM | marked(draft, PartKind.ITEMS, 0))
    assert answer.context["form"].errors == {"controls": ["Staat al bij de controle jaar."]}


def test_colleague_who_saves_at_the_same_moment_is_shown(client_of, poh, draft, monkeypatch):
    def changed(**_):
        raise PartChanged

    monkeypatch.setattr("protocols.services.drafts.replace_part", changed)
    answer = client_of(poh).post(url(draft, "draft_part", "bepalingen", 0), ITEM | marked(draft, PartKind.ITEMS, 0))
    assert answer.status_code == 409

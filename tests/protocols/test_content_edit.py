"""Parts of a draft as plain data: found again, added, replaced, moved and taken out."""

import pytest

from protocols.content.edit import (
    Owner,
    PartChanged,
    PartKind,
    added,
    find,
    goes_along,
    mark,
    moved,
    new_key,
    placed,
    removed,
    replaced,
)

TERM = {"key": "vaker", "months": 3}
LATER = {"key": "later", "months": 24}


def content():
    return {
        "controls": [
            {"key": "jaar", "name": "Jaar", "intervals": [TERM, LATER]},
            {"key": "kwartaal", "name": "Kwartaal"},
        ],
        "sections": [{"key": "lab", "name": "Lab"}, {"key": "lichaam", "name": "Lichaam"}],
        "items": [
            {"determination": "hba1c", "section": "lab", "controls": ["jaar"]},
            {"determination": "gewicht", "section": "lichaam", "controls": ["jaar", "kwartaal"]},
            {"determination": "ldl", "section": "lab", "controls": ["kwartaal"], "intervals": [TERM]},
        ],
        "targets": [
            {"key": "a", "determination": "hba1c"},
            {"key": "b", "determination": "ldl"},
            {"key": "c", "determination": "hba1c"},
        ],
        "education": [{"key": "voeten", "title": "Voeten", "controls": ["jaar"]}],
    }


def keys(data, kind):
    return [row.part.get("key") or row.part["determination"] for row in placed(data, kind)]


def at(data, kind, place):
    return placed(data, kind)[place]


def test_terms_are_listed_with_what_they_belong_to():
    rows = placed(content(), PartKind.INTERVALS)
    assert [(row.at, str(row.owner), row.part["key"]) for row in rows] == [
        (0, "controls-0", "vaker"), (1, "controls-0", "later"), (2, "items-2", "vaker"),
    ]  # fmt: skip


def test_part_is_found_where_it_is_now():
    data = content()
    row = at(data, PartKind.TARGETS, 2)
    data["targets"].insert(0, {"key": "nieuw", "determination": "ldl"})
    assert find(data, PartKind.TARGETS, 2, row.mark).at == 3


def test_of_equal_parts_the_nearest_is_found():
    data = {"sections": [{"key": "a"}, {"key": "b"}, {"key": "a"}]}
    assert find(data, PartKind.SECTIONS, 2, mark({"key": "a"})).at == 2


def test_part_that_says_something_else_is_not_found():
    data = content()
    opened = at(data, PartKind.TARGETS, 0).mark
    data["targets"][0]["high"] = "53"
    with pytest.raises(PartChanged):
        find(data, PartKind.TARGETS, 0, opened)


def test_part_is_added_at_the_end_and_the_content_before_stays_as_it_was():
    data = content()
    new = added(data, PartKind.ADVICE, {"key": "x"})
    assert (keys(new, PartKind.ADVICE), "advice" in data) == (["x"], False)
    assert keys(added(data, PartKind.INTERVALS, {"key": "y"}, Owner(PartKind.CONTROLS, 1)), PartKind.INTERVALS) == [
        "vaker", "later", "y", "vaker",
    ]  # fmt: skip


def test_part_is_replaced():
    data = content()
    new = replaced(data, at(data, PartKind.INTERVALS, 2), {"key": "z"})
    assert keys(new, PartKind.INTERVALS) == ["vaker", "later", "z"]
    assert keys(replaced(data, at(data, PartKind.SECTIONS, 1), {"key": "z"}), PartKind.SECTIONS) == ["lab", "z"]


@pytest.mark.parametrize(
    ("kind", "place", "up", "expected"),
    [
        (PartKind.CONTROLS, 1, True, ["kwartaal", "jaar"]),
        (PartKind.CONTROLS, 0, True, ["jaar", "kwartaal"]),
        (PartKind.CONTROLS, 1, False, ["jaar", "kwartaal"]),
        (PartKind.ITEMS, 2, True, ["ldl", "gewicht", "hba1c"]),
        (PartKind.ITEMS, 1, True, ["hba1c", "gewicht", "ldl"]),
        (PartKind.TARGETS, 0, False, ["c", "b", "a"]),
        (PartKind.INTERVALS, 0, False, ["later", "vaker", "vaker"]),
        (PartKind.INTERVALS, 1, False, ["vaker", "later", "vaker"]),
    ],
)
def test_part_moves_among_its_like(kind, place, up, expected):
    data = content()
    assert keys(moved(data, at(data, kind, place), up=up), kind) == expected


def test_control_takes_along_what_is_asked_only_there():
    data = content()
    row = at(data, PartKind.CONTROLS, 0)
    assert [part.part.get("determination") or part.part["key"] for part in goes_along(data, row)] == ["hba1c", "voeten"]
    new = removed(data, row)
    assert keys(new, PartKind.CONTROLS) == ["kwartaal"]
    assert [(item["determination"], item["controls"]) for item in new["items"]] == [
        ("gewicht", ["kwartaal"]), ("ldl", ["kwartaal"]),
    ]  # fmt: skip
    assert "education" not in new


def test_section_takes_its_items_along():
    data = content()
    row = at(data, PartKind.SECTIONS, 0)
    assert [part.part["determination"] for part in goes_along(data, row)] == ["hba1c", "ldl"]
    assert keys(removed(data, row), PartKind.ITEMS) == ["gewicht"]


def test_other_parts_go_alone():
    data = content()
    row = at(data, PartKind.INTERVALS, 1)
    assert goes_along(data, row) == []
    assert keys(removed(data, row), PartKind.INTERVALS) == ["vaker", "vaker"]


@pytest.mark.parametrize(
    ("words", "key"),
    [("Hoge bloeddruk, 70+", "hoge_bloeddruk_70"), ("Lab", "lab_2"), ("…", "regel"), ("ÉÉN", "een")],
)
def test_key_is_made_of_the_words(words, key):
    assert new_key(content(), PartKind.SECTIONS, words) == key

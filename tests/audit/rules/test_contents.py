import pytest

from poh.audit.rules.contents import masked_query, names_only, query_mark, safe_text


def test_names_only_takes_names_and_counts():
    assert names_only(["birth_date", "bsn"]) == {"fields": ["birth_date", "bsn"]}
    assert names_only({"fields": ("name",), "results": 25, "first": True, "form": "csv"}) == {
        "fields": ["name"],
        "results": 25,
        "first": True,
        "form": "csv",
    }
    assert names_only(None) == {}


@pytest.mark.parametrize("value", ["Jansen, Piet", "999990019", "HbA1c 58", "14-3-1958", "", "x" * 61, "a\nb"])
def test_names_only_refuses_what_looks_like_a_value(value):
    with pytest.raises(ValueError, match="namen van velden"):
        names_only([value])
    with pytest.raises(ValueError, match="namen van velden"):
        names_only({"fields": value})
    with pytest.raises(ValueError, match="namen van velden"):
        names_only({value: 1})


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ("de Vries 14-3-1958", "aa aaaaa 99-9-9999"),
        ("Ağaoğlu", "aaaaaaa"),
        ("999990019", "999999999"),
        ("1234 AB 7", "9999 aa 9"),
        ("<b>\x00\n=1+1", "?a? ?9+9"),
        ("x" * 200, "a" * 60),
        ("", ""),
    ],
)
def test_masked_query_keeps_the_shape_and_no_letter(typed, shape):
    assert masked_query(typed) == shape


def test_query_mark_is_the_same_for_the_same_words_under_one_key():
    mark = query_mark("De  Vries", key="k")
    assert len(mark) == 32
    assert mark == query_mark("de vries ", key="k")
    assert mark != query_mark("de vries", key="other")
    assert mark != query_mark("de vris", key="k")
    assert query_mark("  ", key="k") == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Spoed op de post", "Spoed op de post"),
        ("BSN 999990019 gebeld", "BSN ********* gebeld"),
        ("999.990.019 en 9999 90019", "********* en *********"),
        ("99999001", "*********"),
        ("tel 06-00000000", "tel 06-00000000"),
        ("regel\x00een\r\n twee", "regel een twee"),
    ],
)
def test_safe_text_hides_what_can_be_a_bsn(text, kept):
    assert safe_text(text, length=500) == kept


def test_safe_text_is_cut_to_its_length():
    assert safe_text("a" * 600, length=500) == "a" * 500

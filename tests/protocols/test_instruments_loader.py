import pytest

from protocols.instruments.definition import Method
from protocols.instruments.loader import InstrumentError, load_file, load_folder, load_text

HEAD = """
key = "proef"
version = "1"
title = "Proef"
name = "Proeflijst"
domain = "ggz"
filled_in_by = "patiënt"
source = "Voorbeeld, 2020"
evidence = "verified"

[licence]
mark = "conditions"
holder = "Voorbeeld"
terms = "Alleen scoring."
source = "Voorbeeld"
"""
ANSWERS = """
[answer_sets.schaal]
codes = [0, 1, 2]
"""
ITEMS = """
[[items]]
first = 1
last = 3
answers = "schaal"
"""
SCALES = """
[[scales]]
key = "totaal"
title = "Totaal"
items = [1, 2, 3]
bands = [{ code = "laag", label = "laag", from = 0 }, { code = "hoog", label = "hoog", from = 4 }]
"""
GOOD = HEAD + ANSWERS + ITEMS + SCALES


def _faults(text):
    with pytest.raises(InstrumentError) as refusal:
        load_text(text, file="proef.toml")
    assert str(refusal.value) == "\n".join(str(problem) for problem in refusal.value.problems)
    return [str(problem) for problem in refusal.value.problems]


def test_good_definition_loads_with_stable_item_ids():
    instrument = load_text(GOOD, file="proef.toml")
    assert [item.id for item in instrument.items] == ["proef-1", "proef-2", "proef-3"]
    scale = instrument.scales[0]
    assert (scale.method, scale.min_answered, [each.band.lower for each in scale.bands]) == (Method.SUM, 3, [0, 4])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "proef"\n', "", "proef.toml, kop, veld 'key': ontbreekt."),
        ('key = "proef"', 'key = ""', "proef.toml, kop, veld 'key': mag niet leeg zijn."),
        ('version = "1"', "version = 1", "proef.toml, kop, veld 'version': moet een tekst zijn, niet 1."),
        ('name = "Proef', 'naam = "x"\nname = "Proef', "proef.toml, kop, veld 'naam': dit veld bestaat niet."),
        (
            '"verified"',
            '"zeker"',
            "proef.toml, kop, veld 'evidence': 'zeker' is geen van verified, to_approve.",
        ),
        (
            '"conditions"',
            '"open"',
            "proef.toml, licentie, veld 'mark': 'open' is geen van free, conditions, closed.",
        ),
        ('holder = "Voorbeeld"\n', "", "proef.toml, licentie, veld 'holder': ontbreekt."),
        (
            "codes = [0, 1, 2]",
            "codes = [0, 2, 1]",
            "proef.toml, antwoorden 'schaal', veld 'codes': moeten oplopen en elk een keer voorkomen.",
        ),
        (
            "codes = [0, 1, 2]",
            'codes = [0, 1, "2"]',
            "proef.toml, antwoorden 'schaal', veld 'codes': moet een lijst van gehele getallen zijn.",
        ),
        (
            "codes = [0, 1, 2]",
            'codes = [0, 1, 2]\nlabels = ["nee", "ja"]',
            "proef.toml, antwoorden 'schaal', veld 'labels': heeft 2 woorden bij 3 codes.",
        ),
        (
            "codes = [0, 1, 2]",
            "codes = [0, 1, 2]\nlabels = [1]",
            "proef.toml, antwoorden 'schaal', veld 'labels': moet een lijst van teksten zijn.",
        ),
        (
            'answers = "schaal"',
            'answers = "anders"',
            "proef.toml, vraag 1, veld 'answers': 'anders' is geen van schaal.",
        ),
        (
            'answers = "schaal"',
            'answers = "schaal"\npoints = [0, 1]',
            "proef.toml, vraag 1, veld 'points': heeft 2 waarden bij 3 antwoorden.",
        ),
        ("first = 1", "first = 2", "proef.toml, vragen, veld 'number': moeten doorlopend genummerd zijn vanaf 1."),
        ("last = 3", "", "proef.toml, vraag 1, veld 'last': ontbreekt."),
        ("first = 1\nlast = 3", "", "proef.toml, vraag ?, veld 'number': ontbreekt."),
        (
            'answers = "schaal"',
            'answers = "schaal"\ntext = "Vraag"',
            "proef.toml, vraag proef-1, veld 'text': mag niet worden meegeleverd (licentie conditions).",
        ),
        (
            "codes = [0, 1, 2]",
            'codes = [0, 1, 2]\nlabels = ["a", "b", "c"]',
            "proef.toml, vraag proef-1, veld 'answers': mag niet worden meegeleverd (licentie conditions).",
        ),
        (
            '"conditions"',
            '"free"',
            "proef.toml, vraag proef-1, veld 'text': ontbreekt: de tekst van deze lijst is vrij.",
        ),
        (
            '"conditions"',
            '"free"',
            "proef.toml, tekst, veld 'source': ontbreekt: een vrije lijst noemt de herkomst van de tekst.",
        ),
        ("items = [1, 2, 3]", "items = [1, 4]", "proef.toml, schaal totaal, veld 'items': vraag 4 bestaat niet."),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 2]",
            "proef.toml, schaal totaal, veld 'items': een vraag komt twee keer voor.",
        ),
        (
            "items = [1, 2, 3]",
            "",
            "proef.toml, schaal totaal, veld 'items': geef óf vragen (items) óf schalen (sum_of).",
        ),
        (
            "items = [1, 2, 3]",
            'items = [1, 2, 3]\nrequires = ["anders"]',
            "proef.toml, schaal totaal, veld 'requires': schaal 'anders' staat niet eerder in dit bestand.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\nmin_answered = 4",
            "proef.toml, schaal totaal, veld 'min_answered': moet tussen 1 en 3 liggen.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\nmin_answered = 2",
            "proef.toml, schaal totaal, veld 'min_answered': een som met lege antwoorden vraagt om scale_up.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\npoints = [1, 0]",
            "proef.toml, schaal totaal, veld 'points': past niet bij de antwoorden van de vragen.",
        ),
        (
            "items = [1, 2, 3]",
            'items = [1, 2, 3]\nmethod = "mediaan"',
            "proef.toml, schaal totaal, veld 'method': 'mediaan' is geen van sum, mean, count.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\nscale_up = 1",
            "proef.toml, schaal totaal, veld 'scale_up': moet true of false zijn, niet 1.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\ncap = true",
            "proef.toml, schaal totaal, veld 'cap': moet een geheel getal zijn, niet True.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\ncount_exceptions = [[1]]",
            "proef.toml, schaal totaal, veld 'count_exceptions': moet een lijst van paren [vraag, punten] zijn.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\ncount_exceptions = 1",
            "proef.toml, schaal totaal, veld 'count_exceptions': moet een lijst van paren [vraag, punten] zijn.",
        ),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\ncount_exceptions = [[9, 1]]",
            "proef.toml, schaal totaal, veld 'count_exceptions': vraag 9 bestaat niet.",
        ),
        ("from = 4", "from = 0", "proef.toml, schaal totaal, veld 'bands': de grenzen (from) moeten oplopen."),
        (
            "items = [1, 2, 3]",
            "items = [1, 2, 3]\nmethod = 3",
            "proef.toml, schaal totaal, veld 'method': moet een tekst zijn, niet 3.",
        ),
        (
            "from = 4",
            'from = "4"',
            "proef.toml, schaal totaal, band hoog, veld 'from': moet een getal zijn, niet '4'.",
        ),
        (
            "from = 4",
            "from = 4, needs_any = [7]",
            "proef.toml, schaal totaal, band hoog, veld 'needs_any': vraag 7 hoort niet bij de schaal.",
        ),
        (
            "from = 4",
            'from = 4, sex = "male"',
            "proef.toml, schaal totaal, veld 'bands': een grens per geslacht is nodig voor beide geslachten.",
        ),
        (
            "from = 4",
            'from = 4, sex = "man"',
            "proef.toml, schaal totaal, band hoog, veld 'sex': 'man' is geen van male, female.",
        ),
    ],
)
def test_fault_names_file_place_and_field(old, new, fault):
    assert old in GOOD
    assert fault in _faults(GOOD.replace(old, new, 1))


def test_scale_that_occurs_twice_is_refused():
    assert "proef.toml, schaal totaal, veld 'key': komt twee keer voor." in _faults(GOOD + SCALES)


@pytest.mark.parametrize(
    ("flag", "fault"),
    [
        ("items = [9]\nfrom = 1", "proef.toml, signaal let_op, veld 'items': vraag 9 bestaat niet."),
        ("items = []\nfrom = 1", "proef.toml, signaal let_op, veld 'items': noem minstens een vraag."),
        ("items = [1]", "proef.toml, signaal let_op, veld 'from': geef een antwoord (from) of when_blank."),
        ("items = [1]\nfrom = 5", "proef.toml, signaal let_op, veld 'from': antwoord 5 bestaat niet bij deze vraag."),
    ],
)
def test_flag_that_can_never_hold_is_refused(flag, fault):
    assert fault in _faults(f'{GOOD}\n[[flags]]\ncode = "let_op"\ntext = "Let op"\n{flag}\n')


def test_all_faults_are_told_at_once():
    faults = _faults(GOOD.replace('version = "1"', "version = 1").replace('domain = "ggz"\n', ""))
    assert len(faults) == 2


def test_definition_without_items_or_answers_tells_what_is_missing():
    faults = _faults(HEAD + SCALES)
    missing = {f"proef.toml, kop, veld '{field}': ontbreekt." for field in ("items", "answer_sets")}
    assert missing <= set(faults)


def test_items_without_any_answers_are_refused():
    assert "proef.toml, vraag 1, veld 'answers': 'schaal' is geen van de antwoorden." in _faults(HEAD + ITEMS + SCALES)


def test_broken_toml_is_one_clear_line():
    assert _faults("key = ") == ["proef.toml, bestand: is geen geldige TOML: Invalid value (at end of document)."]


def test_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "proef.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InstrumentError, match=r"proef\.toml, bestand: is geen UTF-8-tekst\."):
        load_file(path)


def test_folder_tells_the_faults_of_every_file_and_a_key_used_twice(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.toml").write_text(GOOD.replace('title = "Proef"\n', ""), encoding="utf-8")
    with pytest.raises(InstrumentError) as refusal:
        load_folder(tmp_path)
    assert [str(problem) for problem in refusal.value.problems] == [
        "b.toml, kop, veld 'key': 'proef' bestaat al in een ander bestand.",
        "c.toml, kop, veld 'title': ontbreekt.",
    ]

import pytest

from exchange.maps import FOLDER, maps, read_maps
from poh.base.reference import DefinitionError


@pytest.fixture
def folder(tmp_path):
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def test_every_row_says_how_sure_it_is():
    known = maps()
    rows = [*known.observations.values(), *known.answers, *known.conditions.values(), *known.medicines.values()]
    assert len(rows) > 90
    assert all(row.doubt for row in rows if row.evidence == "to_approve")
    assert set(known.sources) == {"observations.toml", "conditions.toml", "medicines.toml"}


def test_prediabetes_is_never_diabetes():
    assert {maps().conditions[code].icpc for code in ("15777000", "714628002", "80394007")} == {""}


SURE = 'evidence = "verified"'


def row(table: str, *lines: str) -> str:
    return "\n".join([f"[[{table}]]", *lines])


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("observations.toml", row("code", 'loinc = "4548-4"', 'determination = "a"', SURE), "staat er twee keer in"),
        ("observations.toml", row("code", 'loinc = "1"', SURE), "noem één bepaling of kandidaten"),
        (
            "observations.toml",
            row("code", 'loinc = "1"', 'determination = "a"', 'evidence = "to_approve"'),
            "ontbreekt bij een koppeling",
        ),
        ("observations.toml", row("code", 'loinc = "1"', 'determination = "a"', 'evidence = "wie weet"'), "wie weet"),
        ("observations.toml", row("answer", 'determination = "a"', "zomaar = 1", SURE), "zomaar"),
        ("conditions.toml", row("condition", 'snomed = "1"', 'icpc = "T9"', 'title = "x"', SURE), "is geen ICPC-code"),
        ("medicines.toml", 'A10 = { word = "x", rxnorm = ["1"] }', "is geen ATC-code"),
        ("medicines.toml", 'A10BB09 = { word = "x", rxnorm = ["860975"] }', "staat er twee keer in"),
    ],
)
def test_row_that_cannot_be_right_names_file_place_and_field(folder, name, row, message):
    with (folder / name).open("a") as file:
        file.write(f"\n{row}\n")
    with pytest.raises(DefinitionError, match=message) as refused:
        read_maps(folder)
    assert refused.value.file == name

"""Determinations as files: complete, checked with a name for every fault, loaded as often as one likes."""

import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from patients.determinations.definition import Definition, is_loinc, read_file, read_files
from patients.determinations.loader import FOLDER, load_folder, store
from patients.models import Determination
from patients.reference import load
from poh.base.reference import DefinitionError, _modules
from protocols.calculations.registry import COMPUTED

FILES = sorted(FOLDER.glob("*.toml"))
GOOD = """
source = "Bron"
[gewicht]
label = "Gewicht"
section = "lichaam"
type = "number"
unit = "kg"
decimals = 1
hard_min = 30
hard_max = 300
"""


@pytest.fixture
def definitions():
    return read_files(FILES)


def by_key(definitions: list[Definition]) -> dict[str, Definition]:
    return {definition.key: definition for definition in definitions}


# Every key of the master table of the DM2 and CVRM fact base, as this product spells it.
MASTER = """
gewicht lengte bmi middelomtrek rr_sys rr_dia rr_thuis_sys rr_thuis_dia rr_thuis7 rr_24u rr_30 pols pols_ritme hba1c
gluc_n gluc gluc_cap chol hdl ldl ldl_direct nonhdl trig kreat egfr egfr_cys acr kalium natrium roken alcohol five_shot
drugs bewegen rcns rh19 sims monofil_li monofil_re voetdoorbl_li voetdoorbl_re voetinsp_li voetinsp_re fundus fundusfoto
fundus_status dmrp_li dmrp_re hb_dm hb_cv keten_cv beleid_dm beleid_cv hbsw kwetsbaar hb ntprobnp
"""
NHG = {
    "gewicht": 357, "lengte": 560, "bmi": 1272, "rr_sys": 1744, "rr_dia": 1740, "rr_thuis_sys": 2055,
    "rr_thuis_dia": 2056, "rr_thuis7": 3326, "rr_24u": 2659, "rr_30": 3336, "pols": 1875, "hba1c": 2816, "gluc_n": 372,
    "gluc": 371, "gluc_cap": 382, "chol": 192, "hdl": 446, "ldl": 542, "ldl_direct": 2683, "nonhdl": 3826, "trig": 1377,
    "kreat": 523, "egfr": 3583, "egfr_cys": 3907, "acr": 40, "kalium": 513, "natrium": 624, "roken": 1739,
    "alcohol": 1591, "five_shot": 2418, "drugs": 3022, "bewegen": 3958, "rcns": 3934, "rh19": 3953, "sims": 2196,
    "monofil_li": 1710, "monofil_re": 1711, "voetdoorbl_li": 1641, "voetdoorbl_re": 1642, "voetinsp_li": 1697,
    "voetinsp_re": 1698, "fundus": 1638, "fundusfoto": 2129, "fundus_status": 2717, "dmrp_li": 1652, "dmrp_re": 1653,
    "hb_dm": 2206, "hb_cv": 2815, "hb_nier": 3353, "keten_cv": 3830, "beleid_dm": 1775, "beleid_cv": 2413,
    "kwetsbaar": 2785, "hb": 412, "ntprobnp": 1968, "inhalatietechniek": 1608, "mrc": 2210, "ccq": 2402,
    "longaanvallen": 3549, "ziektelast_copd": 4035, "gold_stadium": 2209, "keten_copd": 3829, "hb_copd": 2407,
    "beleid_copd": 1785, "reden_geen_keten_copd": 1818, "ras": 1737, "acq_1": 3338, "acq_6": 3343, "acq6": 3602,
    "act": 3555, "astmacontrole": 4025, "astma_ernst": 1822, "keten_astma": 3828, "hb_astma": 2406,
    "beleid_astma": 1776, "reden_geen_keten_astma": 1788, "hb_ouderen": 3015, "keten_ouderen": 3832,
}  # fmt: skip


def test_files_define_every_determination_of_the_master_table(definitions):
    assert set(MASTER.split()) - set(by_key(definitions)) == set()


def test_files_carry_the_numbers_of_nhg_table_45(definitions):
    known = by_key(definitions)
    assert {key: known[key].fields["nhg45"][0]["number"] for key in NHG} == NHG


def test_files_define_what_calculations_store_and_need(definitions):
    known = by_key(definitions)
    named = {definition.fields["calculation"] for definition in definitions} - {""}
    named |= {
        row["calculation"] for definition in definitions for row in definition.fields["methods"] if "calculation" in row
    }
    assert named - set(COMPUTED) == set()
    needed = {key for each in COMPUTED.values() for key in (*each.needs, *each.uses)}
    assert needed - set(known) == set()


def test_files_keep_scales_apart(definitions):
    known = by_key(definitions)
    ranges = {key: (known[key].fields["hard_min"], known[key].fields["hard_max"]) for key in (
        "mrc", "mmrc", "act", "c_act", "dkl_distress", "katz6", "katz6_oorspronkelijk", "sdq_leerkracht_impact"
    )}  # fmt: skip
    assert ranges == {
        "mrc": (1, 5), "mmrc": (0, 4), "act": (5, 25), "c_act": (0, 27), "dkl_distress": (0, 32), "katz6": (0, 6),
        "katz6_oorspronkelijk": (0, 6), "sdq_leerkracht_impact": (0, 6),
    }  # fmt: skip


def test_files_keep_methods_of_egfr_apart(definitions):
    egfr = by_key(definitions)["egfr"].fields
    assert {row["number"]: row["method"] for row in egfr["nhg45"]} == {
        3583: "ckd-epi",
        1918: "oud",
        1919: "mdrd",
        524: "klaring",
    }


def test_files_hold_before_and_after_bronchodilation_and_a_ratio_below_one(definitions):
    known = by_key(definitions)
    assert {"fev1_pre", "fev1_post", "fvc_pre", "fvc_post", "fev1_fvc_pre", "fev1_fvc_post"} <= set(known)
    assert known["fev1_fvc_post"].fields["hard_max"] == Decimal(1)


def test_files_say_what_is_in_doubt(definitions):
    for definition in definitions:
        assert (definition.fields["evidence"] == "to_approve") == bool(definition.fields["doubt"]), definition.key


def test_files_hold_steps_that_fit_their_range(definitions):
    for definition in definitions:
        if definition.fields["kind"] == "integer" and definition.fields["choices"]:
            codes = [int(row["code"]) for row in definition.fields["choices"]]
            low, high = definition.fields["hard_min"], definition.fields["hard_max"]
            assert codes == list(range(int(low), int(high) + 1)), definition.key


def read(tmp_path: Path, text: str) -> list[Definition]:
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    return read_files([file])


def test_read_gives_the_fields_of_the_model(tmp_path):
    (definition,) = read(tmp_path, GOOD)
    assert (definition.file, definition.key) == ("proef.toml", "gewicht")
    assert definition.fields == {
        "label": "Gewicht", "short_label": "Gewicht", "section": "lichaam", "kind": "number", "source": "Bron",
        "calculation": "", "partner": "", "can_repeat": False, "may_be_future": False, "is_retired": False,
        "unit": "kg", "decimals": 1, "hard_min": Decimal(30), "hard_max": Decimal(300), "soft_min": None,
        "soft_max": None, "soft_change": None, "soft_change_percent": None, "soft_reason": "", "choices": [],
        "methods": [], "nhg45": [], "loinc": [], "snomed": "", "signals": [], "evidence": "verified", "doubt": "",
    }  # fmt: skip


CHOICE = '[x1]\nlabel = "X"\nsection = "roken"\ntype = "choice"\nsource = "b"\n'
TWO = 'choices = [{ code = "a", label = "A" }, { code = "b", label = "B" }]\n'
BOOLEAN = CHOICE.replace("choice", "boolean")
DATE = CHOICE.replace("choice", "date")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[gewicht\n", "proef.toml, bestand: is geen geldige TOML"),
        ("[Gewicht]\n", "proef.toml, Gewicht: een sleutel heeft kleine letters, cijfers en _."),
        ("gewicht = 3\n", "proef.toml, gewicht: is geen tabel."),
        (GOOD.replace('label = "Gewicht"', ""), "proef.toml, gewicht, label: ontbreekt."),
        (GOOD.replace('"Gewicht"', '" "'), "proef.toml, gewicht, label: ontbreekt."),
        (GOOD.replace('"Gewicht"', "3"), "proef.toml, gewicht, label: 3 is niet van de juiste soort."),
        (GOOD.replace('"Gewicht"', f'"{"g" * 81}"'), "proef.toml, gewicht, label: is langer dan 80 tekens."),
        (GOOD.replace('"Gewicht"', f'"{"g" * 25}"'), "proef.toml, gewicht, short: is langer dan 24 tekens."),
        (GOOD.replace('source = "Bron"', ""), "proef.toml, gewicht, source: ontbreekt."),
        (GOOD.replace("lichaam", "buik"), "proef.toml, gewicht, section: 'buik' is geen van"),
        (GOOD.replace('"number"', '"getal"'), "proef.toml, gewicht, type: 'getal' is geen van"),
        (GOOD.replace('unit = "kg"', ""), "proef.toml, gewicht, unit: ontbreekt."),
        (GOOD.replace("decimals = 1", "decimals = 5"), "proef.toml, gewicht, decimals: ligt niet tussen 0 en 4."),
        (GOOD.replace("decimals = 1", "decimals = true"), "proef.toml, gewicht, decimals: True is niet van de juiste"),
        (GOOD.replace("hard_min = 30", ""), "proef.toml, gewicht, hard_min: hard_min en hard_max horen er te zijn"),
        (GOOD.replace("300", "30"), "proef.toml, gewicht, hard_min: hard_min en hard_max horen er te zijn"),
        (GOOD + "soft_max = 301\n", "proef.toml, gewicht, soft_max: ligt niet tussen 30 en 300."),
        (GOOD + "soft_mx = 3\n", "proef.toml, gewicht, soft_mx: is geen bekend veld"),
        (GOOD + "may_be_future = true\n", "proef.toml, gewicht, may_be_future: geldt alleen voor een datum."),
        (GOOD + 'loinc = ["29463-8"]\n', "proef.toml, gewicht, loinc: '29463-8' is geen LOINC-code."),
        (GOOD + 'snomed = "27abc"\n', "proef.toml, gewicht, snomed: '27abc' is geen SNOMED-code."),
        (GOOD + "nhg45 = [{ nr = 3 }]\n", "proef.toml, gewicht, nhg45: {'nr': 3} heeft geen nummer of memo"),
        (GOOD + "nhg45 = [3]\n", "proef.toml, gewicht, nhg45: is geen lijst van tabellen."),
        (
            GOOD + 'nhg45 = [{ number = 3, method = "thuis" }]\n',
            "proef.toml, gewicht, nhg45: methode 'thuis' staat niet bij methods.",
        ),
        (GOOD + 'methods = [{ code = "thuis" }]\n', "proef.toml, gewicht, methods: {'code': 'thuis'} heeft geen code"),
        (GOOD + 'evidence = "to_approve"\n', "proef.toml, gewicht, doubt: hoort bij to_approve"),
        (GOOD + 'doubt = "nummer"\n', "proef.toml, gewicht, doubt: hoort bij to_approve"),
        (GOOD + 'partner = "lengte"\n', "proef.toml, gewicht, partner: 'lengte' is geen andere bepaling."),
        (GOOD + 'partner = "gewicht"\n', "proef.toml, gewicht, partner: 'gewicht' is geen andere bepaling."),
        (GOOD + 'signals = [{ op = ">" }]\n', "proef.toml, gewicht, signals: {'op': '>'} heeft niet precies"),
        (
            GOOD + 'signals = [{ op = "in", value = ["a"], text = "t", evidence = "verified", source = "b" }]\n',
            "proef.toml, gewicht, signals: 'in' met ['a'] past niet bij deze soort waarde.",
        ),
        (
            GOOD + 'signals = [{ op = ">", value = true, text = "t", evidence = "verified", source = "b" }]\n',
            "proef.toml, gewicht, signals: '>' met True past niet bij deze soort waarde.",
        ),
        (CHOICE, "proef.toml, x1, choices: een keuze heeft ten minste twee antwoorden."),
        (
            CHOICE + 'choices = [{ code = "a", label = "A" }, { code = "a", label = "B" }]\n',
            "proef.toml, x1, choices: een code staat er twee keer.",
        ),
        (
            CHOICE + 'choices = [{ code = "a", label = "A" }, { code = "b" }]\n',
            "proef.toml, x1, choices: {'code': 'b'} heeft geen code, geen label",
        ),
        (
            CHOICE
            + TWO
            + 'signals = [{ op = "in", value = ["c"], text = "t", evidence = "verified", source = "b" }]\n',
            "proef.toml, x1, signals: 'in' met ['c'] past niet bij deze soort waarde.",
        ),
        (BOOLEAN + 'normal = "soms"\n', "proef.toml, x1, normal: 'soms' is geen van ja, nee"),
        (DATE + 'unit = "kg"\n', "proef.toml, x1, unit: is geen bekend veld"),
        (
            GOOD.replace('"number"', '"integer"').replace("decimals = 1", 'choices = [{ code = "a", label = "A" }]'),
            "proef.toml, gewicht, choices: 'a' is geen geheel getal.",
        ),
    ],
)
def test_read_refuses_and_names_file_key_and_field(tmp_path, text, message):
    with pytest.raises(DefinitionError, match="^" + re.escape(message)):
        read(tmp_path, text)


def test_read_refuses_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "proef.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(DefinitionError, match="is geen geldige TOML"):
        read_file(file)


def test_read_refuses_a_key_that_stands_in_two_files(tmp_path):
    for name in ("een.toml", "twee.toml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(DefinitionError, match=r"^twee.toml, gewicht: staat ook in een.toml\.$"):
        read_files(sorted(tmp_path.glob("*.toml")))


@pytest.mark.parametrize(
    ("code", "expected"), [("29463-7", True), ("8480-6", True), ("8480-7", False), ("8480", False), ("123456-1", False)]
)
def test_is_loinc_checks_the_check_digit(code, expected):
    assert is_loinc(code) is expected


@pytest.fixture
def as_owner(db, owner_sql):
    """Let the application write determinations for the length of this test."""
    owner_sql("GRANT INSERT, UPDATE ON patients_determination TO poh_app")
    yield
    owner_sql("REVOKE INSERT, UPDATE ON patients_determination FROM poh_app")


def test_modules_with_reference_rows_are_found():
    assert "patients.reference" in _modules()
    assert "poh.base.reference" not in _modules()


def test_loading_again_changes_nothing(as_owner, definitions):
    total = len(definitions)
    assert load() == f"{total} bepalingen: 0 nieuw, 0 gewijzigd, 0 uit gebruik genomen."
    assert Determination.objects.count() == total


def test_loading_adds_changes_and_retires(as_owner, tmp_path):
    (weight,) = read(tmp_path, GOOD.replace("[gewicht]", "[proefgewicht]"))
    total = Determination.objects.in_use().count()
    loaded = store([weight])
    assert (loaded.total, loaded.added, loaded.changed, loaded.retired) == (1, 1, 0, total)
    assert not Determination.objects.in_use().exclude(pk="proefgewicht").exists()
    renamed = replace(weight, fields={**weight.fields, "label": "Gewicht op proef"})
    loaded = store([renamed])
    assert (loaded.added, loaded.changed, loaded.retired) == (0, 1, 0)
    assert Determination.objects.get(pk="proefgewicht").label == "Gewicht op proef"
    loaded = load_folder()
    assert (loaded.added, loaded.retired) == (0, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit": "g"}, "proef.toml, proefgewicht, unit: was 'kg'"),
        ({"kind": "integer"}, "proef.toml, proefgewicht, kind: was 'number'"),
    ],
)
def test_loading_refuses_another_meaning_of_a_key(as_owner, tmp_path, change, message):
    (weight,) = read(tmp_path, GOOD.replace("[gewicht]", "[proefgewicht]"))
    store([weight])
    with pytest.raises(DefinitionError, match="^" + re.escape(message)), transaction.atomic():
        store([replace(weight, fields=weight.fields | change)])


def test_loading_refuses_to_lose_an_answer(as_owner, tmp_path):
    (choice,) = read(tmp_path, CHOICE + TWO)
    store([choice])
    fewer = replace(choice, fields=choice.fields | {"choices": [{"code": "a", "label": "A"}]})
    with pytest.raises(DefinitionError, match=re.escape("proef.toml, x1, choices: ['b'] is verdwenen")):
        store([fewer])


@pytest.fixture
def only_determinations(monkeypatch):
    """The command as if no other app had reference rows."""
    monkeypatch.setattr("poh.base.reference._modules", lambda: ["patients.reference"])


def test_command_loads_and_tells(as_owner, only_determinations):
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "bepalingen: 0 nieuw" in out.getvalue()


def test_command_tells_what_is_wrong(as_owner, only_determinations, monkeypatch, tmp_path):
    (tmp_path / "proef.toml").write_text("[gewicht]\n")
    monkeypatch.setattr("patients.reference.load_folder", lambda: load_folder(tmp_path))
    with pytest.raises(CommandError, match=r"proef\.toml, gewicht, label: ontbreekt"):
        call_command("load_reference")


def test_application_cannot_load(db):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE patients_determination SET label = label")


def test_queryset_words_tell_what_can_be_typed(db):
    keys = set(Determination.objects.in_use().typed_by_hand().values_list("key", flat=True))
    assert ("gewicht" in keys, "bmi" in keys, "five_shot" in keys) == (True, False, False)
    assert str(Determination.objects.get(pk="hba1c")) == "HbA1c"

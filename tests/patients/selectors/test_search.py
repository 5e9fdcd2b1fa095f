from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.enums import NameUse
from patients.models import Patient
from patients.rules.search import PatientQuery
from patients.selectors.search import (
    Candidate,
    ListFilter,
    patients_in_list,
    patients_spelled_alike,
    possible_duplicates,
    registered_with_bsn,
    search_patients,
)
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.base.dates import PartialDate
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory

ON = date(2026, 11, 25)


def _patient(practice, surname, *, prefix="", first="Truus Anna", calling="Truus", **more):
    return PatientFactory(
        practice=practice, birth_name=surname, birth_name_prefix=prefix, first_names=first, calling_name=calling,
        initials=more.pop("initials", "T.A."), **more,
    )  # fmt: skip


def _found(practice, text, **options):
    with practice_scope(practice):
        hits = search_patients(practice=practice, text=text, on=ON, **options)
    return [patient.birth_name for patient in hits.patients]


@pytest.fixture
def population(practice):
    _patient(practice, "Meulen", prefix="van der", partner_name_prefix="de", partner_name="Vries",
             name_use=NameUse.OWN_PARTNER)  # fmt: skip
    _patient(practice, "Jansen", first="Pieter", calling="Piet", initials="P.", birth_year=1960)
    _patient(practice, "Janssen", first="Maria", calling="Ria", initials="M.", birth_year=1960)
    _patient(practice, "Hart", prefix="'t", first="Renée", calling="", initials="R.", birth_year=1970)
    _patient(practice, "IJsselstein", first="Kees", calling="", initials="K.", birth_year=1971)
    _patient(practice, "El Khattabi", first="Fatima", calling="", initials="F.", birth_year=1972)
    _patient(practice, "d’Ancona", first="Hedy", calling="", initials="H.", birth_year=1973)
    _patient(practice, "Öztürk-Şahin", first="Ayşe", calling="", initials="A.", birth_year=1974)
    _patient(practice, "Meijer", first="Jan", calling="", initials="J.", birth_year=1975)
    return practice


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("meulen van der t", ["Meulen"]),
        ("van der meulen", ["Meulen"]),
        ("meulen", ["Meulen"]),
        ("MEULEN", ["Meulen"]),
        ("vandermeulen", ["Meulen"]),
        ("de vries", ["Meulen"]),
        ("vries truus", ["Meulen"]),
        ("t.a. meulen", ["Meulen"]),
        ("jansen pieter", ["Jansen"]),
        ("pieter jansen", ["Jansen"]),
        ("piet jans", ["Jansen"]),
        ("'t hart", ["Hart"]),
        ("’t hart", ["Hart"]),
        ("t hart", ["Hart"]),
        ("thart", ["Hart"]),
        ("renee hart", ["Hart"]),
        ("RENÉE", ["Hart"]),
        ("rene\u0301e", ["Hart"]),
        ("ijsselstein", ["IJsselstein"]),
        ("ĳsselstein", ["IJsselstein"]),
        ("IJSSEL", ["IJsselstein"]),
        ("khattabi", ["El Khattabi"]),
        ("elkhattabi", ["El Khattabi"]),
        ("d'ancona", ["d’Ancona"]),
        ("dancona", ["d’Ancona"]),
        ("ancona", ["d’Ancona"]),
        ("ozturk", ["Öztürk-Şahin"]),
        ("sahin ayse", ["Öztürk-Şahin"]),
        ("öztürk-şahin", ["Öztürk-Şahin"]),
        ("meulen 1958", ["Meulen"]),
        ("meulen 14-3-1958", ["Meulen"]),
        ("14031958", ["Meulen"]),
        ("14-3-58", ["Meulen"]),
        ("1971", ["IJsselstein"]),
        ("jan 1975", ["Meijer"]),
        ("zzzz", []),
        ("", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("meulen 1959", []),
    ],
)
def test_search_finds(population, typed, names):
    found = _found(population, typed)
    # Behind few exact hits come names that sound alike.
    assert found[: len(names) or None] == names


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Meyer", "Meijer"),
        ("Janzen Pieter", "Jansen"),
        ("Meulenn", "Meulen"),
        ("Khatabi", "El Khattabi"),
        ("Osturk", "Öztürk-Şahin"),
        ("Iselstein", "IJsselstein"),
    ],
)
def test_search_tolerates_another_spelling(population, typed, first):
    assert _found(population, typed)[0] == first


def test_search_puts_another_spelling_behind_the_exact_one(population):
    assert _found(population, "jansen") == ["Jansen", "Janssen"]


def test_search_by_address_number_and_bsn(practice):
    patient = _patient(practice, "Adres", postcode="2611 ET", house_number=12, house_number_addition="A", number=4711)
    _patient(practice, "Buur", postcode="2611 ET", house_number=14)
    assert _found(practice, "2611et 12") == ["Adres"]
    assert _found(practice, "2611ET 12-a") == ["Adres"]
    assert _found(practice, "2611 et") == ["Adres", "Buur"]
    assert _found(practice, "buur 2611 et") == ["Buur"]
    assert _found(practice, "#4711") == ["Adres"]
    assert _found(practice, patient.bsn) == ["Adres"]
    assert _found(practice, f"{patient.bsn[:4]}.{patient.bsn[4:6]}.{patient.bsn[6:]}") == ["Adres"]


def test_search_fits_an_unknown_part_of_a_birth_date(practice):
    _patient(practice, "Dag", birth_year=1972, birth_month=5, birth_day=None)
    _patient(practice, "Jaar", birth_year=1972, birth_month=None, birth_day=None)
    _patient(practice, "Niets", birth_year=None, birth_month=None, birth_day=None)
    _patient(practice, "Ander", birth_year=1972, birth_month=6, birth_day=12)
    assert _found(practice, "12-5-1972") == ["Dag", "Jaar"]
    assert _found(practice, "12-5") == ["Dag", "Jaar"]
    assert _found(practice, "1972") == ["Ander", "Dag", "Jaar"]


def test_search_puts_registered_first_and_then_who_is_called_so(practice):
    _patient(practice, "Willem", first="Jan", left=True)
    _patient(practice, "Bakker", first="Willem", calling="Wim")
    _patient(practice, "Willems", first="Anna")
    assert _found(practice, "willem") == ["Willems", "Bakker", "Willem"]


def test_search_stops_at_the_limit_and_says_so(practice):
    for _ in range(4):
        _patient(practice, "Bos")
    with practice_scope(practice):
        cut = search_patients(practice=practice, text="bos", on=ON, limit=3)
        whole = search_patients(practice=practice, text="bos", on=ON, limit=4)
    assert (len(cut.patients), cut.has_more) == (3, True)
    assert (len(whole.patients), whole.has_more) == (4, False)


def test_search_stays_within_the_practice(practice, other_practice):
    stranger = _patient(other_practice, "Meulen")
    assert _found(practice, "meulen") == []
    assert _found(practice, stranger.bsn) == []
    with practice_scope(practice):
        assert search_patients(practice=other_practice, text="meulen", on=ON).patients == []


SPELLINGS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPELLINGS)
def test_search_finds_every_spelling_of_a_word_with_letters(practice, name):
    import unicodedata

    with practice_scope(practice) as _:
        patient = Patient(practice=practice, number=1, birth_name=name, registered_from=date(2015, 1, 1))
        patient.number = 1 + Patient.objects.for_practice(practice).count()
        patient.save()
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            query = PatientQuery(words=unicodedata.normalize(form, name))
            assert Patient.objects.for_practice(practice).matching(query).filter(pk=patient.pk).exists()


def test_list_filters_and_sorts(practice):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS])
    bos = _patient(practice, "Bos", gp=gp, number=3, birth_year=1950)
    aal = _patient(practice, "Aal", number=1, birth_year=1990)
    _patient(practice, "Gaan", number=2, left=True)
    _patient(practice, "Dicht", number=4, restricted=True, birth_year=1940)

    def listed(**asked):
        with practice_scope(practice):
            rows = patients_in_list(practice=practice, asked=ListFilter(**asked), on=ON)
            return [patient.birth_name for patient in rows]

    assert listed() == ["Aal", "Bos", "Dicht"]
    assert listed(sort="-name") == ["Dicht", "Bos", "Aal"]
    assert listed(sort="born") == ["Dicht", "Bos", "Aal"]
    assert listed(sort="-number") == ["Dicht", "Bos", "Aal"]
    assert listed(state="left") == ["Gaan"]
    assert listed(state="restricted") == ["Dicht"]
    assert listed(state="all") == ["Aal", "Bos", "Dicht", "Gaan"]
    assert listed(gp_uuid=str(gp.uuid)) == [bos.birth_name]
    assert listed(text="aal") == [aal.birth_name]
    assert listed(text="%") == []


def test_list_sorts_on_the_surname_without_its_prefix(practice):
    _patient(practice, "Berg", prefix="van den")
    _patient(practice, "Adam")
    _patient(practice, "Zomer", partner_name="Bakker", partner_name_prefix="de", name_use=NameUse.PARTNER)
    _patient(practice, "Émile")
    with practice_scope(practice):
        rows = patients_in_list(practice=practice, asked=ListFilter(), on=ON)
        names = [patient.list_name for patient in rows]
    assert names == [
        "Adam, T.A. (Truus)",
        "Bakker, T.A. de (Truus)",
        "Berg, T.A. van den (Truus)",
        "Émile, T.A. (Truus)",
    ]


def test_list_offers_other_spellings(population):
    with practice_scope(population):
        rows = patients_spelled_alike(practice=population, asked=ListFilter(text="Meyer"), on=ON)
        assert [patient.birth_name for patient in rows] == ["Meijer"]
        assert list(patients_spelled_alike(practice=population, asked=ListFilter(text="bos"), on=ON)) == []


def test_registered_with_bsn_prefers_who_is_registered(practice):
    gone = PatientFactory(practice=practice, left=True)
    with practice_scope(practice):
        assert registered_with_bsn(practice=practice, bsn=gone.bsn) == gone
        assert registered_with_bsn(practice=practice, bsn="111222333") is None
    here = PatientFactory(practice=practice, bsn=gone.bsn)
    with practice_scope(practice):
        assert registered_with_bsn(practice=practice, bsn=gone.bsn) == here


BORN = PartialDate(1958, 3, 14)


@pytest.mark.parametrize(
    ("candidate", "is_found"),
    [
        (Candidate(birth_name="Meulen", born=BORN), True),
        (Candidate(birth_name="Meulens", born=BORN), True),
        (Candidate(birth_name="Vermeulen", born=BORN), True),
        (Candidate(birth_name="Møllen", born=BORN), False),
        (Candidate(birth_name="Meulen", born=PartialDate(1958, 3, 15)), False),
        (Candidate(birth_name="Meulen", born=PartialDate(1958)), True),
        (Candidate(birth_name="Meulen", born=PartialDate()), False),
        (Candidate(birth_name="Bakker", born=BORN), False),
        (Candidate(birth_name="Bakker", partner_name="Meulen", born=BORN), True),
        (Candidate(birth_name="Bakker", born=BORN, postcode="2611 ET", house_number=12), True),
        (Candidate(birth_name="Bakker", born=BORN, postcode="2611 ET", house_number=14), False),
        (Candidate(birth_name="", born=BORN, postcode="2611 ET", house_number=12), True),
        (Candidate(birth_name="", born=BORN, postcode="2611 ET"), False),
        (Candidate(birth_name="", born=BORN), False),
    ],
)
def test_possible_duplicates_share_the_birth_date_and_name_or_address(practice, candidate, is_found):
    known = _patient(practice, "Meulen", prefix="van der", postcode="2611 ET", house_number=12)
    with practice_scope(practice):
        assert possible_duplicates(practice=practice, candidate=candidate) == ([known] if is_found else [])

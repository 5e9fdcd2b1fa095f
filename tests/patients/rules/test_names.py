import pytest

from patients.enums import NameUse, Sex
from patients.rules.names import PersonName, formal_name, initials, list_name, plain_name, surname


def _name(own, partner=("", ""), use=NameUse.OWN, **parts):
    defaults = {"initials": "T.A.", "sex": Sex.FEMALE}
    return PersonName(
        birth_name_prefix=own[0],
        birth_name=own[1],
        partner_name_prefix=partner[0],
        partner_name=partner[1],
        name_use=use,
        **(defaults | parts),
    )


MEULEN, VRIES = ("van der", "Meulen"), ("de", "Vries")


@pytest.mark.parametrize(
    ("own", "partner", "use", "formal", "listed"),
    [
        (MEULEN, VRIES, NameUse.OWN, "mw. T.A. van der Meulen", "Meulen, T.A. van der"),
        (MEULEN, VRIES, NameUse.PARTNER, "mw. T.A. de Vries", "Vries, T.A. de"),
        (VRIES, MEULEN, NameUse.PARTNER_OWN, "mw. T.A. van der Meulen-de Vries", "Meulen-de Vries, T.A. van der"),
        (VRIES, MEULEN, NameUse.OWN_PARTNER, "mw. T.A. de Vries-van der Meulen", "Vries-van der Meulen, T.A. de"),
        (("van den", "Berg"), ("", ""), NameUse.OWN, "mw. T.A. van den Berg", "Berg, T.A. van den"),
        (("'t", "Hart"), ("", ""), NameUse.OWN, "mw. T.A. 't Hart", "Hart, T.A. 't"),
        (("d’", "Ancona"), ("", ""), NameUse.OWN, "mw. T.A. d’Ancona", "Ancona, T.A. d’"),
        (("", "d’Ancona"), ("", ""), NameUse.OWN, "mw. T.A. d’Ancona", "d’Ancona, T.A."),
        (("", "El Khattabi"), ("", ""), NameUse.OWN, "mw. T.A. El Khattabi", "El Khattabi, T.A."),
        (("", "IJsselstein"), ("", ""), NameUse.OWN, "mw. T.A. IJsselstein", "IJsselstein, T.A."),
        (("", "Jansen-Smit"), ("", ""), NameUse.OWN, "mw. T.A. Jansen-Smit", "Jansen-Smit, T.A."),
        (
            ("van", "Putten"), ("van der", "Giessen"), NameUse.OWN_PARTNER,
            "mw. T.A. van Putten-van der Giessen", "Putten-van der Giessen, T.A. van",
        ),
        (("", "Ng"), ("d'", "Ancona"), NameUse.PARTNER_OWN, "mw. T.A. d'Ancona-Ng", "Ancona-Ng, T.A. d'"),
    ],
)  # fmt: skip
def test_name_by_use(own, partner, use, formal, listed):
    name = _name(own, partner, use)
    assert (formal_name(name), list_name(name)) == (formal, listed)


@pytest.mark.parametrize(
    ("sex", "formal"),
    [
        (Sex.FEMALE, "mw. T.A. van der Meulen"),
        (Sex.MALE, "dhr. T.A. van der Meulen"),
        (Sex.OTHER, "T.A. van der Meulen"),
        (Sex.UNKNOWN, "T.A. van der Meulen"),
    ],
)
def test_formal_name_has_a_title_only_for_man_and_woman(sex, formal):
    assert formal_name(_name(MEULEN, sex=sex)) == formal


@pytest.mark.parametrize(
    ("given", "first_names", "expected"),
    [
        ("Th.A.", "Theodora Anna", "Th.A."),
        ("", "Truus Anna", "T.A."),
        ("", "IJsbrand", "IJ."),
        ("", "ijsbrand jan", "IJ.J."),
        ("", "Élise", "É."),
        ("", "", ""),
    ],
)
def test_initials_are_given_or_made_of_the_first_names(given, first_names, expected):
    assert initials(_name(MEULEN, initials=given, first_names=first_names)) == expected


def test_formal_name_without_initials_begins_with_a_capital():
    assert formal_name(_name(MEULEN, initials="")) == "mw. Van der Meulen"


def test_name_with_one_part_stands_alone():
    lone = PersonName(birth_name="Sukarno")
    assert (formal_name(lone), plain_name(lone), list_name(lone)) == ("Sukarno", "Sukarno", "Sukarno")


def test_list_name_adds_the_calling_name():
    assert list_name(_name(MEULEN, calling_name="Truus")) == "Meulen, T.A. van der (Truus)"


def test_plain_name_leaves_the_title_out():
    assert plain_name(_name(VRIES, MEULEN, NameUse.PARTNER_OWN)) == "T.A. van der Meulen-de Vries"


def test_surname_keeps_case_and_signs_as_typed():
    assert surname(_name(("VAN DEN", "o'Brien-MÜLLER"))) == "VAN DEN o'Brien-MÜLLER"

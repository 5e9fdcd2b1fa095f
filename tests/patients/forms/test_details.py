from datetime import date

import pytest

from patients.forms.details import IdentityForm, NewPatientForm, ReachForm, RegistrationForm
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.base.dates import PartialDate
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory

TODAY = date(2026, 11, 25)
IDENTITY = {
    "birth_name": "Meulen",
    "name_use": "own",
    "sex": "female",
    "birth_date": "14-3-1958",
    "bsn_status": "unverified",
}
REACH = {"preferred_channel": "phone", "language": "nl"}
TOO_LONG = "Zorg dat deze waarde niet meer dan {} tekens bevat (het zijn er nu {})."


def _form(form_class, practice, posted, **options):
    with practice_scope(practice):
        form = form_class(posted, practice=practice, today=TODAY, **options)
        form.is_valid()
        return form


def _errors(form):
    return {name: list(errors) for name, errors in form.errors.items()}


def test_identity_is_parsed_into_fields(practice):
    form = _form(IdentityForm, practice, IDENTITY | {"initials": " T.A. ", "bsn": "9999 00 006"})
    assert form.errors == {}
    assert form.details() == {
        "initials": "T.A.",
        "first_names": "",
        "calling_name": "",
        "birth_name_prefix": "",
        "birth_name": "Meulen",
        "partner_name_prefix": "",
        "partner_name": "",
        "name_use": "own",
        "sex": "female",
        "bsn": "999900006",
        "bsn_status": "unverified",
        "identity_document": "",
        "identified_on": None,
        "birth_year": 1958,
        "birth_month": 3,
        "birth_day": 14,
    }


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({"birth_name": ""}, {"birth_name": ["Dit veld is verplicht."]}),
        ({"birth_name": "x" * 101}, {"birth_name": [TOO_LONG.format(100, 101)]}),
        ({"birth_name": "x" * 10_000}, {"birth_name": [TOO_LONG.format(100, "10000")]}),
        (
            {"birth_name": "Jan\x00sen"},
            {"birth_name": ["Hier staat een teken dat niet kan worden bewaard (U+0000). Haal het weg."]},
        ),
        ({"birth_name": "Jan\nsen"}, {"birth_name": ["Zet deze tekst op één regel, zonder tabs."]}),
        ({"birth_date": "30-2-1958"}, {"birth_date": ["30 februari 1958 bestaat niet."]}),
        ({"birth_date": ""}, {"birth_date": ["Dit veld is verplicht."]}),
        ({"bsn": "123456789"}, {"bsn": ["Dit BSN klopt niet (elfproef). Kijk het na op het identiteitsbewijs."]}),
        ({"bsn": "99999114"}, {"bsn": ["Een BSN heeft 9 cijfers."]}),
        ({"sex": ""}, {"sex": ["Dit veld is verplicht."]}),
        ({"sex": "alien"}, {"sex": ["Selecteer een geldige keuze. alien is geen beschikbare keuze."]}),
        ({"name_use": "partner"}, {"partner_name": ["Dit naamgebruik vraagt de naam van de partner."]}),
        (
            {"bsn_status": "identified"},
            {
                "identity_document": ["Kies met welk identiteitsbewijs."],
                "identified_on": ["Vul in wanneer de identiteit is vastgesteld."],
            },
        ),
        (
            {"bsn_status": "verified", "identity_document": "passport", "identified_on": "1-9-2024"},
            {"bsn": ["Zonder BSN is er niets geverifieerd."]},
        ),
        (
            {"bsn_status": "identified", "identity_document": "passport", "identified_on": "26-11-2026"},
            {"identified_on": ["Deze datum ligt in de toekomst."]},
        ),
        (
            {"bsn_status": "verified", "identity_document": "passport", "identified_on": "1-9-2024", "bsn": "1"},
            {"bsn": ["Een BSN heeft 9 cijfers."]},
        ),
    ],
)
def test_identity_refuses_with_a_sentence_beside_the_field(practice, posted, errors):
    assert _errors(_form(IdentityForm, practice, IDENTITY | posted)) == errors


def test_identity_of_a_known_patient_shows_the_birth_date_as_it_is(practice):
    patient = PatientFactory(practice=practice, born_unknown_day=True)
    with practice_scope(practice):
        form = IdentityForm(practice=practice, today=TODAY, instance=patient)
    assert form.initial["birth_date"] == "??-5-1972"
    assert (form.initial["sex"], form.initial["bsn"]) == ("female", f"••••••{patient.bsn[-3:]}")


@pytest.mark.parametrize(("typed", "kept"), [("masked", True), ("", False), ("999900006", False)])
def test_identity_keeps_a_bsn_that_was_left_masked(practice, typed, kept):
    patient = PatientFactory(practice=practice, bsn="999900018")
    posted = IDENTITY | {"bsn": "••••••018" if kept else typed}
    form = _form(IdentityForm, practice, posted, instance=patient)
    assert form.details()["bsn"] == ("999900018" if kept else typed or None)


def test_identity_refuses_the_mask_of_somebody_else(practice):
    patient = PatientFactory(practice=practice, bsn="999900018")
    form = _form(IdentityForm, practice, IDENTITY | {"bsn": "••••••006"}, instance=patient)
    assert _errors(form) == {"bsn": ["Een BSN heeft 9 cijfers."]}


def test_identity_leaves_the_patient_as_it_was(practice):
    patient = PatientFactory(practice=practice)
    form = _form(IdentityForm, practice, IDENTITY | {"birth_name": "Anders"}, instance=patient)
    assert (form.instance.birth_name, patient.birth_name) == ("Anders", "Meulen")


def test_identity_of_somebody_new_chooses_no_sex(practice):
    with practice_scope(practice):
        form = IdentityForm(practice=practice, today=TODAY)
    assert form.initial["sex"] is None
    assert list(form.fields)[:9][-1] == "birth_date"


def test_reach_is_normalised(practice):
    posted = REACH | {"street": "Lindelaan", "house_number": "12", "postcode": "1012nx", "phone": "010  0000001"}
    form = _form(ReachForm, practice, posted)
    assert form.errors == {}
    details = form.details()
    assert (details["postcode"], details["phone"], details["house_number"]) == ("1012 NX", "010 0000001", 12)


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({"postcode": "0999 AB"}, {"postcode": ["Een postcode ziet eruit als 1012 NX."]}),
        ({"postcode": "B-1000", "country": "België"}, {}),
        ({"postcode": "B-1000", "country": "Bel\x07gië"}, {
            "country": ["Hier staat een teken dat niet kan worden bewaard (U+0007). Haal het weg."]
        }),
        ({"house_number": "12A"}, {"house_number": ["Voer een geheel getal in."]}),
        ({"house_number": "0"}, {"house_number": ["Zorg ervoor dat deze waarde minstens 1 is."]}),
        ({"house_number": "100000"}, {"house_number": ["Zorg ervoor dat deze waarde hoogstens 99999 is."]}),
        ({"phone": "bellen"}, {
            "phone": ["Een telefoonnummer heeft 3 tot 15 cijfers, eventueel met + ervoor."]
        }),
        ({"mobile": "1"}, {"mobile": ["Een telefoonnummer heeft 3 tot 15 cijfers, eventueel met + ervoor."]}),
        ({"email": "geen adres"}, {"email": ["Voer een geldig e-mailadres in."]}),
        ({"preferred_channel": "sms"}, {"mobile": ["Voorkeur voor sms vraagt een mobiel nummer."]}),
        ({"preferred_channel": "email"}, {"email": ["Voorkeur voor e-mail vraagt een e-mailadres."]}),
        ({"preferred_channel": "email", "email": "x"}, {"email": ["Voer een geldig e-mailadres in."]}),
        ({"preferred_channel": "sms", "mobile": "06-00000001"}, {}),
        ({"language": "xx"}, {"language": ["Selecteer een geldige keuze. xx is geen beschikbare keuze."]}),
    ],
)  # fmt: skip
def test_reach_refuses_with_a_sentence_beside_the_field(practice, posted, errors):
    assert _errors(_form(ReachForm, practice, REACH | posted)) == errors


def test_registration_offers_the_gps_of_today_and_the_present_one(practice, other_practice):
    gone = MembershipFactory(practice=practice, roles=[Role.HUISARTS], ended=True, user__name="Weg")
    here = MembershipFactory(practice=practice, roles=[Role.HUISARTS, Role.POH_S], user__name="Hier")
    MembershipFactory(practice=practice, roles=[Role.POH_S])
    MembershipFactory(practice=other_practice, roles=[Role.HUISARTS])
    patient = PatientFactory(practice=practice, gp=gone)
    with practice_scope(practice):
        known = RegistrationForm(practice=practice, today=TODAY, instance=patient)
        new = RegistrationForm(practice=practice, today=TODAY)
        assert set(known.fields["gp"].queryset) == {gone, here}
        assert list(new.fields["gp"].queryset) == [here]
        assert [label for _, label in new.fields["gp"].choices] == ["Nog geen", "Hier"]
    assert known.initial["gp"] == gone.uuid
    assert new.initial["registered_from"] == TODAY


@pytest.mark.parametrize(
    ("day", "errors"),
    [
        ("25-11-2026", []),
        ("1-11-2027", []),
        ("1-12-2027", ["Deze datum ligt te ver weg."]),
        ("31-12-1899", ["Deze datum ligt te ver weg."]),
        ("31-2-2026", ["Voer een geldige datum in."]),
        ("", ["Dit veld is verplicht."]),
    ],
)
def test_registration_begins_on_a_possible_day(practice, day, errors):
    form = _form(RegistrationForm, practice, {"registered_from": day})
    assert form.errors.get("registered_from", []) == errors


def test_registration_begins_before_it_ended(practice):
    patient = PatientFactory(practice=practice, registered_to=date(2020, 1, 1), leave_reason="moved")
    form = _form(RegistrationForm, practice, {"registered_from": "2-1-2020"}, instance=patient)
    assert _errors(form) == {"registered_from": ["De inschrijving eindigde op 1-1-2020."]}
    earlier = _form(RegistrationForm, practice, {"registered_from": "1-1-2020"}, instance=patient)
    assert earlier.details() == {"gp": None, "registered_from": date(2020, 1, 1)}


def test_gp_of_another_practice_cannot_be_chosen(practice, other_practice):
    stranger = MembershipFactory(practice=other_practice, roles=[Role.HUISARTS])
    for value in (stranger.uuid, "geen-uuid", stranger.pk):
        form = _form(RegistrationForm, practice, {"registered_from": "25-11-2026", "gp": str(value)})
        assert list(form.errors) == ["gp"]


def test_new_patient_takes_all_at_once_and_nothing_more(practice):
    posted = IDENTITY | REACH | {"registered_from": "1-11-2026", "is_restricted": "on", "number": "1", "version": "9"}
    form = _form(NewPatientForm, practice, posted)
    assert form.errors == {}
    details = form.details()
    assert len(details) == 13 + 12 + 2 + 3
    assert {"is_restricted", "number", "version", "practice", "deceased_on", "registered_to"}.isdisjoint(details)
    assert PartialDate(details["birth_year"], details["birth_month"], details["birth_day"]) == PartialDate(1958, 3, 14)

"""Fill a practice with its register: patients, who stands beside them, and what they agreed to."""

import random
from datetime import date, timedelta

from patients.enums import (
    BsnStatus,
    Channel,
    ConsentKind,
    ConsentManner,
    ConsentState,
    IdentityDocument,
    Language,
    LeaveReason,
    Relation,
    RepresentationBasis,
)
from patients.models import Consent, ContactPerson, Patient
from poh.accounts.models import Membership, Practice, User
from poh.base.validators import fictional_bsn
from poh.home.demo.population import Person, people


def register(
    *, practice: Practice, count: int, on: date, gps: list[Membership], chance: random.Random
) -> list[Patient]:
    """`count` patients of `practice`, of whom some left, died, or are shielded; with contacts and consents."""
    found = people(count=count, on=on, chance=chance)
    patients = Patient.objects.bulk_create(
        [
            _patient(person, number=number, on=on, gps=gps, chance=chance)
            for number, person in enumerate(found, start=1)
        ],
        batch_size=500,
    )
    clerk = gps[0].user
    ContactPerson.objects.bulk_create(_contacts(patients, found, on=on, chance=chance), batch_size=500)
    Consent.objects.bulk_create(_consents(patients, by=clerk, on=on, chance=chance), batch_size=500)
    return patients


def _patient(person: Person, *, number: int, on: date, gps: list[Membership], chance: random.Random) -> Patient:
    since = max(person.born, on - timedelta(days=chance.randint(60, 9000)))
    identified = chance.random() < 0.93
    patient = Patient(
        practice=gps[0].practice,
        number=number,
        **person.patient_fields(),
        bsn=fictional_bsn(number) if chance.random() < 0.985 else None,
        phone=person.home.phone,
        mobile=f"06-00{number:06d}" if chance.random() < 0.9 else "",
        email=f"patient{number}@post.example" if chance.random() < 0.62 else "",
        preferred_channel=chance.choices(
            [Channel.PHONE, Channel.EMAIL, Channel.LETTER, Channel.SMS], weights=[45, 30, 15, 10]
        )[0],
        language=_language(person),
        gp=gps[number % len(gps)],
        registered_from=since,
        # About one in two hundred: colleagues, neighbours of the staff, people who asked for it.
        is_restricted=number % 211 == 5,
    )
    if identified and patient.bsn:
        patient.bsn_status = BsnStatus.VERIFIED
        patient.identity_document = chance.choice(list(IdentityDocument)[:3])
        patient.identified_on = since
    patient.needs_interpreter = patient.language != Language.DUTCH and chance.random() < 0.3
    _end_some(patient, person, on=on, chance=chance)
    return patient


def _language(person: Person) -> Language:
    by_name = {
        "Yılmaz": Language.TURKISH, "Kaya": Language.TURKISH, "Demir": Language.TURKISH, "Çelik": Language.TURKISH,
        "Benali": Language.ARABIC, "Haddad": Language.ARABIC, "El Khattabi": Language.BERBER,
        "Kowalski": Language.POLISH, "Nowak": Language.POLISH, "Abdi": Language.SOMALI, "Chen": Language.CHINESE,
    }  # fmt: skip
    first_generation = person.born.year < 1990
    return by_name.get(person.surname, Language.DUTCH) if first_generation else Language.DUTCH


def _end_some(patient: Patient, person: Person, *, on: date, chance: random.Random) -> None:
    """Some left in the past years; the older somebody is, the likelier by death."""
    years = (on - person.born).days / 365.25
    if chance.random() > (0.02 if years < 75 else 0.06):
        return
    patient.registered_to = max(patient.registered_from, on - timedelta(days=chance.randint(5, 900)))
    if years >= 75:
        patient.leave_reason, patient.deceased_on = LeaveReason.DECEASED, patient.registered_to
    else:
        patient.leave_reason = chance.choice([LeaveReason.MOVED, LeaveReason.OTHER_PRACTICE])


def _contacts(patients: list[Patient], found: list[Person], *, on: date, chance: random.Random) -> list[ContactPerson]:
    contacts = []
    for patient, person in zip(patients, found, strict=True):
        age = (on - person.born).days / 365.25
        if age < 18:
            contacts.append(_contact(patient, "Ouder van " + person.first_names[0], Relation.PARENT, age))
        elif age > 72 and chance.random() < 0.7:
            child = chance.choice(["Sanne", "Erik", "Marja", "Rob", "Ingrid", "Peter"])
            contacts.append(_contact(patient, f"{child} {person.surname}", Relation.CHILD, age))
    return contacts


def _contact(patient: Patient, name: str, relation: Relation, age: float) -> ContactPerson:
    """A parent represents a child; of the very old, some children do so by a living will."""
    represents = relation == Relation.PARENT or (age > 85 and patient.number % 3 == 0)
    basis = RepresentationBasis.PARENT if relation == Relation.PARENT else RepresentationBasis.LIVING_WILL
    return ContactPerson(
        practice=patient.practice,
        patient=patient,
        name=name,
        relation=relation,
        phone=f"010-00{90000 + patient.number:05d}",
        is_first_contact=True,
        is_representative=represents,
        representation_basis=basis if represents else "",
    )


def _consents(patients: list[Patient], *, by: User, on: date, chance: random.Random) -> list[Consent]:
    consents = []
    for patient in patients:
        for kind, share in [
            (ConsentKind.EXCHANGE_OUT_OF_HOURS, 0.8),
            (ConsentKind.EXCHANGE_PHARMACY, 0.7),
            (ConsentKind.CONTACT_EMAIL, 0.4),
        ]:
            if chance.random() < share:
                consents.append(
                    Consent(
                        practice=patient.practice,
                        patient=patient,
                        kind=kind,
                        state=chance.choices([ConsentState.GIVEN, ConsentState.REFUSED], weights=[93, 7])[0],
                        decided_on=max(patient.registered_from, on - timedelta(days=chance.randint(20, 1800))),
                        manner=chance.choice([ConsentManner.SPOKEN, ConsentManner.WRITTEN]),
                        recorded_by=by,
                    )
                )
    return consents

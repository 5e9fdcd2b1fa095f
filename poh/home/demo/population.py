"""Households of a Dutch town: ages, families, names and addresses that look like a practice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from patients.enums import NameUse, Sex
from poh.home.demo.names import FIRST_NAMES, POSTCODE_NUMBER, STREETS, SURNAMES, TOWN

# Share of the Dutch population by ten years of age (CBS, Bevolking; leeftijd, rounded), 0-9 to 90-99.
AGE_SHARES = [9.6, 10.8, 12.7, 13.1, 12.0, 13.7, 12.8, 10.2, 4.3, 0.8]


@dataclass(frozen=True)
class Home:
    """One address, and what its people share."""

    street: str
    number: int
    postcode: str
    phone: str
    prefix: str
    surname: str


@dataclass(frozen=True)
class Person:
    """An invented person, as far as chance decides."""

    home: Home
    sex: Sex
    born: date
    first_names: tuple[str, ...]
    prefix: str
    surname: str
    partner_prefix: str = ""
    partner_surname: str = ""
    name_use: NameUse = NameUse.OWN

    @property
    def initials(self) -> str:
        return "".join(f"{name[0]}." for name in self.first_names)

    def patient_fields(self) -> dict:
        """The fields of a Patient that follow from the person."""
        return {
            "initials": self.initials,
            "first_names": " ".join(self.first_names),
            "calling_name": self.first_names[0],
            "birth_name_prefix": self.prefix,
            "birth_name": self.surname,
            "partner_name_prefix": self.partner_prefix,
            "partner_name": self.partner_surname,
            "name_use": self.name_use,
            "sex": self.sex,
            "birth_year": self.born.year,
            "birth_month": self.born.month,
            "birth_day": self.born.day,
            "street": self.home.street,
            "house_number": self.home.number,
            "postcode": self.home.postcode,
            "city": TOWN,
        }


def people(*, count: int, on: date, chance: random.Random) -> list[Person]:
    """`count` people in households; the same chance gives the same people."""
    found: list[Person] = []
    numbers = iter(range(1, 100_000))
    while len(found) < count:
        found.extend(_household(on=on, chance=chance, home=_home(chance, next(numbers))))
    return found[:count]


def _home(chance: random.Random, number: int) -> Home:
    street = chance.randrange(len(STREETS))
    prefix, surname, _ = _surname(chance)
    return Home(
        street=STREETS[street],
        number=chance.randint(1, 180),
        postcode=f"{POSTCODE_NUMBER} {'ABCDEFGHJKLM'[street % 12]}{'PRTVWXZ'[street // 12]}",
        phone=f"010-00{number:05d}",
        prefix=prefix,
        surname=surname,
    )


def _surname(chance: random.Random) -> tuple[str, str, int]:
    return chance.choices(SURNAMES, weights=[weight for *_, weight in SURNAMES])[0]


def _household(*, on: date, chance: random.Random, home: Home) -> Iterator[Person]:
    """One adult, perhaps a partner, and the children that their ages allow."""
    age = _adult_age(chance)
    sex = chance.choice([Sex.FEMALE, Sex.MALE])
    head = _person(home, sex, _born(on, age, chance), chance)
    if chance.random() > _share_with_partner(age):
        yield head
        return
    other = Sex.MALE if sex == Sex.FEMALE else Sex.FEMALE
    partner = _person(home, other, _born(on, max(18, age + chance.randint(-5, 4)), chance), chance, own_name=True)
    wife, husband = (head, partner) if sex == Sex.FEMALE else (partner, head)
    yield _married(wife, husband, chance)
    yield husband
    if 27 <= age <= 58:
        for _ in range(chance.choices([0, 1, 2, 3], weights=[25, 25, 36, 14])[0]):
            child_age = max(0, age - chance.randint(26, 38))
            if child_age < 24:
                yield _person(home, chance.choice([Sex.FEMALE, Sex.MALE]), _born(on, child_age, chance), chance)


def _adult_age(chance: random.Random) -> int:
    decade = chance.choices(range(2, 10), weights=AGE_SHARES[2:])[0]
    return min(decade * 10 + chance.randint(0, 9), 99)


def _share_with_partner(age: int) -> float:
    """Living together is rarer among the young and, by then widowed, the very old."""
    if age < 28:
        return 0.25
    return 0.66 if age < 78 else 0.38


def _born(on: date, age: int, chance: random.Random) -> date:
    return on - timedelta(days=round((age + chance.random()) * 365.25))


def _person(home: Home, sex: Sex, born: date, chance: random.Random, *, own_name: bool = False) -> Person:
    prefix, surname = home.prefix, home.surname
    if own_name:
        prefix, surname, _ = _surname(chance)
    generation = 0 if born.year < 1950 else 1 if born.year < 1985 else 2
    names = chance.sample(FIRST_NAMES[sex.value][generation], k=chance.choice([1, 1, 2, 2, 3]))
    return Person(home=home, sex=sex, born=born, first_names=tuple(names), prefix=prefix, surname=surname)


def _married(wife: Person, husband: Person, chance: random.Random) -> Person:
    """Most older wives go by their husband's name before their own; the younger ones seldom."""
    use = NameUse.OWN
    if wife.surname != husband.surname and chance.random() < (0.85 if wife.born.year < 1960 else 0.3):
        use = chance.choice([NameUse.PARTNER_OWN, NameUse.PARTNER_OWN, NameUse.PARTNER])
    return Person(
        **{
            **wife.__dict__,
            "partner_prefix": husband.prefix if use != NameUse.OWN else "",
            "partner_surname": husband.surname if use != NameUse.OWN else "",
            "name_use": use,
        }
    )

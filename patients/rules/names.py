"""Dutch names: their parts, and how these are put together."""

from dataclasses import dataclass

from patients.enums import NameUse, Sex

_TITLES = {Sex.MALE: "dhr.", Sex.FEMALE: "mw."}


@dataclass(frozen=True)
class PersonName:
    """The parts of a Dutch name; a prefix (tussenvoegsel) is a part of its own and does not sort."""

    birth_name: str
    birth_name_prefix: str = ""
    partner_name: str = ""
    partner_name_prefix: str = ""
    initials: str = ""
    first_names: str = ""
    calling_name: str = ""
    name_use: NameUse = NameUse.OWN
    sex: Sex = Sex.UNKNOWN


def surname_parts(name: PersonName) -> list[tuple[str, str]]:
    """The surnames that somebody goes by, each as (prefix, name), in the order of use."""
    own = (name.birth_name_prefix, name.birth_name)
    partner = (name.partner_name_prefix, name.partner_name)
    return {
        NameUse.OWN: [own],
        NameUse.PARTNER: [partner],
        NameUse.PARTNER_OWN: [partner, own],
        NameUse.OWN_PARTNER: [own, partner],
    }[name.name_use]


def surname(name: PersonName) -> str:
    """The surname in running text: `van der Meulen-de Vries`."""
    return "-".join(_with_prefix(prefix, last) for prefix, last in surname_parts(name))


def _with_prefix(prefix: str, last: str) -> str:
    return f"{prefix} {last}" if prefix and not prefix.endswith(("'", "’")) else f"{prefix}{last}"


def initials(name: PersonName) -> str:
    """The initials as given, else made from the first names: `T.A.`, `IJ.`; `Th.` only when given so."""
    return name.initials or "".join(_initial(part) for part in name.first_names.split())


def _initial(first_name: str) -> str:
    letters = 2 if first_name[:2] in {"IJ", "Ij", "ij"} else 1
    return f"{first_name[:letters].upper()}."


def formal_name(name: PersonName) -> str:
    """The name for on the screen and in a letter: `mw. T.A. van der Meulen-de Vries`.

    After a title alone the prefix takes a capital: `mw. Van der Meulen`.
    """
    title, first, last = _TITLES.get(name.sex, ""), initials(name), surname(name)
    if not first:
        last = last[:1].upper() + last[1:]
    return " ".join(part for part in (title, first, last) if part)


def plain_name(name: PersonName) -> str:
    """The name without title, for a tab and beside a title of the page: `T.A. van der Meulen-de Vries`."""
    return " ".join(part for part in (initials(name), surname(name)) if part)


def list_name(name: PersonName) -> str:
    """The name for in a list that sorts on surname: `Meulen-de Vries, T.A. van der (Truus)`."""
    (first_prefix, first_last), *rest = surname_parts(name)
    last = "-".join([first_last, *(_with_prefix(prefix, other) for prefix, other in rest)])
    given = " ".join(part for part in (initials(name), first_prefix) if part)
    called = f" ({name.calling_name})" if name.calling_name else ""
    return (f"{last}, {given}" if given else last) + called

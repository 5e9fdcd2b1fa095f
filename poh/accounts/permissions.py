"""Who may do what: one table of permissions by role."""

from collections.abc import Iterable

from django.db import models

from poh.accounts.enums import Role


class Permission(models.TextChoices):
    """An act that a role may be allowed to do; the label finishes the sentence "mag ..."."""

    HOME_VIEW = "home.view", "de eigen startpagina zien"
    ACCOUNT_MANAGE = "account.manage", "het eigen account beheren"
    PATIENT_SEARCH = "patient.search", "patiënten zoeken"
    PATIENT_VIEW = "patient.view", "een dossier openen"
    PATIENT_REGISTER = "patient.register", "patiënten inschrijven en hun gegevens wijzigen"
    PATIENT_BSN_VIEW = "patient.bsn_view", "een volledig BSN zien"
    PATIENT_RELATION_MANAGE = "patient.relation_manage", "behandelrelaties vastleggen en dossiers afschermen"
    RECORD_WRITE = "record.write", "in het dossier schrijven"
    RECORD_SENSITIVE = "record.sensitive", "gevoelige gegevens over veiligheid zien"
    CONSULT_WRITE = "consult.write", "een consult voeren en afsluiten"
    MEASUREMENT_WRITE = "measurement.write", "metingen invoeren en verbeteren"
    ENROLMENT_MANAGE = "enrolment.manage", "deelname aan zorgprogramma's vastleggen"
    AGENDA_VIEW = "agenda.view", "de agenda zien"
    AGENDA_BOOK = "agenda.book", "afspraken maken, verplaatsen en afzeggen"
    AGENDA_MANAGE = "agenda.manage", "het rooster van de agenda beheren"
    PROTOCOL_VIEW = "protocol.view", "protocollen lezen"
    PROTOCOL_EDIT = "protocol.edit", "een eigen versie van een protocol maken"
    PROTOCOL_PUBLISH = "protocol.publish", "een protocolversie publiceren en in gebruik nemen"
    TASK_WORK = "task.work", "de werklijst gebruiken"
    REQUEST_REGISTER = "request.register", "consultaanvragen vastleggen, toewijzen en plannen"
    REQUEST_WORK = "request.work", "consultaanvragen aannemen, beantwoorden en sluiten"
    REQUEST_FIGURES = "request.figures", "cijfers over consultaanvragen zien"
    REQUEST_NORMS = "request.norms", "termijnen van consultaanvragen instellen"
    IMPORT_VIEW = "import.view", "zien wat uit andere systemen is overgenomen"
    IMPORT_JUDGE = "import.judge", "overgenomen waarden in quarantaine beoordelen"
    BREAK_GLASS = "patient.break_glass", "met de noodknop een gesloten dossier openen"
    ACCESS_LOG_PATIENT = "audit.patient", "zien wie een dossier zag"
    ACCESS_LOG_REVIEW = "audit.review", "het toegangslog en de noodknoplijst beoordelen"
    STAFF_VIEW = "staff.view", "medewerkers zien"
    STAFF_MANAGE = "staff.manage", "medewerkers en hun rollen beheren"
    PRACTICE_MANAGE = "practice.manage", "praktijk- en locatiegegevens beheren"
    ADMIN_SITE = "admin.site", "de beheersite gebruiken"


_EVERYONE = frozenset(
    {
        Permission.HOME_VIEW,
        Permission.ACCOUNT_MANAGE,
        Permission.STAFF_VIEW,
        Permission.PROTOCOL_VIEW,
        Permission.TASK_WORK,
    }
)
_CARE = _EVERYONE | {
    Permission.PATIENT_SEARCH,
    Permission.PATIENT_VIEW,
    Permission.PATIENT_REGISTER,
    Permission.PATIENT_BSN_VIEW,
    Permission.RECORD_WRITE,
    Permission.RECORD_SENSITIVE,
    Permission.CONSULT_WRITE,
    Permission.MEASUREMENT_WRITE,
    Permission.ENROLMENT_MANAGE,
    Permission.IMPORT_VIEW,
    Permission.IMPORT_JUDGE,
    Permission.AGENDA_VIEW,
    Permission.AGENDA_BOOK,
    Permission.AGENDA_MANAGE,
    Permission.REQUEST_REGISTER,
    Permission.REQUEST_WORK,
    Permission.REQUEST_FIGURES,
    Permission.BREAK_GLASS,
    Permission.ACCESS_LOG_PATIENT,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.POH_S: _CARE | {Permission.PROTOCOL_EDIT},
    Role.POH_GGZ: _CARE | {Permission.PROTOCOL_EDIT},
    Role.POH_O: _CARE | {Permission.PROTOCOL_EDIT},
    Role.POH_J: _CARE | {Permission.PROTOCOL_EDIT},
    Role.HUISARTS: _CARE | {Permission.PATIENT_RELATION_MANAGE, Permission.PROTOCOL_PUBLISH, Permission.REQUEST_NORMS},
    Role.ASSISTENT: _CARE
    - {
        Permission.BREAK_GLASS,
        Permission.RECORD_WRITE,
        Permission.RECORD_SENSITIVE,
        Permission.CONSULT_WRITE,
        Permission.ENROLMENT_MANAGE,
        Permission.IMPORT_VIEW,
        Permission.IMPORT_JUDGE,
        Permission.REQUEST_WORK,
    },
    Role.POH_MMT: _EVERYONE
    | {Permission.AGENDA_VIEW, Permission.AGENDA_MANAGE, Permission.REQUEST_FIGURES, Permission.REQUEST_NORMS},
    Role.DIRECTEUR: _EVERYONE | {Permission.REQUEST_FIGURES},
    Role.BEHEERDER: _EVERYONE
    | {
        Permission.STAFF_MANAGE,
        Permission.PRACTICE_MANAGE,
        Permission.ACCESS_LOG_REVIEW,
        Permission.ADMIN_SITE,
        Permission.IMPORT_VIEW,
        Permission.PROTOCOL_EDIT,
    },
}

# Whoever may do one of these sees patients, and needs a second factor.
SEES_PATIENTS = frozenset({Permission.PATIENT_SEARCH, Permission.PATIENT_VIEW, Permission.ACCESS_LOG_REVIEW})


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))

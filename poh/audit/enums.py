"""The acts that the access log knows, after the classes of NEN 7513 chapter 6.

An event has a DICOM code (EventID of NEN 7513) and an action: C(reate), R(ead), U(pdate), D(elete) or E(xecute).
"""

from django.db import models


class Action(models.TextChoices):
    """EventActionCode of NEN 7513."""

    CREATE = "C", "vastleggen"
    READ = "R", "inzien"
    UPDATE = "U", "wijzigen"
    DELETE = "D", "verwijderen"
    EXECUTE = "E", "uitvoeren"


class Outcome(models.IntegerChoices):
    """EventOutcomeIndicator of NEN 7513."""

    OK = 0, "gelukt"
    REFUSED = 4, "geweigerd"
    FAILED = 8, "mislukt"
    SERIOUS = 12, "ernstig mislukt"


class Event(models.TextChoices):
    """What somebody did; the label is how the log says it."""

    PATIENT_OPENED = "patient.opened", "dossier geopend"
    PATIENT_SEARCHED = "patient.searched", "patiënten gezocht"
    PATIENT_LISTED = "patient.listed", "patiëntenlijst bekeken"
    PATIENT_REGISTERED = "patient.registered", "patiënt ingeschreven"
    PATIENT_CHANGED = "patient.changed", "gegevens gewijzigd"
    PATIENT_ENDED = "patient.ended", "patiënt uitgeschreven"
    CONTACT_CHANGED = "patient.contact_changed", "contactpersoon gewijzigd"
    CONSENT_CHANGED = "patient.consent_changed", "toestemming gewijzigd"
    RELATION_CHANGED = "patient.relation_changed", "behandelrelatie gewijzigd"
    RECORD_LINE_ADDED = "patient.line_added", "dossierregel vastgelegd"
    RECORD_LINE_CHANGED = "patient.line_changed", "dossierregel gewijzigd"
    MEASURED = "patient.measured", "meting vastgelegd"
    MEASUREMENT_CORRECTED = "patient.measurement_corrected", "meting verbeterd of ingetrokken"
    ENROLMENT_CHANGED = "patient.enrolment_changed", "deelname aan programma gewijzigd"
    TARGET_CHANGED = "patient.target_changed", "persoonlijke streefwaarde afgesproken"
    DUE_CHECKED = "patient.due_checked", "volgende controles nagerekend"
    TASK_ADDED = "patient.task_added", "taak gemaakt"
    TASK_CHANGED = "patient.task_changed", "taak gewijzigd"
    REQUEST_REGISTERED = "patient.request_registered", "consultaanvraag vastgelegd"
    REQUEST_VIEWED = "patient.request_viewed", "consultaanvraag bekeken"
    REQUEST_CHANGED = "patient.request_changed", "consultaanvraag gewijzigd"
    CONSULT_OPENED = "patient.consult_opened", "consult geopend"
    CONSULT_CHANGED = "patient.consult_changed", "consult gewijzigd"
    CONSULT_CLOSED = "patient.consult_closed", "consult afgesloten"
    CONSULT_DISCARDED = "patient.consult_discarded", "consult niet doorgegaan"
    CONSULT_ADDED_TO = "patient.consult_added_to", "consult aangevuld"
    REQUEST_NORMS_CHANGED = "practice.request_norms_changed", "termijnen van aanvragen gewijzigd"
    RECORD_IMPORTED = "patient.imported", "gegevens overgenomen"
    APPOINTMENT_CHANGED = "patient.appointment_changed", "afspraak gemaakt of gewijzigd"
    AGENDA_VIEWED = "patient.agenda_viewed", "agenda bekeken"
    AGENDA_FED = "patient.agenda_fed", "agenda naar een andere kalender gestuurd"
    IMPORT_JUDGED = "patient.import_judged", "waarde in quarantaine beoordeeld"
    DUPLICATES_CHECKED = "patient.duplicates_checked", "dubbele inschrijving nagegaan"
    BSN_SHOWN = "patient.bsn_shown", "BSN getoond"
    RECORD_PRINTED = "patient.printed", "dossier afgedrukt"
    RECORD_EXPORTED = "patient.exported", "dossier uitgevoerd"
    CHANGES_VIEWED = "patient.changes_viewed", "wijzigingen bekeken"
    BREAK_GLASS_USED = "patient.break_glass", "noodknop gebruikt"
    ACCESS_REFUSED = "patient.access_refused", "toegang geweigerd"

    LOG_VIEWED = "log.viewed", "log van het dossier bekeken"
    LOG_PRINTED = "log.printed", "log van het dossier afgedrukt"
    LOG_EXPORTED = "log.exported", "log van het dossier als bestand"
    LOG_REVIEWED = "log.reviewed", "log van de praktijk bekeken"
    LOG_JUDGED = "log.judged", "noodknop beoordeeld"
    LOG_PROPOSED = "log.proposed", "opvallende inzage voorgesteld"
    LOG_PROPOSAL_JUDGED = "log.proposal_judged", "opvallende inzage beoordeeld"
    LOG_VERIFIED = "log.verified", "toegangslog nagerekend"
    LOG_EXPIRED = "log.expired", "toegangslog na de bewaartermijn verwijderd"

    LOGGED_IN = "login.in", "ingelogd"
    LOGIN_FAILED = "login.failed", "inloggen mislukt"
    LOGGED_OUT = "login.out", "uitgelogd"
    SESSION_LOCKED = "login.locked", "scherm vergrendeld"
    SESSION_UNLOCKED = "login.unlocked", "scherm ontgrendeld"
    FACTOR_ADDED = "login.factor_added", "tweede factor toegevoegd"
    FACTOR_REMOVED = "login.factor_removed", "tweede factor verwijderd"
    PASSWORD_CHANGED = "login.password_changed", "wachtwoord gewijzigd"

    PROTOCOL_CHANGED = "protocol.changed", "protocolversie gewijzigd"
    PROTOCOL_PUBLISHED = "protocol.published", "protocolversie in gebruik genomen"

    PRACTICE_SWITCHED = "practice.switched", "van praktijk gewisseld"
    PRACTICE_CHANGED = "practice.changed", "praktijkgegevens gewijzigd"
    STAFF_ADDED = "staff.added", "medewerker toegevoegd"
    STAFF_ENDED = "staff.ended", "account van medewerker beëindigd"
    FACTOR_RESET = "staff.factor_reset", "tweede factor van medewerker gewist"
    STAFF_CHANGED = "staff.changed", "medewerker gewijzigd"
    ROLES_CHANGED = "staff.roles_changed", "rollen gewijzigd"

    @property
    def code(self) -> str:
        """The DICOM audit code (EventID)."""
        return EVENT_CODES.get(self, PATIENT_RECORD if self.value.startswith("patient.") else SECURITY_ATTRIBUTES)

    @property
    def action(self) -> Action:
        """What the event does when the caller does not say otherwise."""
        return EVENT_ACTIONS.get(self, Action.READ)


# DICOM PS3.16, context group 400/401, as NEN 7513 uses them.
AUDIT_LOG_USED = "110101"
EXPORT = "110106"
PATIENT_RECORD = "110110"
QUERY = "110112"
SECURITY_ALERT = "110113"
USER_AUTHENTICATION = "110114"
EMERGENCY_OVERRIDE = "110127"
SECURITY_ROLES = "110136"
SECURITY_ATTRIBUTES = "110137"

EVENT_CODES: dict[Event, str] = {
    Event.PATIENT_SEARCHED: QUERY,
    Event.PATIENT_LISTED: QUERY,
    Event.DUPLICATES_CHECKED: QUERY,
    Event.AGENDA_VIEWED: QUERY,
    Event.AGENDA_FED: EXPORT,
    Event.RECORD_PRINTED: EXPORT,
    Event.RECORD_EXPORTED: EXPORT,
    Event.BREAK_GLASS_USED: EMERGENCY_OVERRIDE,
    Event.ACCESS_REFUSED: SECURITY_ALERT,
    Event.LOG_VIEWED: AUDIT_LOG_USED,
    Event.LOG_PRINTED: AUDIT_LOG_USED,
    Event.LOG_EXPORTED: AUDIT_LOG_USED,
    Event.LOG_REVIEWED: AUDIT_LOG_USED,
    Event.LOG_JUDGED: AUDIT_LOG_USED,
    Event.LOG_PROPOSED: AUDIT_LOG_USED,
    Event.LOG_PROPOSAL_JUDGED: AUDIT_LOG_USED,
    Event.LOG_VERIFIED: AUDIT_LOG_USED,
    Event.LOG_EXPIRED: AUDIT_LOG_USED,
    Event.LOGGED_IN: USER_AUTHENTICATION,
    Event.LOGIN_FAILED: USER_AUTHENTICATION,
    Event.LOGGED_OUT: USER_AUTHENTICATION,
    Event.SESSION_LOCKED: USER_AUTHENTICATION,
    Event.SESSION_UNLOCKED: USER_AUTHENTICATION,
    Event.ROLES_CHANGED: SECURITY_ROLES,
    Event.RELATION_CHANGED: SECURITY_ATTRIBUTES,
    Event.CONSENT_CHANGED: SECURITY_ATTRIBUTES,
}

EVENT_ACTIONS: dict[Event, Action] = {
    Event.PATIENT_SEARCHED: Action.EXECUTE,
    Event.DUPLICATES_CHECKED: Action.EXECUTE,
    Event.PATIENT_REGISTERED: Action.CREATE,
    Event.PATIENT_CHANGED: Action.UPDATE,
    Event.PATIENT_ENDED: Action.UPDATE,
    Event.CONTACT_CHANGED: Action.UPDATE,
    Event.CONSENT_CHANGED: Action.UPDATE,
    Event.RELATION_CHANGED: Action.UPDATE,
    Event.RECORD_LINE_ADDED: Action.CREATE,
    Event.RECORD_LINE_CHANGED: Action.UPDATE,
    Event.MEASURED: Action.CREATE,
    Event.RECORD_IMPORTED: Action.CREATE,
    Event.IMPORT_JUDGED: Action.UPDATE,
    Event.MEASUREMENT_CORRECTED: Action.UPDATE,
    Event.ENROLMENT_CHANGED: Action.UPDATE,
    Event.TARGET_CHANGED: Action.UPDATE,
    Event.APPOINTMENT_CHANGED: Action.UPDATE,
    Event.DUE_CHECKED: Action.UPDATE,
    Event.TASK_ADDED: Action.CREATE,
    Event.TASK_CHANGED: Action.UPDATE,
    Event.REQUEST_REGISTERED: Action.CREATE,
    Event.REQUEST_CHANGED: Action.UPDATE,
    Event.REQUEST_NORMS_CHANGED: Action.UPDATE,
    Event.CONSULT_OPENED: Action.CREATE,
    Event.CONSULT_CHANGED: Action.UPDATE,
    Event.CONSULT_CLOSED: Action.UPDATE,
    Event.CONSULT_DISCARDED: Action.UPDATE,
    Event.CONSULT_ADDED_TO: Action.UPDATE,
    Event.PROTOCOL_CHANGED: Action.UPDATE,
    Event.PROTOCOL_PUBLISHED: Action.EXECUTE,
    Event.BREAK_GLASS_USED: Action.EXECUTE,
    Event.ACCESS_REFUSED: Action.EXECUTE,
    Event.LOG_JUDGED: Action.CREATE,
    Event.LOG_PROPOSED: Action.CREATE,
    Event.LOG_PROPOSAL_JUDGED: Action.UPDATE,
    Event.LOG_VERIFIED: Action.EXECUTE,
    Event.LOG_EXPIRED: Action.DELETE,
    Event.LOGGED_IN: Action.EXECUTE,
    Event.LOGIN_FAILED: Action.EXECUTE,
    Event.LOGGED_OUT: Action.EXECUTE,
    Event.SESSION_LOCKED: Action.EXECUTE,
    Event.SESSION_UNLOCKED: Action.EXECUTE,
    Event.FACTOR_ADDED: Action.CREATE,
    Event.FACTOR_REMOVED: Action.DELETE,
    Event.PASSWORD_CHANGED: Action.UPDATE,
    Event.PRACTICE_SWITCHED: Action.EXECUTE,
    Event.PRACTICE_CHANGED: Action.UPDATE,
    Event.STAFF_ADDED: Action.CREATE,
    Event.STAFF_ENDED: Action.UPDATE,
    Event.FACTOR_RESET: Action.DELETE,
    Event.STAFF_CHANGED: Action.UPDATE,
    Event.ROLES_CHANGED: Action.UPDATE,
}


class Verdict(models.TextChoices):
    """What the privacy officer thinks of a use of the noodknop."""

    JUSTIFIED = "justified", "Terecht gebruikt"
    UNJUSTIFIED = "unjustified", "Niet terecht gebruikt"
    TO_DISCUSS = "to_discuss", "Besproken met de medewerker"


class Suspicion(models.TextChoices):
    """Why a week's use of records is put before the privacy officer."""

    NAMESAKE = "namesake", "dossier van iemand met dezelfde achternaam"
    COLLEAGUE = "colleague", "dossier van iemand die heet als een collega"
    REFUSED = "refused", "herhaaldelijk geweigerd"
    OUTSIDE_HOURS = "outside_hours", "dossiers geopend buiten kantooruren"
    VOLUME = "volume", "veel meer dossiers dan gewoonlijk"


class Finding(models.TextChoices):
    """What the privacy officer thinks of a proposal."""

    EXPLAINED = "explained", "Verklaarbaar"
    NOT_JUSTIFIED = "not_justified", "Niet terecht"
    TO_DISCUSS = "to_discuss", "Besproken met de medewerker"

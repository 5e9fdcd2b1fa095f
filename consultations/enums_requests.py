"""Choices of consult requests (consultaanvragen), and which state may follow on which."""

from django.db import models

from poh.accounts.enums import Role


class RequestChannel(models.TextChoices):
    """How a request came in."""

    PHONE = "phone", "telefoon of balie"
    DELEGATION = "delegation", "opdracht van de huisarts"
    COLLEAGUE = "colleague", "vraag van een collega"
    PORTAL = "portal", "zelf geboekt in het portaal"
    E_CONSULT = "e_consult", "e-consult"
    MESSAGE = "message", "bericht van buiten"
    RECALL = "recall", "oproep"
    EXTERNAL = "external", "derden (wijkzorg, gemeente, school, familie)"


class RequesterKind(models.TextChoices):
    """Who asks."""

    PATIENT = "patient", "patiënt"
    COLLEAGUE = "colleague", "collega"
    EXTERNAL = "external", "iemand van buiten"
    SYSTEM = "system", "POH zelf"


class Urgency(models.TextChoices):
    """NHG triage: U1 to U5, or something that can be planned."""

    U1 = "u1", "U1 levensbedreigend"
    U2 = "u2", "U2 spoed"
    U3 = "u3", "U3 dringend"
    U4 = "u4", "U4 niet dringend"
    U5 = "u5", "U5 advies"
    ROUTINE = "routine", "planbaar"

    @property
    def short(self) -> str:
        return "planbaar" if self == Urgency.ROUTINE else self.value.upper()


# What may never wait for a POH.
URGENT = (Urgency.U1, Urgency.U2)


class Discipline(models.TextChoices):
    """Which POH it is for."""

    SOMATIC = "s", "POH somatiek"
    MENTAL = "ggz", "POH-GGZ"
    ELDERLY = "o", "POH ouderen"
    YOUTH = "j", "POH jeugd"

    @property
    def role(self) -> Role:
        return POOL_OF[self]


POOL_OF: dict[Discipline, Role] = {
    Discipline.SOMATIC: Role.POH_S,
    Discipline.MENTAL: Role.POH_GGZ,
    Discipline.ELDERLY: Role.POH_O,
    Discipline.YOUTH: Role.POH_J,
}
POH_ROLES = frozenset(POOL_OF.values())


class RequestForm(models.TextChoices):
    """In which form the request is met."""

    SURGERY = "spreekuur", "spreekuur"
    PHONE = "telefonisch", "telefonisch"
    VIDEO = "video", "beeldbellen"
    E_CONSULT = "e_consult", "e-consult"
    VISIT = "visite", "visite"


class RequestState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", "ontvangen"
    TRIAGED = "triaged", "getrieerd"
    ASSIGNED = "assigned", "toegewezen"
    PLANNED = "planned", "gepland"
    NO_SHOW = "no_show", "niet verschenen"
    DONE = "done", "uitgevoerd"
    PROCESSED = "processed", "verwerkt"
    CLOSED = "closed", "gesloten"
    RETURNED = "returned", "teruggelegd"
    FORWARDED = "forwarded", "doorgezet naar de huisarts"
    ADVISED = "advised", "advies gegeven"
    MERGED = "merged", "samengevoegd"
    WITHDRAWN = "withdrawn", "ingetrokken"
    REJECTED = "rejected", "afgewezen"


FINAL = (RequestState.CLOSED, RequestState.MERGED, RequestState.WITHDRAWN, RequestState.REJECTED)
UNFINISHED = tuple(state for state in RequestState if state not in FINAL)

# The database holds the same table: migration 0004.
REQUEST_STEPS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.RECEIVED: frozenset(
        {
            RequestState.TRIAGED,
            RequestState.FORWARDED,
            RequestState.MERGED,
            RequestState.WITHDRAWN,
            RequestState.REJECTED,
        }
    ),
    RequestState.TRIAGED: frozenset(
        {
            RequestState.TRIAGED,
            RequestState.ASSIGNED,
            RequestState.FORWARDED,
            RequestState.ADVISED,
            RequestState.MERGED,
            RequestState.WITHDRAWN,
            RequestState.REJECTED,
        }
    ),
    RequestState.ASSIGNED: frozenset(
        {
            RequestState.ASSIGNED,
            RequestState.PLANNED,
            RequestState.RETURNED,
            RequestState.FORWARDED,
            RequestState.ADVISED,
            RequestState.MERGED,
            RequestState.WITHDRAWN,
        }
    ),
    RequestState.RETURNED: frozenset(
        {
            RequestState.TRIAGED,
            RequestState.FORWARDED,
            RequestState.MERGED,
            RequestState.WITHDRAWN,
            RequestState.REJECTED,
        }
    ),
    RequestState.PLANNED: frozenset(
        {
            RequestState.ASSIGNED,
            RequestState.DONE,
            RequestState.NO_SHOW,
            RequestState.RETURNED,
            RequestState.FORWARDED,
            RequestState.WITHDRAWN,
        }
    ),
    RequestState.NO_SHOW: frozenset({RequestState.PLANNED, RequestState.CLOSED, RequestState.WITHDRAWN}),
    RequestState.DONE: frozenset({RequestState.PROCESSED}),
    RequestState.FORWARDED: frozenset({RequestState.TRIAGED, RequestState.PROCESSED, RequestState.WITHDRAWN}),
    RequestState.ADVISED: frozenset({RequestState.PROCESSED}),
    RequestState.PROCESSED: frozenset({RequestState.CLOSED}),
    RequestState.CLOSED: frozenset(),
    RequestState.MERGED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.REJECTED: frozenset(),
}
# Where an urgent request may stand: with the huisarts, or no longer anywhere.
URGENT_MAY_STAND = (RequestState.FORWARDED, RequestState.PROCESSED, *FINAL)


class RequestAct(models.TextChoices):
    """What somebody did with a request; the label is how its history says it."""

    REGISTERED = "registered", "vastgelegd"
    TRIAGED = "triaged", "getrieerd"
    ASSIGNED = "assigned", "toegewezen"
    ACCEPTED = "accepted", "aangenomen"
    RETURNED = "returned", "teruggelegd"
    FORWARDED = "forwarded", "doorgezet naar de huisarts"
    ADVISED = "advised", "advies gegeven"
    PLANNED = "planned", "gepland"
    ACTIVITY_ADDED = "activity", "activiteit toegevoegd"
    UNPLANNED = "unplanned", "planning vervallen"
    CARRIED_OUT = "carried_out", "uitgevoerd"
    NO_SHOW = "no_show", "niet verschenen"
    WAITING = "waiting", "wacht"
    RESUMED = "resumed", "wacht niet meer"
    PROCESSED = "processed", "verwerkt"
    ANSWERED = "answered", "beantwoord"
    CLOSED = "closed", "gesloten"
    MERGED = "merged", "samengevoegd"
    WITHDRAWN = "withdrawn", "ingetrokken"
    REJECTED = "rejected", "afgewezen"
    REOPENED = "reopened", "opnieuw geopend"


class WaitingFor(models.TextChoices):
    """On what a request waits."""

    INFORMATION = "info", "informatie"
    LAB = "lab", "het lab"
    GP = "gp", "de huisarts"
    PATIENT = "patient", "de patiënt"


class RequestReason(models.TextChoices):
    """Why a request was given back or refused."""

    NO_CAPACITY = "no_capacity", "geen plek binnen de termijn"
    OTHER_DISCIPLINE = "other_discipline", "hoort bij een andere POH"
    NOT_FOR_POH = "not_for_poh", "hoort niet bij een POH"
    INCOMPLETE = "incomplete", "gegevens ontbreken"
    ELSEWHERE = "elsewhere", "hoort bij een andere zorgverlener"
    NO_QUESTION = "no_question", "geen zorgvraag"
    ABSENT = "absent", "collega is afwezig"
    OTHER = "other", "anders"


class WithdrawnBy(models.TextChoices):
    """Who took a request back."""

    PATIENT = "patient", "de patiënt"
    REQUESTER = "requester", "de aanvrager"
    PRACTICE = "practice", "de praktijk"


class RequestOutcome(models.TextChoices):
    """How a request ended."""

    TREATED = "treated", "behandeld"
    ADVICE = "advice", "advies gegeven"
    ANSWERED = "answered", "vraag beantwoord"
    REFERRED = "referred", "verwezen"
    BY_GP = "by_gp", "door de huisarts afgehandeld"
    RECALL = "recall", "naar de oproep"
    NOT_REACHED = "not_reached", "niet bereikt"
    NOT_NEEDED = "not_needed", "niet meer nodig"


class AnswerChannel(models.TextChoices):
    """How the requester got the answer."""

    IN_POH = "in_poh", "leest het in POH"
    PHONE = "phone", "gebeld"
    LETTER = "letter", "brief of bericht"
    SPOKEN = "spoken", "gesproken"


class ActivityKind(models.TextChoices):
    """What a request becomes."""

    APPOINTMENT = "appointment", "afspraak"
    CALL = "call", "bellen"
    VISIT = "visit", "visite"
    LETTER = "letter", "brief"
    TASK = "task", "taak"

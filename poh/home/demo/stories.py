"""What came in at the demo practices and what lies on their lists, as stories."""

from dataclasses import dataclass

from consultations.enums_requests import Discipline, RequestChannel, RequestState, Urgency
from poh.accounts.enums import Role
from poh.worklist.enums import TaskKind

SOMATIC, MENTAL, ELDERLY, YOUTH = Discipline
PHONE, DELEGATED, COLLEAGUE = RequestChannel.PHONE, RequestChannel.DELEGATION, RequestChannel.COLLEAGUE
PORTAL, E_CONSULT, EXTERNAL = RequestChannel.PORTAL, RequestChannel.E_CONSULT, RequestChannel.EXTERNAL
MESSAGE = RequestChannel.MESSAGE
STATE = RequestState


@dataclass(frozen=True)
class Story:
    """What came in, so many days ago, and how far it got."""

    days: int
    channel: RequestChannel
    text: str
    urgency: Urgency
    discipline: Discipline
    state: RequestState
    is_accepted: bool = True
    is_waiting: bool = False
    who: str = ""


STORIES = [
    Story(0, PHONE, "Mijn enkels zijn dik en ik ben kortademig op de trap.", Urgency.U3, SOMATIC, STATE.RECEIVED),
    Story(
        0,
        E_CONSULT,
        "Kan mijn inhalator ook een keer per dag? Ik vergeet hem 's avonds.",
        Urgency.U5,
        SOMATIC,
        STATE.RECEIVED,
    ),
    Story(
        0,
        PORTAL,
        "Ik heb een plek geboekt voor mijn bloeddruk, maar ook een wondje aan mijn voet.",
        Urgency.U4,
        SOMATIC,
        STATE.RECEIVED,
    ),
    Story(
        0,
        PHONE,
        "Druk op de borst sinds een half uur, straalt uit naar de kaak.",
        Urgency.U2,
        SOMATIC,
        STATE.FORWARDED,
        is_accepted=False,
    ),
    Story(0, PHONE, "Ik slaap al weken slecht en wil met iemand praten.", Urgency.U5, MENTAL, STATE.TRIAGED),
    Story(
        0,
        EXTERNAL,
        "Mevrouw eet nauwelijks en is in een week twee keer gevallen.",
        Urgency.U4,
        ELDERLY,
        STATE.ASSIGNED,
        is_accepted=False,
        who="Wijkzorg Zuid",
    ),
    Story(
        1,
        DELEGATED,
        "Graag inhalatie nalopen, gebruikt veel luchtwegverwijder.",
        Urgency.U5,
        SOMATIC,
        STATE.ASSIGNED,
        is_accepted=False,
    ),
    Story(
        1,
        DELEGATED,
        "HbA1c 71, graag insuline bespreken en starten volgens protocol.",
        Urgency.U4,
        SOMATIC,
        STATE.ASSIGNED,
    ),
    Story(
        1,
        PHONE,
        "Prikken doet pijn en mijn suikers schommelen.",
        Urgency.U4,
        SOMATIC,
        STATE.ASSIGNED,
        is_accepted=False,
    ),
    Story(
        1,
        EXTERNAL,
        "Leerling is al drie weken somber en komt niet op school.",
        Urgency.U5,
        YOUTH,
        STATE.ASSIGNED,
        is_accepted=False,
        who="Basisschool De Brug",
    ),
    Story(2, COLLEAGUE, "Hoe bouw ik de metformine af bij een nierfunctie van 34?", Urgency.U5, SOMATIC, STATE.ADVISED),
    Story(2, PHONE, "Ik wil stoppen met roken, kan dat met hulp van jullie?", Urgency.ROUTINE, SOMATIC, STATE.PLANNED),
    Story(3, PHONE, "Bloeddruk thuis steeds boven de 160.", Urgency.U4, SOMATIC, STATE.PLANNED),
    Story(3, E_CONSULT, "Mag ik vasten tijdens de ramadan met mijn tabletten?", Urgency.U5, SOMATIC, STATE.PROCESSED),
    Story(
        4,
        DELEGATED,
        "Graag geheugentest bij mevrouw, dochter maakt zich zorgen.",
        Urgency.ROUTINE,
        ELDERLY,
        STATE.PLANNED,
    ),
    Story(4, PHONE, "Paniekaanvallen op het werk.", Urgency.U4, MENTAL, STATE.DONE),
    Story(
        5, PHONE, "Uitslag van het lab bespreken, ik begrijp de getallen niet.", Urgency.ROUTINE, SOMATIC, STATE.NO_SHOW
    ),
    Story(5, DELEGATED, "Voetcontrole, gevoel neemt af.", Urgency.U5, SOMATIC, STATE.ASSIGNED, is_waiting=True),
    Story(
        6,
        MESSAGE,
        "Ontslagbrief na longaanval: graag controle binnen twee weken.",
        Urgency.U4,
        SOMATIC,
        STATE.DONE,
        who="Longpoli Havenziekenhuis",
    ),
    Story(6, PHONE, "Ik kom er niet uit met het dieet.", Urgency.ROUTINE, SOMATIC, STATE.RETURNED),
    Story(8, DELEGATED, "Leefstijl bij overgewicht en verhoogd cholesterol.", Urgency.ROUTINE, SOMATIC, STATE.CLOSED),
    Story(9, PHONE, "Graag een nieuwe bloeddrukmeter lenen.", Urgency.ROUTINE, SOMATIC, STATE.WITHDRAWN),
    Story(11, PORTAL, "Verwijzing voor fysiotherapie.", Urgency.ROUTINE, SOMATIC, STATE.REJECTED),
    Story(12, PHONE, "Controle van mijn suiker voor de vakantie.", Urgency.U5, SOMATIC, STATE.CLOSED),
    Story(
        15,
        EXTERNAL,
        "Mantelzorger overbelast, graag huisbezoek.",
        Urgency.U5,
        ELDERLY,
        STATE.CLOSED,
        who="Gemeente, Wmo-loket",
    ),
    Story(18, E_CONSULT, "Hoe vaak moet ik mijn bloeddruk thuis meten?", Urgency.U5, SOMATIC, STATE.CLOSED),
    Story(22, COLLEAGUE, "Samen kijken naar medicatie bij lithium.", Urgency.U5, MENTAL, STATE.CLOSED),
    Story(26, PHONE, "Hoesten gaat niet over.", Urgency.U4, SOMATIC, STATE.CLOSED),
]

# title, kind, days until due, whether it goes first, for whom (role, or None for the first POH)
WORK = [
    ("Laat kalium 5,6 herhalen", TaskKind.CALL, -2, True, None),
    ("Verwijs voor fundusfoto", TaskKind.LETTER, 0, False, None),
    ("Beoordeel thuismeting bloeddruk", TaskKind.GENERAL, 0, False, None),
    ("Verwijs naar podotherapeut", TaskKind.LETTER, 0, False, None),
    ("Bel over bijwerking van metformine", TaskKind.CALL, 1, False, None),
    ("Plan jaarcontrole COPD", TaskKind.AGENDA, 0, False, Role.ASSISTENT),
    ("Bel: niet verschenen gisteren", TaskKind.CALL, 0, False, Role.ASSISTENT),
    ("Vraag de uitslag van de longfunctie op", TaskKind.GENERAL, -1, False, Role.ASSISTENT),
    ("Maak uitnodigingen voor de griepprik klaar", TaskKind.LETTER, 6, False, Role.ASSISTENT),
    ("Haal de spirometer op bij De Singel", TaskKind.GENERAL, 2, False, Role.POH_S),
    ("Bekijk wie geen fundusfoto had", TaskKind.PROTOCOL, 9, False, Role.POH_S),
    ("Bespreek insuline bij mevrouw met dochter", TaskKind.CALL, 3, False, Role.POH_S),
    ("Onderteken de delegatie voor insuline", TaskKind.PROTOCOL, 0, False, Role.HUISARTS),
    ("Lees de notulen van het werkoverleg", TaskKind.GENERAL, 0, False, Role.POH_MMT),
]
WITHOUT_PATIENT = {TaskKind.PROTOCOL, TaskKind.GENERAL}

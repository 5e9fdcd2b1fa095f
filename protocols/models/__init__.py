from protocols.models.enrolments import Enrolment, EnrolmentStatus, PersonalTarget
from protocols.models.questionnaires import InstrumentText, QuestionnaireResponse
from protocols.models.versions import PracticeProtocol, Protocol, ProtocolVersion, VersionMigration

__all__ = [
    "Enrolment",
    "EnrolmentStatus",
    "InstrumentText",
    "PersonalTarget",
    "PracticeProtocol",
    "Protocol",
    "ProtocolVersion",
    "QuestionnaireResponse",
    "VersionMigration",
]

from protocols.models.enrolments import Enrolment, EnrolmentStatus, PersonalTarget
from protocols.models.versions import PracticeProtocol, Protocol, ProtocolVersion, VersionMigration

__all__ = [
    "Enrolment",
    "EnrolmentStatus",
    "PersonalTarget",
    "PracticeProtocol",
    "Protocol",
    "ProtocolVersion",
    "VersionMigration",
]

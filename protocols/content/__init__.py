"""What a protocol version says, as typed values: read from a definition file or from the database, the same way."""

from protocols.content.parts import (
    Advice,
    Control,
    Education,
    Group,
    Inclusion,
    InclusionKind,
    Interval,
    Item,
    ProposalKind,
    ProtocolContent,
    Provenance,
    Section,
    Target,
)
from protocols.content.read import DefinitionProblem, content_problems, read_content
from protocols.content.write import content_hash, write_content

__all__ = [
    "Advice",
    "Control",
    "DefinitionProblem",
    "Education",
    "Group",
    "Inclusion",
    "InclusionKind",
    "Interval",
    "Item",
    "ProposalKind",
    "ProtocolContent",
    "Provenance",
    "Section",
    "Target",
    "content_hash",
    "content_problems",
    "read_content",
    "write_content",
]

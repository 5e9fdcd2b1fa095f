"""The typed content of stored versions, read once per process."""

from protocols.content import ProtocolContent, read_content
from protocols.models import ProtocolVersion
from protocols.vocabulary import current_vocabulary

# By fingerprint: equal content is read once, and content never changes under its fingerprint.
_read: dict[str, ProtocolContent] = {}


def content_of(version: ProtocolVersion) -> ProtocolContent:
    """What `version` says."""
    if version.content_hash not in _read:
        _read[version.content_hash] = read_content(version.content, current_vocabulary())
    return _read[version.content_hash]

"""The programmes and the protocol versions that come with POH, for `manage.py load_reference`."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from poh.base.reference import DefinitionError
from protocols.content import DefinitionProblem, content_hash, read_content, write_content
from protocols.enums import VersionState
from protocols.models import Protocol, ProtocolVersion
from protocols.vocabulary import current_vocabulary

FOLDER = Path(__file__).parent / "definitions"
PROGRAMMES = "protocols.toml"
VERSION_FIELDS = {
    "number": int,
    "author": str,
    "source_title": str,
    "source_year": int,
    "review_on": date,
    "change_note": str,
}


def load() -> str:
    """Load the programmes and every delivered version; one Dutch line about it."""
    return load_folder(FOLDER)


def load_folder(folder: Path) -> str:
    """Load the definitions in `folder`; DefinitionError names the file, the part and the field that are wrong."""
    programmes = _toml(folder / PROGRAMMES)["protocols"]
    for position, row in enumerate(programmes):
        Protocol.objects.update_or_create(
            key=row["key"], defaults={"name": row["name"], "letter": row["letter"], "position": position}
        )
    vocabulary = current_vocabulary()
    made = [_load_version(path, vocabulary) for path in sorted(folder.glob("*.toml")) if path.name != PROGRAMMES]
    return f"{len(programmes)} programma's, {len(made)} protocolversies ({sum(made)} nieuw)"


def _load_version(path: Path, vocabulary) -> bool:
    """Load one file; whether it was new. A version that is there with other content is an error."""
    data = _toml(path)
    fields = _version_fields(path, data.pop("version", {}))
    try:
        content = read_content(data, vocabulary)
    except DefinitionProblem as problem:
        raise DefinitionError(path.name, problem.place, "", problem.problem) from None
    mark = content_hash(content)
    there = ProtocolVersion.objects.filter(practice=None, protocol_id=content.protocol, number=fields["number"]).first()
    if there is None:
        ProtocolVersion.objects.create(
            protocol_id=content.protocol,
            state=VersionState.REVIEW,
            content=json.loads(json.dumps(write_content(content))),
            content_hash=mark,
            author_name=fields.pop("author"),
            **fields,
        )
        return True
    if there.content_hash != mark:
        raise DefinitionError(
            path.name, "version", "number", f"versie {there.number} is al geladen met een andere inhoud: verhoog het"
        )
    return False


def _version_fields(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    for name, kind in VERSION_FIELDS.items():
        if not isinstance(data.get(name), kind):
            raise DefinitionError(path.name, "version", name, "ontbreekt of is van de verkeerde soort")
    for name in data:
        if name not in VERSION_FIELDS:
            raise DefinitionError(path.name, "version", name, "dit veld hoort hier niet")
    return data


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path.name, "bestand", "", f"is geen TOML ({error})") from None

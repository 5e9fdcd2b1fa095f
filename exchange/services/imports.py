"""Take over a folder of FHIR bundles for one practice: a bundle at a time, a patient a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from exchange.enums import Kind, SkipReason
from exchange.maps import maps
from exchange.models import Import
from exchange.rules.bundles import Contents, NotReadable, read_file
from exchange.rules.found import Origin
from exchange.rules.report import Tally
from exchange.selectors import current_catalogue
from exchange.services.people import KINDS, Run, keep_person
from poh.accounts.models import Practice, User
from poh.accounts.scope import practice_scope

JOB = "exchange.import_fhir"
# How often the stored report is brought up to date while the import runs.
FILES_A_REPORT = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Order:
    """What to take over; a dry run counts and keeps nothing."""

    folder: Path
    source_name: str = "FHIR"
    started_by: User | None = None
    is_dry_run: bool = False

    def files(self) -> list[Path]:
        """The files, in the order of their names."""
        return sorted(self.folder.glob("*.json"))


def _nothing(done: int, total: int) -> None:
    """The progress of somebody who does not look."""


def import_folder(
    *, practice: Practice, order: Order, at: datetime, progress: Callable[[int, int], None] = _nothing
) -> Tally:
    """Take over every file of the folder; the counts. Stored as an Import, unless it is a dry run.

    A file that cannot be read, or a patient that cannot be stored, is one line in the report; the rest goes on.
    """
    run = Run(practice=practice, row=_begin(practice, order, at), catalogue=current_catalogue(), maps=maps(), at=at)
    total, files = Tally(), order.files()
    for done, path in enumerate(files, 1):
        total.add(_take_over(path, run, order))
        if done % FILES_A_REPORT == 0:
            _report(run, order, total)
        progress(done, len(files))
    run.row.finished_at = timezone.now()
    _report(run, order, total)
    log.info("imported", practice=practice.pk, files=total.files, refused=total.refused_files)
    return total


def _begin(practice: Practice, order: Order, at: datetime) -> Import:
    row = Import(
        practice=practice,
        folder=str(order.folder)[-300:],
        source_name=order.source_name,
        started_by=order.started_by,
        started_at=at,
    )
    if not order.is_dry_run:
        with practice_scope(practice, job=JOB):
            row.save(force_insert=True)
    return row


def _report(run: Run, order: Order, total: Tally) -> None:
    run.row.report = total.as_json()
    if not order.is_dry_run:
        with practice_scope(run.practice, job=JOB):
            run.row.save(update_fields=["report", "finished_at", "updated_at"])


def _take_over(path: Path, run: Run, order: Order) -> Tally:
    tally = Tally(files=1)
    try:
        contents = read_file(path, source=order.source_name)
    except NotReadable as problem:
        return Tally(refused_files=1, lines=[f"{path.name}: {problem}."])
    for kind, count in contents.not_read.items():
        tally.skip(Origin(Kind.OTHER, "", text=kind), SkipReason.NOT_READ, count)
    for resource in contents.orphans:
        tally.skip(Origin(KINDS[resource["resourceType"]], "", text=resource["resourceType"]), SkipReason.NO_PATIENT)
    for at, person in enumerate(contents.people):
        try:
            tally.add(_keep(contents, at, run, order))
        except DatabaseError as error:
            log.exception("import_failed", file=path.name)
            tally.say(f"{path.name}: {person.name} is niet opgeslagen ({type(error).__name__}).")
    return tally


def _keep(contents: Contents, at: int, run: Run, order: Order) -> Tally:
    """Keep one person of a file in a transaction of their own; what is not valid goes along with the first."""
    with practice_scope(run.practice, user=order.started_by, job=JOB):
        if order.is_dry_run:
            run.row.pk = None
            run.row.save(force_insert=True)
        tally = keep_person(contents.people[at], run, invalid=contents.invalid if at == 0 else ())
        if order.is_dry_run:
            transaction.set_rollback(True)
    return tally

"""Check that the log is as it was written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from poh.accounts.models import Practice
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event, Outcome
from poh.audit.models import ChainCheck
from poh.audit.rules.anchors import differences
from poh.audit.rules.chain import Fault, Finding, Head, faults
from poh.audit.selectors.chains import chain_heads, fingerprints, suspects, swapped_pairs
from poh.audit.services.anchoring import anchor_files, read_anchors
from poh.audit.services.partitions import LEAST_YEARS
from poh.audit.services.recording import record_outside

log = structlog.get_logger(__name__)

JOB = "audit.verify_audit"
# Every suspect is compared with every other one: above this the log was rewritten, not swapped.
MOST_PAIRED = 300


@dataclass
class ChainReport:
    """The outcome for one chain: a practice, or what happened outside one (`practice` is None)."""

    chain: int
    practice: Practice | None
    entries: int
    findings: list[Finding] = field(default_factory=list)

    @property
    def name(self) -> str:
        if self.practice:
            return self.practice.name
        return f"praktijk {self.chain}" if self.chain else "buiten een praktijk"


@dataclass
class Report:
    """The outcome for the whole log."""

    chains: list[ChainReport]
    anchor_findings: list[Finding]

    @property
    def is_whole(self) -> bool:
        return not self.anchor_findings and not any(chain.findings for chain in self.chains)


def verify_log(*, at: datetime, practice: Practice | None = None, anchors: Iterable[Path] | None = None) -> Report:
    """Recompute the chain of `practice`, or all chains, and compare with the anchors (default: the anchor folder)."""
    anchored, findings = read_anchors(anchor_files() if anchors is None else anchors)
    heads = {chain: Head(chain, 0, b"") for chain in anchored} | {head.chain: head for head in chain_heads()}
    practices = {row.pk: row for row in Practice.objects.all()}
    reports = []
    for chain in [practice.pk] if practice else sorted(heads):
        head = heads.get(chain) or Head(chain, 0, b"")
        report = _verify_chain(head, practices.get(chain))
        hashes = fingerprints(chain, [anchor.seq for anchor in anchored.get(chain, [])])
        known = {seq for finding in report.findings for seq in finding.touched}
        report.findings += [
            finding for finding in differences(anchored.get(chain, []), hashes, head) if known.isdisjoint(finding.seqs)
        ]
        report.findings += _too_early(head, at=at)
        reports.append(report)
    return Report(reports, findings)


def check_log(*, at: datetime) -> Report:
    """The nightly verification: keeps the outcome for the privacy officer of each practice."""
    report = verify_log(at=at)
    for chain in report.chains:
        if chain.practice:
            _keep(chain, at=at)
        if chain.findings:
            kinds = sorted({finding.fault.value for finding in chain.findings})
            log.error("audit_chain_broken", practice=chain.chain, faults=kinds, count=len(chain.findings))
    if report.anchor_findings:
        log.error("audit_anchors_broken", count=len(report.anchor_findings))
    record_outside(Event.LOG_VERIFIED, job=JOB, outcome=Outcome.OK if report.is_whole else Outcome.SERIOUS)
    return report


def _verify_chain(head: Head, practice: Practice | None) -> ChainReport:
    found = suspects(head.chain)
    unfit = [suspect.id for suspect in found if not suspect.is_own]
    pairs = swapped_pairs(head.chain, unfit) if 1 < len(unfit) <= MOST_PAIRED else []
    entries = found[-1].place if found else 0
    return ChainReport(head.chain, practice, entries, faults(found, head, pairs))


def _too_early(head: Head, *, at: datetime) -> list[Finding]:
    """The start of a chain may only move past entries whose term is over."""
    if head.base_at is None or head.base_at <= at - timedelta(days=LEAST_YEARS * 365):
        return []
    text = f"regels tot en met {head.base_seq} zijn verwijderd voor het eind van de bewaartermijn."
    return [Finding(Fault.EARLY, (head.base_seq,), text, at=head.base_at)]


def _keep(chain: ChainReport, *, at: datetime) -> None:
    with practice_scope(chain.practice, job=JOB):
        ChainCheck.objects.create(
            practice=chain.practice,
            checked_at=at,
            entries=chain.entries,
            findings=[finding.text for finding in chain.findings],
        )

"""`manage.py verify_audit`: is the access log as it was written?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from poh.accounts.models import Practice
from poh.audit.services.verification import ChainReport, Report, verify_log


class Command(BaseCommand):
    help = (
        "Rekent het toegangslog na en noemt elke gewijzigde, verwijderde, toegevoegde of verwisselde regel. "
        "Eindigt met code 1 als er iets mis is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", help="alleen deze praktijk (AGB-code of nummer)")
        parser.add_argument(
            "--anchor", action="append", type=Path, metavar="BESTAND", help="vergelijk met dit verankeringsbestand"
        )
        parser.add_argument("--json", action="store_true", help="de uitkomst als JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        practice = _practice(options["practice"]) if options["practice"] else None
        if missing := [path for path in options["anchor"] or [] if not path.is_file()]:
            raise CommandError(f"Verankeringsbestand niet gevonden: {missing[0]}")
        report = verify_log(at=timezone.now(), practice=practice, anchors=options["anchor"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(report), ensure_ascii=False))
        else:
            self._write(report)
        if not report.is_whole:
            raise SystemExit(1)

    def _write(self, report: Report) -> None:
        for chain in report.chains:
            state = f"{len(chain.findings)} bevinding(en)" if chain.findings else "in orde"
            self.stdout.write(f"{chain.name}: {chain.entries} regels, {state}")
            for finding in chain.findings:
                self.stdout.write(f"  {finding.fault}: {finding.text}")
        for finding in report.anchor_findings:
            self.stdout.write(f"{finding.fault}: {finding.text}")
        if report.is_whole:
            self.stdout.write("Het toegangslog is onveranderd.")
        else:
            self.stderr.write("Het toegangslog is NIET zoals het werd geschreven.")


def _practice(text: str) -> Practice:
    by_number = Q(pk=int(text)) if text.isdecimal() and len(text) < 8 else Q(agb_code=text)
    practice = Practice.objects.filter(by_number).first()
    if practice is None:
        raise CommandError(f"Er is geen praktijk met AGB-code of nummer {text}.")
    return practice


def _as_data(report: Report) -> dict[str, Any]:
    return {
        "whole": report.is_whole,
        "chains": [_chain_as_data(chain) for chain in report.chains],
        "anchors": [finding.text for finding in report.anchor_findings],
    }


def _chain_as_data(chain: ChainReport) -> dict[str, Any]:
    findings = [
        {
            "fault": finding.fault.name.lower(),
            "seqs": list(finding.seqs),
            "ids": list(finding.ids),
            "at": finding.at.isoformat() if finding.at else None,
            "text": finding.text,
        }
        for finding in chain.findings
    ]
    return {"chain": chain.chain, "practice": chain.name, "entries": chain.entries, "findings": findings}

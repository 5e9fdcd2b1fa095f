import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from poh.audit import tasks
from poh.audit.services.anchoring import anchor_files, anchor_log
from tests.factories.audit import log_entry

pytestmark = pytest.mark.django_db


def _verify(capsys, *arguments):
    code = 0
    try:
        call_command("verify_audit", *arguments)
    except SystemExit as stop:
        code = stop.code
    answer = capsys.readouterr()
    return code, answer.out.splitlines(), answer.err


def test_verify_of_a_whole_log(chain, practice, capsys):
    assert _verify(capsys) == (
        0,
        [
            "buiten een praktijk: 0 regels, in orde",
            "Praktijk De Singel: 8 regels, in orde",
            "Het toegangslog is onveranderd.",
        ],
        "",
    )


@pytest.mark.django_db(transaction=True)
def test_verify_names_what_is_wrong_and_ends_with_one(chain, practice, tamper, capsys):
    tamper("UPDATE audit_accesslog SET reason = 'x' WHERE id = %s", chain[2].pk)
    entry = chain[2]
    assert _verify(capsys, "--practice", practice.agb_code) == (
        1,
        [
            "Praktijk De Singel: 8 regels, 1 bevinding(en)",
            f"  gewijzigd: regel 3 (id {entry.pk}, {entry.at:%d-%m-%Y %H:%M:%S} UTC) is gewijzigd.",
        ],
        "Het toegangslog is NIET zoals het werd geschreven.\n",
    )


@pytest.mark.django_db(transaction=True)
def test_verify_as_data(chain, practice, tamper, capsys):
    tamper("DELETE FROM audit_accesslog WHERE id = %s", chain[2].pk)
    code, [line], _ = _verify(capsys, "--json", "--practice", str(practice.pk))
    assert (code, json.loads(line)) == (
        1,
        {
            "whole": False,
            "chains": [
                {
                    "chain": practice.pk,
                    "practice": "Praktijk De Singel",
                    "entries": 7,
                    "findings": [
                        {"fault": "deleted", "seqs": [3], "ids": [], "at": None, "text": "regel 3 is verwijderd."}
                    ],
                }
            ],
            "anchors": [],
        },
    )


def test_verify_with_one_anchor_file(chain, practice, capsys, tmp_path):
    anchor_log(at=timezone.now())
    [file] = anchor_files()
    forged = tmp_path / "kopie.jsonl"
    forged.write_text(file.read_text().replace(", 8, ", ", 7, "))
    assert _verify(capsys, "--anchor", str(file))[0] == 0
    code, lines, _ = _verify(capsys, "--anchor", str(forged))
    assert (code, lines[-1]) == (1, "verankering: verankering kopie.jsonl:1 is gewijzigd.")


@pytest.mark.parametrize("arguments", [("--practice", "99999999"), ("--anchor", "/bestaat/niet.jsonl")])
def test_verify_of_what_does_not_exist_says_so(db, arguments):
    with pytest.raises(CommandError):
        call_command("verify_audit", *arguments)


def test_anchor_command(chain, capsys, anchor_folder):
    call_command("anchor_audit")
    call_command("anchor_audit")
    assert capsys.readouterr().out.splitlines() == [
        f"Verankerd in {anchor_folder / f'{timezone.now():%Y-%m}.jsonl'}",
        "Sinds de vorige verankering is er niets bijgekomen.",
    ]


def test_expire_command_refuses_a_term_below_the_law(db):
    with pytest.raises(CommandError, match="ten minste 5 jaar"):
        call_command("expire_audit", "--years", "4")


def test_tasks_anchor_verify_and_make_months(practice, poh, app_sql):
    log_entry(practice, poh)
    tasks.anchor_audit()
    tasks.verify_audit()
    tasks.make_audit_partitions()
    assert len(anchor_files()) == 1
    assert app_sql("SELECT chain, seq FROM audit_chains() ORDER BY 1") == [(0, 1), (practice.pk, 1)]

"""manage.py import_fhir."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exchange.models import Import
from exchange.services import people
from patients.models import Patient
from poh.accounts.scope import practice_scope
from tests.exchange.fhir import Bundle
from tests.factories.accounts import PracticeFactory

pytestmark = pytest.mark.django_db


def run(*args, stderr=None, **options):
    out = StringIO()
    call_command("import_fhir", *args, stdout=out, stderr=stderr or StringIO(), **options)
    return out.getvalue()


class Terminal(StringIO):
    def isatty(self):
        return True


def test_command_reports_in_dutch(practice, tmp_path):
    Bundle().measured("4548-4", 7.1).measured("4548-4", 7.2, "%", at="2025-03-02").condition("1", "Moe").write(tmp_path)
    (tmp_path / "z.json").write_text("{")
    lines = run(str(tmp_path), practice=practice.name.upper()).splitlines()
    assert lines[:5] == [
        "1 bestanden gelezen, 1 niet te lezen.",
        "  z.json: geen geldige JSON.",
        "Patiënten: 1 vastgelegd, 0 al bekend, 0 verbeterd",
        "Episodes: 1 vastgelegd, 0 al bekend, 0 verbeterd",
        "Medicatie: 0 vastgelegd, 0 al bekend, 0 verbeterd",
    ]
    assert "        1 eenheid ontbreekt" in lines
    with practice_scope(practice):
        row = Import.objects.for_practice(practice).get()
    assert (row.report["files"], row.source_name, row.finished_at is not None) == (1, "FHIR", True)


def test_dry_run_says_that_nothing_was_kept(practice, tmp_path):
    Bundle().write(tmp_path)
    assert run(str(tmp_path), practice=str(practice.uuid), dry_run=True).startswith("Proef: er is niets vastgelegd.")
    with practice_scope(practice):
        assert not Patient.objects.for_practice(practice).exists()


def test_bar_moves_on_a_terminal_and_elsewhere_a_line_for_every_hundred(practice, tmp_path):
    for number in range(100):
        (tmp_path / f"{number}.json").write_text("{")
    terminal, elsewhere = Terminal(), StringIO()
    run(str(tmp_path), practice=practice.name, stderr=terminal)
    run(str(tmp_path), practice=practice.name, stderr=elsewhere)
    assert "\r[###############...............] 50 van 100" in terminal.getvalue()
    assert elsewhere.getvalue() == "100 van 100\n"


@pytest.mark.parametrize("name", ["Nergens", "00000000-0000-4000-8000-000000000000"])
def test_unknown_practice_is_refused(practice, tmp_path, name):
    Bundle().write(tmp_path)
    with pytest.raises(CommandError, match="Er is geen praktijk"):
        run(str(tmp_path), practice=name)


def test_name_of_two_practices_is_refused(practice, tmp_path):
    PracticeFactory(name=practice.name)
    Bundle().write(tmp_path)
    with pytest.raises(CommandError, match="Er zijn meer praktijken"):
        run(str(tmp_path), practice=practice.name)


def test_folder_without_bundles_is_refused(practice, tmp_path):
    for folder in (tmp_path, tmp_path / "nergens"):
        with pytest.raises(CommandError, match="is geen map met bestanden"):
            run(str(folder), practice=practice.name)


def test_patient_that_the_database_refuses_is_a_line_and_the_rest_goes_on(practice, tmp_path, monkeypatch):
    keep = people.keep_measurements

    def break_first(kept, found, *, is_new):
        if kept.patient.birth_name == "Aap":
            kept.patient.uuid = None
            kept.patient.save(update_fields=["uuid"])
        keep(kept, found, is_new=is_new)

    monkeypatch.setattr(people, "keep_measurements", break_first)
    Bundle("Aap").write(tmp_path)
    Bundle("Noot", birthDate="1960-01-01").write(tmp_path)
    out = run(str(tmp_path), practice=practice.name)
    assert "is niet opgeslagen (IntegrityError)." in out
    with practice_scope(practice):
        assert [row.birth_name for row in Patient.objects.for_practice(practice)] == ["Noot"]


def test_report_keeps_the_first_lines_and_counts_the_rest(practice, tmp_path):
    for number in range(510):
        (tmp_path / f"{number:04d}.json").write_text("{")
    out = run(str(tmp_path), practice=practice.name)
    assert out.count("geen geldige JSON") == 500
    assert "en nog 10 regels." in out

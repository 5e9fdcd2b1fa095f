"""`.venv` is made once, told apart from a half-made one, and refused to a Python that is too old."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.conftest import ROOT

INSTALLING = "POH: pakketten installeren in .venv (eenmalig, een paar minuten) ...\n"
SCRIPT = Path("poh") / "local" / "environment.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without packages: what is tested is the way there. One for all, since each making takes seconds."""
    path = tmp_path_factory.mktemp("project")
    (path / SCRIPT).parent.mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, path / SCRIPT)
    (path / "requirements.txt").write_text("# none\n")
    return path


def _make(project: Path) -> str:
    done = subprocess.run([sys.executable, SCRIPT], cwd=project, capture_output=True, text=True, check=True)
    return done.stdout


def test_environment_is_made_once(project: Path):
    assert _make(project) in {INSTALLING, ""}
    assert _make(project) == ""


def test_failed_install_is_said_and_environment_of_other_requirements_made_again(project: Path):
    (project / "requirements.txt").write_text("./missing-folder\n")

    done = subprocess.run([sys.executable, SCRIPT], cwd=project, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "POH: de pakketten konden niet worden geïnstalleerd (zie hierboven). Draai het commando opnieuw."
    )
    (project / "requirements.txt").write_text("# none again\n")
    assert _make(project) == INSTALLING
    assert _make(project) == ""


def test_environment_that_a_kill_left_half_made_is_made_again(project: Path):
    _make(project)
    (project / ".venv" / "poh-stamp").unlink()
    (project / ".venv" / "bin" / "python").unlink()

    assert _make(project) == INSTALLING
    assert subprocess.run([project / ".venv" / "bin" / "python", "-c", ""], check=True).returncode == 0


def test_python_that_is_too_old_is_refused(project: Path):
    script = "import environment as e; e.OLDEST = (4, 0); e.OTHER_NAMES = (); e.main()"

    done = subprocess.run([sys.executable, "-c", script], cwd=project / SCRIPT.parent, capture_output=True, text=True)

    here = ".".join(str(part) for part in sys.version_info[:3])
    assert done.returncode == 1
    assert done.stderr == f"POH: Python {here} is te oud: POH heeft Python 3.11 of nieuwer nodig.\n"

"""Make or repair `.venv` with exactly the packages of requirements.txt: run as a script, before anything else.

    python3 poh/local/environment.py

A stamp in `.venv`, written last, says for which requirements and with which Python it was made. Without
the right stamp (new requirements, another Python, a kill in the middle) the environment is made again.
Standard library only, and without syntax that an old Python cannot read: it must be able to say so.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.txt"
STAMP = VENV / "poh-stamp"
OLDEST = (3, 11)
# Newest first; 3.11 and 3.12 are ahead because every package has a ready-made wheel for them.
OTHER_NAMES = ("python3.12", "python3.11", "python3.14", "python3.13")


def fail(sentence):
    """End with one sentence and no traceback."""
    sys.exit("POH: " + sentence)


def use_fit_python():
    """Go on under a Python that is new enough, when this one is not."""
    if sys.version_info[:2] >= OLDEST:
        return
    for name in OTHER_NAMES:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    here = ".".join(str(part) for part in sys.version_info[:3])
    fail("Python {} is te oud: POH heeft Python 3.11 of nieuwer nodig.".format(here))  # noqa: UP032 - old Python


def wanted_stamp():
    """What the stamp must hold: a digest of the requirements, the place, and the Python inside `.venv`."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return "\n".join([digest, str(VENV), inner_version()])


def inner_version():
    """The version of the Python inside `.venv`; empty when it does not run."""
    command = [str(VENV / "bin" / "python"), "-I", "-S", "-c", "import sys; print(sys.version)"]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().strip()
    except OSError:
        return ""


def is_ready():
    """Whether `.venv` is whole, of these requirements, and runs."""
    return STAMP.exists() and STAMP.read_text() == wanted_stamp() and inner_version() != ""


def make_venv():
    """An empty environment with pip, or what to install when this Python cannot make one."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        sys.stderr.write(made.stdout.decode(errors="replace"))
        shutil.rmtree(VENV, ignore_errors=True)
        fail("deze Python kan geen .venv maken. Op Debian en Ubuntu helpt: apt-get install python3-venv")


def install():
    """The pinned packages, each checked against its hash."""
    print("POH: pakketten installeren in .venv (eenmalig, een paar minuten) ...", flush=True)
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--requirement", str(REQUIREMENTS)]
    if subprocess.run(command).returncode:
        fail("de pakketten konden niet worden geïnstalleerd (zie hierboven). Draai het commando opnieuw.")
    draft = VENV / "poh-stamp.new"
    draft.write_text(wanted_stamp())
    os.replace(str(draft), str(STAMP))


def main():
    """Leave a whole `.venv` behind; two commands at once wait for each other."""
    use_fit_python()
    os.umask(0o022)
    try:
        with open(str(ROOT / ".venv.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_ready():
                make_venv()
                install()
    except OSError as error:
        fail("kan .venv niet maken in {}: {}.".format(ROOT, error.strerror))  # noqa: UP032 - old Python


if __name__ == "__main__":
    main()

"""What is said to the person at the keyboard when POH cannot start."""

import errno
from pathlib import Path

CAUSES = {
    errno.EACCES: "geen schrijfrecht",
    errno.EPERM: "geen schrijfrecht",
    errno.EROFS: "de schijf is alleen-lezen",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de toegestane schijfruimte is op",
    errno.ENOTDIR: "een deel van dit pad is geen map",
}


class LocalError(SystemExit):
    """A start that cannot go on; its text is one Dutch sentence that says what to do.

    Whatever program meets it (manage.py, pytest, a worker) ends with that sentence and without a traceback.
    """


def cannot_write(path: Path, error: OSError) -> LocalError:
    """The error for a failed write to `path`, in words."""
    cause = CAUSES.get(error.errno or 0, error.strerror or str(error))
    return LocalError(f"Kan niet schrijven in {path}: {cause}. Kies met POH_DATA een andere map.")

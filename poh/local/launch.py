"""Start one program that cannot outlive its parent: run as a script, it becomes that program.

    python launch.py PARENT SIGNAL UID GID FOLDER program argument...

The kernel sends SIGNAL as soon as the process PARENT is gone, however it went. A UID of -1 keeps
the present user. Standard library only, because it runs before the user is changed and must start fast.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int, parent: int) -> None:
    """Ask the kernel for `signal_number` at the death of `parent`; leave at once when it is dead already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Take the place of this process: other user, other folder, tied to the parent."""
    parent, signal_number, uid, gid = (int(word) for word in sys.argv[1:5])
    folder, command = sys.argv[5], sys.argv[6:]
    os.chdir(folder)
    if uid >= 0:
        os.umask(0o077)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # A change of user clears this wish, so it comes last.
    die_with_parent(signal_number, parent)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()

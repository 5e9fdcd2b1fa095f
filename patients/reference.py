"""The determinations, for `manage.py load_reference`."""

from patients.determinations.loader import load_folder


def load() -> str:
    """Load the determinations; one Dutch line about it."""
    return str(load_folder())

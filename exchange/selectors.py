"""Imports and their quarantine, for pages and for the import itself."""

from __future__ import annotations

from exchange.maps import maps
from exchange.rules.catalogue import Catalogue, make_catalogue
from patients.models import Determination


def current_catalogue() -> Catalogue:
    """What foreign codes mean in this installation; one query."""
    return make_catalogue(list(Determination.objects.all()), maps())

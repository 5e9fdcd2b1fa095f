"""One row of every kind in a practice, made by the factories."""

import importlib
import pkgutil
import uuid

from poh.accounts.models import IdempotencyKey, Practice
from poh.accounts.scope import practice_scope
from tests import factories
from tests.factories.accounts import MembershipFactory, PracticeModelFactory


def _concrete(factory) -> list:
    own = [] if factory._meta.abstract else [factory]
    return own + [found for child in factory.__subclasses__() for found in _concrete(child)]


def practice_factories() -> list:
    """The factories of rows that belong to a practice."""
    for module in pkgutil.iter_modules(factories.__path__):
        importlib.import_module(f"{factories.__name__}.{module.name}")
    return sorted(_concrete(PracticeModelFactory), key=lambda factory: factory._meta.model._meta.label)


def furnish(practice: Practice) -> dict[str, object]:
    """A row of each kind in `practice`, by the name of its model; all about one patient."""
    rows: dict[str, object] = {}
    by_model = {factory._meta.model._meta.model_name: factory for factory in practice_factories()}
    for name in sorted(by_model, key=lambda name: name != "patient"):
        fields = set(by_model[name]._meta.declarations) | {"practice"}
        given = {"practice": practice}
        if "patient" in fields and name != "patient":
            given["patient"] = rows["patient"]
        rows[name] = by_model[name](**given)
    user = MembershipFactory(practice=practice).user
    with practice_scope(practice):
        rows["idempotencykey"] = IdempotencyKey.objects.create(practice=practice, user=user, key=uuid.uuid4())
    return rows

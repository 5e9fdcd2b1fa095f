"""How tests ask pages of the agenda."""

import uuid
from urllib.parse import urlencode

from django.urls import reverse

from poh.accounts.idempotency import FIELD
from poh.accounts.scope import practice_scope


def url(name, *args, **query):
    """The address of a page, with what is asked of it."""
    return reverse(f"scheduling:{name}", args=args) + (f"?{urlencode(query)}" if query else "")


def post(client, where, /, **fields):
    """The answer to a form with a key of its own."""
    return client.post(where, {FIELD: str(uuid.uuid4()), **fields})


def only(model, practice):
    """The one row of a practice."""
    with practice_scope(practice):
        return model.objects.get()


def html(answer):
    """The page with its white space drawn together."""
    return " ".join(answer.content.decode().split())

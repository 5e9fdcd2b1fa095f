"""What passkey.js reads from the page."""

import json
from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def as_json(value: Mapping) -> str:
    """Options of a passkey as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, default=dict)

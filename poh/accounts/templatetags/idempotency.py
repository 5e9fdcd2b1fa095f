"""The hidden key of a form that acts once."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from poh.accounts.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """A new key for this render of a form whose view is `@idempotent`."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())

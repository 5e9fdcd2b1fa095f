"""Words of the pages about logging in."""

import json
from collections.abc import Mapping

from django import template

register = template.Library()

# Most browsers call themselves by the names of others as well: the first that fits is the one.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def as_json(value: Mapping) -> str:
    """Options of a passkey as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, default=dict)


@register.filter
def browser_name(user_agent: str) -> str:
    """`Chrome op Windows`, from what a browser says of itself."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "Onbekende browser")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} op {system}" if system else browser

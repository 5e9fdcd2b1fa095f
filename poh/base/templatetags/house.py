"""The house components as template tags: `{% load house %}`. The markup stands in templates/components/."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PROGRAMMES = {
    "D": "diabetes",
    "C": "hart en vaten",
    "A": "astma",
    "L": "longen, COPD",
    "G": "GGZ",
    "O": "ouderen",
    "J": "jeugd",
}
SIGNS = {"warn": ("!", "Let op: "), "stop": ("×", "Fout: "), "ok": ("✓", ""), "info": ("i", "")}
MESSAGE_TONES = {constants.ERROR: "stop", constants.WARNING: "warn", constants.SUCCESS: "ok"}
CONTROLS_WITHOUT_BOX = (CheckboxInput, CheckboxSelectMultiple, RadioSelect)
SESSION_URLS = {"extend-url": "accounts:extend_session", "unlock-url": "accounts:unlock"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon from the sprite; decoration only, so the words beside it must say it all."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" icon--{size}" if size else "",
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def tag(letter: str, name: str = "") -> SafeString:
    """A programme as one letter, with its name (`name`, or what the letter stands for) for who hovers or listens."""
    word = name or PROGRAMMES[letter.upper()]
    return format_html(
        '<span class="tag tag--{}" title="{}"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
        letter.lower(),
        word,
        letter.upper(),
        word,
    )


@register.simple_tag
def sign(tone: str = "info") -> SafeString:
    """The mark beside a sentence that asks for attention; a screen reader hears the word."""
    mark, word = SIGNS[tone or "info"]
    heard = format_html('<span class="sr">{}</span>', word) if word else ""
    return format_html('<span class="sign sign--{}" aria-hidden="true">{}</span>{}', tone or "info", mark, heard)


@register.simple_tag
def keys(names: str) -> SafeString:
    """Keys as caps: `{% keys "g p" %}`, `{% keys "↑ ↓" %}`."""
    return format_html_join("", '<kbd class="kbd">{}</kbd>', ((name,) for name in names.split()))


@register.filter
def message_tone(message: Message) -> str:
    """The tone of a Django message: `stop`, `warn`, `ok` or `info`."""
    return MESSAGE_TONES.get(message.level, "info")


@register.simple_tag
def session_attributes(session_seconds: int | None = None) -> SafeString:
    """The data attributes on <body> from which session-clock.js and session-lock.js work; none when logged out."""
    if not session_seconds:
        return mark_safe("")
    pairs = [("session-seconds", session_seconds)]
    pairs += [(key, reverse(name)) for key, name in SESSION_URLS.items()]
    return format_html_join(" ", 'data-{}="{}"', pairs)


def _component(name: str, context: Context, **inputs: Any) -> SafeString:
    return get_template(f"components/{name}.html").render(inputs | {"request": context.get("request")})


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, **options: Any) -> SafeString:
    """{% panel "Taken" id="taken" count=5 url="" link="" note="" level=2 %}…{% endpanel %}"""
    return _component("panel", context, content=content, title=title, **options)


@register.simple_block_tag(takes_context=True)
def inline_panel(context: Context, content: str, title: str = "", **options: Any) -> SafeString:
    """{% inline_panel "Reden" tone="warn" close_url="" %}…{% endinline_panel %}: opens in place, Esc closes."""
    return _component("inline_panel", context, content=content, title=title, **options)


@register.simple_block_tag(takes_context=True)
def toolbar(context: Context, content: str, **options: Any) -> SafeString:
    """{% toolbar keep="sort" %}fields{% endtoolbar %}: filters of a list, as a GET form that refreshes on change."""
    keep = options.pop("keep", "").split()
    kept = [(name, context["request"].GET[name]) for name in keep if name in context["request"].GET]
    return _component("toolbar", context, content=content, kept=kept, **options)


@register.simple_tag(takes_context=True)
def sort_head(context: Context, label: str, key: str, **options: Any) -> SafeString:
    """A column head that sorts: `?sort=key`, again `?sort=-key`. `default=True` marks the column of the first view."""
    query = context["request"].GET.copy()
    now = query.get("sort") or (key if options.get("default") else "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if direction == "ascending" else key
    query.pop("page", None)
    return _component(
        "sort_head", context, label=label, direction=direction, url=f"?{query.urlencode()}", num=options.get("num")
    )


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page, noun: str = "regels") -> SafeString:
    """Where we are in a paginated list and links to the rest; keeps the filters in the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = f"{query.urlencode()}&" if query else ""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return _component("pager", context, page=page, pages=list(pages), kept=kept, noun=noun)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget of a form field in the house hand, tied to its help and its errors."""
    widget = field.field.widget
    if isinstance(widget, CONTROLS_WITHOUT_BOX):
        return field.as_widget()
    return field.as_widget(attrs={"class": f"in {widget.attrs.get('class', '')}".strip()})


@register.simple_tag
def choices(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """The options of a long list, from {key, label}; a loop in a template takes ten times as long."""
    options = (f'<option value="{escape(row["key"])}">{escape(row["label"])}</option>' for row in rows)
    return mark_safe("".join(options))  # noqa: S308 - both parts are escaped


@register.filter
def kind(field: BoundField) -> str:
    """How the house template shows this field: `check`, `checks`, `radios`, `seg` or `box`."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, RadioSelect):
        return "seg" if "seg" in widget.attrs.get("class", "").split() else "radios"
    return "check" if isinstance(widget, CheckboxInput) else "box"

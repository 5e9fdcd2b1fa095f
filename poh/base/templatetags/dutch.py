"""Dates, times and amounts as the Dutch write them: `{% load dutch %}`."""

from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format

from poh.base.dates import day_text

register = template.Library()


@register.filter
def dutch_date(value: date | datetime | None) -> str:
    """14-3-1958; nothing for no date."""
    return day_text(_local(value)) if value else ""


@register.filter
def dutch_day(value: date | datetime | None) -> str:
    """donderdag 15 oktober; nothing for no date."""
    return date_format(_local(value), "l j F") if value else ""


@register.filter
def dutch_date_long(value: date | datetime | None) -> str:
    """15 oktober 2026; nothing for no date."""
    return date_format(_local(value), "j F Y") if value else ""


@register.filter
def dutch_time(value: time | datetime | None) -> str:
    """09:05, in local time; nothing for no time."""
    if value is None:
        return ""
    return f"{_local(value):%H:%M}"


@register.filter
def dutch_moment(value: datetime | None) -> str:
    """14-3-2026 09:05, in local time; nothing for no moment."""
    return f"{dutch_date(value)} {dutch_time(value)}" if value else ""


@register.filter
def dutch_number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1.234,5 with a decimal comma; nothing for no value, zero stays."""
    return "" if value is None else number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def minutes(value: int | None) -> str:
    """40 min, 1 uur, 1 uur 20 min; nothing for no value."""
    if value is None:
        return ""
    hours, rest = divmod(value, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} uur {rest} min" if rest else f"{hours} uur"


def _local(value: date | datetime | time) -> date | datetime | time:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value

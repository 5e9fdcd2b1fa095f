"""Fields and rules that rows with a place in time share."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from poh.accounts.models import Membership


def within_practice(to: str | type[models.Model], label: str, **options: Any) -> models.ForeignKey:
    """A key to a row of the same practice: the composite key of the migration holds it.

    Without an index of its own: the indexes that are used begin with the practice, and stand with the model.
    """
    return models.ForeignKey(
        to,
        models.PROTECT,
        verbose_name=label,
        db_constraint=False,
        **{"related_name": "+", "db_index": False} | options,
    )


def member_key(label: str = "medewerker", **options: Any) -> models.ForeignKey:
    """A key to somebody who works in the practice."""
    return within_practice(Membership, label, **options)


def local_day_of(period: str) -> Func:
    """The day in Amsterdam on which a period starts; see migration 0001."""
    return Func(period, function="scheduling_local_day", output_field=models.DateField())


def has_length(name: str) -> models.CheckConstraint:
    """The field `period` begins and ends, and lasts longer than nothing."""
    return models.CheckConstraint(
        condition=Q(
            period__startswith__isnull=False,
            period__endswith__isnull=False,
            period__isempty=False,
            period__lower_inc=True,
            period__upper_inc=False,
        ),
        name=name,
        violation_error_message="Het einde ligt na het begin.",
    )


def on_local_day(name: str) -> models.CheckConstraint:
    """The field `on` is the local day on which `period` starts."""
    return models.CheckConstraint(condition=Q(on=local_day_of("period")), name=name)


def comes_after(name: str, first: str, last: str, message: str) -> models.CheckConstraint:
    """The field `last` is empty or not before `first`."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}),
        name=name,
        violation_error_message=message,
    )

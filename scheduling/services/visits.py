"""The round of home visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from poh.accounts.models import Membership
from scheduling.enums import Channel
from scheduling.locks import lock_for_booking, name_of
from scheduling.models import Appointment


@transaction.atomic
def order_round(*, member: Membership, on: date, ordered: Sequence[UUID]) -> None:
    """Put the visits of a day in this order, as the round list shows them; the times stay as they are."""
    lock_for_booking(member.practice, [name_of("member", member.pk, on)])
    rows = Appointment.objects.for_practice(member.practice).on(on).filter(member=member, channel=Channel.VISIT)
    by_uuid = {row.uuid: row for row in rows}
    for number, uuid in enumerate(ordered, start=1):
        if uuid in by_uuid:
            by_uuid[uuid].round_order = number
    Appointment.objects.bulk_update(by_uuid.values(), ["round_order"])

"""Who may open a record. "Directly involved" (BW 7:457 lid 2) is made precise here, in one place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from patients.enums import AccessBasis
from poh.accounts.enums import Role

# These roles treat the patients of the practice together; the others manage, and see no record.
TEAM_ROLES = frozenset({Role.POH_S, Role.POH_GGZ, Role.POH_O, Role.POH_J, Role.HUISARTS, Role.ASSISTENT})

# After a death the team still writes to the family, the specialist and the insurer.
AFTERCARE = timedelta(days=30)


@dataclass(frozen=True)
class RecordState:
    """What of a record decides who may open it without a relation of their own."""

    is_restricted: bool
    registered_to: date | None
    deceased_on: date | None


def is_in_care(state: RecordState, *, on: date) -> bool:
    """Whether the practice treats this patient on the day `on`: ends at once when the registration does.

    A death that ended the registration leaves room for aftercare; one after somebody had left does not.
    """
    if state.deceased_on and state.deceased_on == state.registered_to:
        return on <= state.deceased_on + AFTERCARE
    return state.registered_to is None or on < state.registered_to


def is_open_to_team(state: RecordState, *, on: date) -> bool:
    """Whether the whole team may open this record on the day `on`."""
    return is_in_care(state, on=on) and not state.is_restricted


def standing_basis(state: RecordState, *, roles: Collection[str], is_own_gp: bool, on: date) -> AccessBasis | None:
    """The ground that follows from the registration alone; None when a relation or the noodknop must give it."""
    if is_open_to_team(state, on=on) and not TEAM_ROLES.isdisjoint(roles):
        return AccessBasis.TEAM
    if is_own_gp and is_in_care(state, on=on):
        return AccessBasis.RELATIONSHIP
    return None

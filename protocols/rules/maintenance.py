"""Who maintains which protocol."""

from collections.abc import Iterable, Mapping
from typing import Any

from poh.accounts.permissions import Permission


def may_maintain(content: Mapping[str, Any], *, roles: Iterable[str], permissions: frozenset[Permission]) -> bool:
    """The beheerder maintains every protocol, a POH those of which the controls name one of her roles."""
    if Permission.PROTOCOL_EDIT not in permissions:
        return False
    named = {role for control in content.get("controls", []) for role in control["roles"]}
    return Permission.ADMIN_SITE in permissions or not named.isdisjoint(roles)

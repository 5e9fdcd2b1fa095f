from poh.accounts.models.idempotency import IdempotencyKey
from poh.accounts.models.practices import Location, Membership, Practice, PracticeModel
from poh.accounts.models.users import User

__all__ = ["IdempotencyKey", "Location", "Membership", "Practice", "PracticeModel", "User"]

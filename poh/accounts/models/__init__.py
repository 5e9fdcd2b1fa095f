from poh.accounts.models.practices import Location, Membership, Practice, PracticeModel
from poh.accounts.models.users import User

__all__ = ["Location", "Membership", "Practice", "PracticeModel", "User"]

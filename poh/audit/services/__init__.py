from poh.audit.services.recording import NoActor, record, record_outside
from poh.audit.services.reviews import AlreadyReviewed, OwnUse, review_entry

__all__ = ["AlreadyReviewed", "NoActor", "OwnUse", "record", "record_outside", "review_entry"]

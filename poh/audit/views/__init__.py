"""The pages of the access log."""

from poh.audit.views.log import show_patient_access

__all__ = ["show_patient_access"]

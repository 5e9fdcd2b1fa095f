"""What other apps must know of a record at once: sent inside the transaction of the act, by its service.

Protocols recompute what is due and what is calculated. A receiver calls one service of its own app.
"""

from django.dispatch import Signal

# sender: Patient; patient, keys (set of determination keys that got another value), at (moment of entry)
measurements_changed = Signal()

# sender: the class of the line (Episode, MedicationLine, ...); patient, line
line_changed = Signal()

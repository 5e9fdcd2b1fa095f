"""What happens to a task, for the app it came from.

`task_changed` (sender=Task): task, act (TaskAct), by (User or None). Sent inside the transaction of the act.
"""

from django.dispatch import Signal

task_changed = Signal()

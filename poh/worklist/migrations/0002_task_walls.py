"""Tasks stay within their practice, and the steps of a task are only added to."""

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice


class Migration(migrations.Migration):
    dependencies = [("worklist", "0001_tasks")]

    operations = [
        practice_wall("worklist_task"),
        history_wall("worklist_taskstatus"),
        history_wall("worklist_taskevent"),
        same_practice("worklist_task", "patient_id", "patients_patient"),
        same_practice("worklist_task", "member_id", "accounts_membership"),
        same_practice("worklist_taskstatus", "task_id", "worklist_task"),
        same_practice("worklist_taskstatus", "from_member_id", "accounts_membership"),
        same_practice("worklist_taskstatus", "to_member_id", "accounts_membership"),
    ]

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_agenda_members")]
    operations = [
        practice_wall("scheduling_agendamember"),
        history_wall("scheduling_agendamemberevent"),
        same_practice("scheduling_agendamember", "member_id", "accounts_membership"),
    ]

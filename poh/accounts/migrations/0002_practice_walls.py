from django.db import migrations

from poh.accounts.walls import CURRENT_USER, history_wall, practice_wall, same_practice


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_practices")]
    operations = [
        practice_wall("accounts_location"),
        # Somebody sees where they work before they have chosen in which practice to work now.
        practice_wall("accounts_membership", visible_if=f"user_id = {CURRENT_USER}"),
        same_practice("accounts_membership", "location_id", "accounts_location"),
        history_wall("accounts_locationevent"),
        history_wall("accounts_membershipevent"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON accounts_userevent, accounts_practiceevent FROM poh_app",
            "GRANT UPDATE, DELETE ON accounts_userevent, accounts_practiceevent TO poh_app",
        ),
    ]

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poh.accounts.walls import practice_wall


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_practice_walls")]
    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("key", models.UUIDField(verbose_name="sleutel")),
                ("request_hash", models.CharField(max_length=64, verbose_name="afdruk van het formulier")),
                ("status", models.PositiveSmallIntegerField(default=0, verbose_name="status van het antwoord")),
                ("location", models.CharField(blank=True, max_length=2000, verbose_name="adres van het antwoord")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                        verbose_name="praktijk",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "formuliersleutel",
                "verbose_name_plural": "formuliersleutels",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="accounts_idempotencykey_practice_id"),
                    models.UniqueConstraint(fields=("practice", "uuid"), name="accounts_idempotencykey_practice_uuid"),
                    models.UniqueConstraint(
                        fields=("practice", "user", "key"), name="accounts_idempotencykey_one_per_post"
                    ),
                ],
            },
        ),
        practice_wall("accounts_idempotencykey", deletable=True),
    ]

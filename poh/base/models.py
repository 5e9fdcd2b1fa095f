"""The fields that every own row has."""

import uuid

from django.db import models


class BaseModel(models.Model):
    """A row that is known outside by its uuid, and knows when it was made and last changed."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    updated_at = models.DateTimeField("gewijzigd op", auto_now=True)

    class Meta:
        abstract = True

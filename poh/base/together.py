"""Read several short lists in one statement: a page about one patient asks ten tables for a few rows each."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import GeneratedField, JSONField, Model, QuerySet


def read_together(**asked: QuerySet) -> dict[str, list]:
    """The rows of each of these querysets, by the name it is given here, in its own order; one statement.

    Annotations and deferred fields come along as they do elsewhere; `select_related` does not: join what is read.
    """
    parts, params, found = [], [], {name: [] for name in asked}
    for name, rows in asked.items():
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        # As text: what psycopg makes of JSON would lose the decimals of a number.
        parts.append((name, f"(SELECT json_agg(t)::text FROM ({sql}) t)"))  # noqa: S608 - SQL of Django itself
        params += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(part for _, part in parts), params)
            texts = cursor.fetchone()
        for (name, _), text in zip(parts, texts, strict=True):
            found[name] = _rows(asked[name], text)
    return found


def _rows(rows: QuerySet, text: str | None) -> list[Model]:
    read = json.loads(text, parse_float=Decimal) if text else []
    if not read:
        return []
    fields = [field for field in rows.model._meta.concrete_fields if field.column in read[0]]
    names = [field.attname for field in fields]
    annotations = rows.query.annotation_select
    found = []
    for row in read:
        instance = rows.model.from_db(rows.db, names, [_value(field, row[field.column]) for field in fields])
        for name in annotations:
            setattr(instance, name, row[name])
        found.append(instance)
    return found


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, JSONField):
        return json.loads(json.dumps(value, default=float))
    kind = field.output_field if isinstance(field, GeneratedField) else field
    return kind.to_python(value)

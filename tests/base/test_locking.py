import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from poh.base.locking import StaleVersion, save_if_unchanged
from poh.base.models import BaseModel

TABLE = "base_test_note"


@pytest.fixture
def note_model(owner_sql):
    """A model with a version, in a table that lives for one test."""
    owner_sql(
        f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, uuid uuid NOT NULL, created_at timestamptz NOT NULL,"
        " updated_at timestamptz NOT NULL, text text NOT NULL, author text NOT NULL, version int NOT NULL)"
    )
    with isolate_apps("poh.base"):

        class Note(BaseModel):
            text = models.TextField()
            author = models.TextField(default="")
            version = models.PositiveIntegerField(default=1)

            class Meta:
                app_label = "base"
                db_table = TABLE

        yield Note
    connection.close()
    owner_sql(f"DROP TABLE {TABLE}")


def test_save_of_the_opened_version_counts_on(transactional_db, note_model):
    note = note_model.objects.create(text="eerst", author="Anja")
    note.text, note.author = "daarna", "Bea"

    saved = save_if_unchanged(note, version=1, update_fields=["text"])

    stored = note_model.objects.get()
    assert (saved.version, stored.version, stored.text, stored.author) == (2, 2, "daarna", "Anja")
    assert stored.updated_at == saved.updated_at > stored.created_at


def test_save_of_an_older_version_shows_both_texts_and_loses_none(transactional_db, note_model):
    note_model.objects.create(text="eerst")
    mine, theirs = note_model.objects.get(), note_model.objects.get()
    theirs.text = "van een ander"
    save_if_unchanged(theirs, version=1, update_fields=["text"])
    mine.text = "van mij"

    with pytest.raises(StaleVersion) as conflict:
        save_if_unchanged(mine, version=1, update_fields=["text"])

    assert (conflict.value.mine.text, conflict.value.stored.text) == ("van mij", "van een ander")
    assert note_model.objects.get().text == "van een ander"


def test_save_of_a_row_that_is_gone_is_stale(transactional_db, note_model):
    note = note_model.objects.create(text="eerst")
    note_model.objects.all().delete()
    with pytest.raises(StaleVersion) as conflict:
        save_if_unchanged(note, version=1, update_fields=["text"])
    assert conflict.value.stored is None


def test_save_by_many_at_once_has_one_winner(transactional_db, note_model):
    note_model.objects.create(text="eerst")
    together = threading.Barrier(8)

    def write(number: int) -> bool:
        note = note_model.objects.get()
        note.text = str(number)
        together.wait()
        try:
            save_if_unchanged(note, version=1, update_fields=["text"])
        except StaleVersion:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(write, range(8)))

    stored = note_model.objects.get()
    assert (outcomes.count(True), stored.version, stored.text) == (1, 2, str(outcomes.index(True)))

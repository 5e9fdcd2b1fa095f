import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from poh.accounts import idempotency
from poh.accounts.models import IdempotencyKey, Location
from poh.accounts.scope import practice_scope
from poh.accounts.tasks import forget_idempotency_keys
from tests.accounts import form_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.form_urls")]


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def poster(client_of, poh):
    """Posts the form as the POH: `poster(key=..., name=...)`."""
    client = client_of(poh)

    def post(key: str | None = None, **fields):
        client.raise_request_exception = False
        return client.post("/add/", fields | ({idempotency.FIELD: key} if key else {}))

    return post


def _names(practice) -> list[str]:
    with practice_scope(practice):
        return sorted(Location.objects.values_list("name", flat=True))


def _keys(practice) -> int:
    with practice_scope(practice):
        return IdempotencyKey.objects.count()


def test_form_carries_a_new_key_at_each_render(client_of, poh):
    client = client_of(poh)
    keys = {re.search(r'name="idempotency_key" value="(.{36})"', client.get("/add/").content.decode())[1] for _ in "ab"}
    assert len(keys) == 2


def test_second_post_with_the_same_key_gets_the_first_answer(poster, key, practice):
    first, second = poster(key, name="Noord"), poster(key, name="Noord")

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert _names(practice) == ["Noord"]


def test_second_post_of_a_fragment_gets_the_same_direction(poster, key, practice):
    first, second = poster(key, name="Noord", htmx=1), poster(key, name="Noord", htmx=1)

    assert (first.status_code, second.status_code) == (204, 204)
    assert first["HX-Redirect"] == second["HX-Redirect"]
    assert _names(practice) == ["Noord"]


def test_same_key_with_other_fields_is_refused(poster, key, practice):
    poster(key, name="Noord")
    second = poster(key, name="Zuid")

    assert second.status_code == 422
    assert "al eerder verstuurd, met andere gegevens" in second.content.decode()
    assert _names(practice) == ["Noord"]


def test_same_key_with_another_file_is_refused(poster, key, practice):
    poster(key, name="Noord", file=SimpleUploadedFile("a.txt", b"een"))
    assert poster(key, name="Noord", file=SimpleUploadedFile("a.txt", b"een")).status_code == 302
    assert poster(key, name="Noord", file=SimpleUploadedFile("a.txt", b"twee")).status_code == 422


@pytest.mark.parametrize("key", [None, "geen-sleutel", ""])
def test_post_without_a_key_is_refused(poster, key, practice):
    response = poster(key, name="Noord")

    assert response.status_code == 422
    assert "kwam onvolledig aan" in response.content.decode()
    assert _names(practice) == []


def test_form_with_an_error_may_be_corrected_with_the_same_key(poster, key, practice):
    assert poster(key, name="").content.decode() == "Vul een naam in."
    assert poster(key, name="Noord").status_code == 302
    assert _names(practice) == ["Noord"]


@pytest.mark.parametrize(("ending", "status"), [("fail", 403), ("break", 500)])
def test_post_that_ends_badly_leaves_nothing_and_may_be_sent_again(poster, key, practice, ending, status):
    assert poster(key, name="Noord", **{ending: 1}).status_code == status
    assert (_names(practice), _keys(practice)) == ([], 0)
    assert poster(key, name="Noord").status_code == 302


def test_key_of_somebody_else_is_another_key(poster, key, client_of, huisarts, practice):
    poster(key, name="Noord")
    response = client_of(huisarts).post("/add/", {idempotency.FIELD: key, "name": "Zuid"})

    assert response.status_code == 302
    assert _names(practice) == ["Noord", "Zuid"]


def test_what_was_posted_cannot_be_read_back_from_the_key(poster, key, practice):
    poster(key, name="Noord")
    with practice_scope(practice):
        row = IdempotencyKey.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", row.request_hash)
    assert "Noord" not in str(vars(row))


@pytest.mark.django_db(transaction=True)
def test_posts_at_the_same_time_act_once(client_of, poh, key, practice):
    clients = [client_of(poh) for _ in range(5)]

    def post(client):
        try:
            return client.post("/add/", {idempotency.FIELD: key, "name": "Noord"}).url
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(post, clients))

    assert len(answers) == 1
    assert _names(practice) == ["Noord"]


@pytest.mark.django_db(transaction=True)
def test_post_while_the_first_still_runs_is_told_to_wait(client_of, poh, key, practice, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT", "200ms")
    first, second = client_of(poh), client_of(poh)
    fields = {idempotency.FIELD: key, "name": "Noord"}

    def post(client):
        try:
            return client.post("/add/", fields)
        finally:
            connection.close()

    form_urls.has_begun.clear()
    form_urls.may_go_on.clear()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(post, first)
        assert form_urls.has_begun.wait(10)
        answer = post(second)
        form_urls.may_go_on.set()
        assert running.result().status_code == 302

    assert answer.status_code == 409
    assert "wordt nog verwerkt" in answer.content.decode()
    assert _names(practice) == ["Noord"]
    assert post(second).url == running.result().url


def test_keys_older_than_a_day_are_forgotten(poster, practice, other_practice):
    for name in ("Noord", "Zuid"):
        poster(str(uuid.uuid4()), name=name)
    with practice_scope(practice):
        old = IdempotencyKey.objects.order_by("pk").first()
        IdempotencyKey.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))

    forget_idempotency_keys(other_practice.pk)
    assert _keys(practice) == 2
    forget_idempotency_keys(practice.pk)

    with practice_scope(practice):
        assert [row.pk for row in IdempotencyKey.objects.all()] == [old.pk + 1]

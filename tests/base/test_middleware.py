import pytest
from django.test import Client

from tests.base.urls import CANARY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.urls")]


def _request_lines(lines: list[dict]) -> list[dict]:
    return [line for line in lines if line["event"] == "request"]


def test_request_number_is_in_the_answer_and_differs_each_time():
    numbers = {Client().get("/ok/")["X-Request-ID"] for _ in range(3)}
    assert sorted(len(number) for number in numbers) == [32, 32, 32]


def test_request_number_of_a_client_is_ignored():
    assert Client().get("/ok/", headers={"X-Request-ID": "forged"})["X-Request-ID"] != "forged"


def test_access_line_names_the_route_and_nothing_that_was_typed(written):
    response = Client().get("/ok/Kanariepiet/?q=Kanariepiet")

    [line] = _request_lines(written())
    assert line.pop("ms") > 0
    del line["timestamp"]
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "poh.access",
        "method": "GET",
        "route": "ok_word",
        "status": 200,
        "queries": 1,
        "user": None,
        "practice": None,
        "request_id": response["X-Request-ID"],
    }


def test_access_line_names_who_and_where(written, poh, practice, client_of):
    client_of(poh).get("/ok/")

    [line] = _request_lines(written())
    assert (line["user"], line["practice"]) == (poh.pk, practice.pk)


@pytest.mark.parametrize(("address", "route"), [("/nergens/Kanariepiet/", "none"), ("/fail/404/", "fail")])
def test_access_line_of_a_missing_page_has_no_address(written, address, route):
    Client().get(address)
    assert [(line["event"], line["route"], line["status"]) for line in written()] == [("request", route, 404)]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics", "/static/css/tokens.css"])
def test_access_line_of_a_machine_or_a_file_is_left_out(written, address):
    response = Client().get(address)
    response.close()
    assert (response.status_code, written()) == (200, [])


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_page_is_dutch_and_has_a_reference_and_no_more(written, status):
    client = Client(raise_request_exception=False)

    response = client.get(f"/fail/{status}/")

    page = response.content.decode()
    assert response.status_code == status
    assert '<html lang="nl">' in page
    assert response["X-Request-ID"] in page
    assert "Kanariepiet" not in page
    assert "Traceback" not in page
    assert CANARY not in str(written())


def test_error_page_shows_a_reason_that_is_a_sentence():
    page = Client().get("/refuse/").content.decode()
    assert "Een dossier openen mag niet met deze rol." in page


def test_fault_is_logged_with_its_place(written):
    Client(raise_request_exception=False).get("/fail/500/")

    fault = next(line for line in written() if line["event"] == "request_failed")
    assert fault["exception"].splitlines()[-1] == "builtins.ValueError"
    assert "in fail" in fault["exception"]


def test_forged_host_is_refused():
    response = Client().get("/ok/", headers={"Host": "kwaad.example"})
    assert response.status_code == 400
    assert "kwaad" not in response.content.decode()


@pytest.mark.parametrize("address", ["/ok/", "/fail/403/", "/fail/404/", "/fail/500/", "/healthz"])
def test_answer_stays_out_of_caches_and_uses_no_devices(address):
    response = Client(raise_request_exception=False).get(address)
    assert response["Cache-Control"] == "no-store, private"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_file_may_be_kept_in_a_cache():
    response = Client().get("/static/css/tokens.css")
    response.close()
    assert response["Cache-Control"] == "max-age=60, public"

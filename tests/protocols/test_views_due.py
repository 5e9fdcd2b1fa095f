"""Who is due, and who might belong: lists with filters in the address, a file, and candidates who join together."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from poh.base.dates import day_text
from protocols.models import Enrolment
from protocols.services.due import recompute_next_controls
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PracticeProtocolFactory, ProtocolVersionFactory, content_data
from tests.factories.record import EpisodeFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DUE, CANDIDATES = reverse("protocols:due_list"), reverse("protocols:candidates", args=["dm2"])
INCLUDE = reverse("protocols:include_candidates", args=["dm2"])
SURE = {"key": "t90", "kind": "include", "when": {"fact": "episode", "codes": ["T90.02"]},
        "reason": "Diabetes (T90.02)", "source": "Verzonnen"}  # fmt: skip
MAYBE = SURE | {"key": "t90_ouder", "kind": "review", "when": {"fact": "episode", "codes": ["T90"]},
                "reason": "Hoofdcode T90"}  # fmt: skip


def _due(practice, version, *, days: int, **patient) -> Enrolment:
    enrolment = EnrolmentFactory(
        patient=PatientFactory(practice=practice, bsn=None, **patient),
        protocol_version=version,
        started_on=TODAY - timedelta(days=days),
    )
    with practice_scope(practice):
        recompute_next_controls(practice=practice, on=TODAY)
    return enrolment


@pytest.fixture
def version(practice):
    return ProtocolVersionFactory(practice=practice)


@pytest.fixture
def in_use(practice):
    version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", inclusion=[SURE, MAYBE]))
    return PracticeProtocolFactory(practice=practice, protocol_version=version)


def _candidate(practice, name: str, icpc: str = "T90.02", **patient):
    found = PatientFactory(practice=practice, bsn=None, birth_name=name, **patient)
    EpisodeFactory(patient=found, icpc=icpc)
    return found


def _joined(practice):
    with practice_scope(practice):
        rows = Enrolment.objects.for_practice(practice).order_by("patient__birth_name")
        return [(row.patient.birth_name, row.statuses.get().reason, row.next_control) for row in rows]


def _names(page: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_list_tells_for_each_patient_what_the_call_is_for(client_of, poh, practice, version):
    _due(practice, version, days=400, birth_name="Lang")
    _due(practice, version, days=10, birth_name="Kort")
    page = client_of(poh).get(DUE).content.decode()
    assert _names(page, "Lang", "Kort") == ["Lang", "Kort"]
    assert 'Jaarcontrole, <span class="nowrap">40 min</span>' in page
    assert "Lichaam, Glucose, Roken" in page


def test_list_is_filtered_by_the_address(client_of, poh, practice, version):
    _due(practice, version, days=400, birth_name="Lang")
    _due(practice, version, days=10, birth_name="Kort")
    _due(practice, ProtocolVersionFactory(practice=practice, protocol_id="copd"), days=30, birth_name="Adem")
    client = client_of(poh)
    for asked, expected in (
        ({}, ["Lang", "Adem", "Kort"]),
        ({"te_laat": "52w"}, ["Lang"]),
        ({"programma": "copd"}, ["Adem"]),
        ({"programma": "copd", "te_laat": "13w"}, []),
        ({"programma": "onzin", "te_laat": "onzin"}, ["Lang", "Adem", "Kort"]),
    ):
        assert _names(client.get(DUE, asked).content.decode(), "Lang", "Kort", "Adem") == expected


def test_empty_list_says_why(client_of, poh):
    client = client_of(poh)
    assert "Niemand aan de beurt" in client.get(DUE).content.decode()
    assert "Niemand met deze filters" in client.get(DUE, {"te_laat": "52w"}).content.decode()


def test_closed_record_is_called_without_telling_what_for(client_of, poh, practice, version):
    _due(practice, version, days=400, birth_name="Stil", restricted=True)
    page = client_of(poh).get(DUE).content.decode()
    assert ("Stil" in page, "besloten dossier" in page, "Jaarcontrole" in page) == (True, True, False)


def test_list_is_saved_as_a_file_with_everybody_in_it(client_of, poh, practice, version):
    enrolment = _due(practice, version, days=400, birth_name="Lang", mobile="06-00000001")
    answer = client_of(poh).get(DUE, {"vorm": "csv"})
    header, line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert header == "Patiënt;Geboren;Programma's;Controle;Minuten;Sinds;Nodig;Telefoon"
    cells = line.split(";")
    assert cells[2:6] == ["D", "Jaarcontrole", "40", enrolment.started_on.isoformat()]
    with practice_scope(practice):
        [row] = AccessLog.objects.for_practice(practice)
    assert (row.event_type, row.action, row.patient_ids) == ("patient.listed", "E", [enrolment.patient_id])


def test_list_takes_the_same_queries_for_one_patient_and_for_three(client_of, poh, practice, version):
    client, counts = client_of(poh), []
    for _ in range(3):
        _due(practice, version, days=400)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(DUE).status_code == 200
        counts.append(len(queries))
    assert (counts[2], counts[1]) == (counts[1], counts[1])


def test_list_is_for_who_may_see_patients(client_of, assistent, poh_mmt, stranger, practice, version):
    _due(practice, version, days=400, birth_name="Lang")
    assert client_of(assistent).get(DUE).status_code == 200
    assert client_of(poh_mmt).get(DUE).status_code == 403
    assert "Lang" not in client_of(stranger).get(DUE).content.decode()


def test_candidates_stand_with_the_reason_and_who_must_be_judged_last(client_of, poh, practice, in_use):
    _candidate(practice, "Aarts", "T90")
    _candidate(practice, "Zeker")
    client = client_of(poh)
    page = client.get(CANDIDATES).content.decode()
    assert _names(page, "Zeker", "Diabetes (T90.02)", "Aarts", "Hoofdcode T90") == [
        "Zeker", "Diabetes (T90.02)", "Aarts", "Hoofdcode T90",
    ]  # fmt: skip
    assert page.count('name="patient"') == 1
    assert _names(client.get(CANDIDATES, {"soort": "beoordelen"}).content.decode(), "Zeker", "Aarts") == ["Aarts"]
    assert _names(client.get(CANDIDATES, {"soort": "zeker"}).content.decode(), "Zeker", "Aarts") == ["Zeker"]


def test_candidates_as_a_file(client_of, poh, practice, in_use):
    _candidate(practice, "Aarts", "T90")
    answer = client_of(poh).get(CANDIDATES, {"vorm": "csv"})
    assert (
        b"".join(answer.streaming_content)
        .decode("utf-8-sig")
        .splitlines()[1]
        .endswith(";eerst beoordelen;Hoofdcode T90")
    )


def test_no_candidates_says_so(client_of, poh, in_use):
    client = client_of(poh)
    assert "Geen kandidaten" in client.get(CANDIDATES).content.decode()
    assert "Niemand van deze soort" in client.get(CANDIDATES, {"soort": "zeker"}).content.decode()


def test_programme_that_is_not_used_has_no_candidates(client_of, poh, in_use):
    for key in ("copd", "bestaat_niet"):
        assert client_of(poh).get(reverse("protocols:candidates", args=[key])).status_code == 404


def test_closed_record_does_not_tell_why_somebody_belongs(client_of, poh, practice, in_use):
    _candidate(practice, "Stil", restricted=True)
    page = client_of(poh).get(CANDIDATES).content.decode()
    assert (_names(page, "Stil", "besloten dossier"), "Diabetes (T90.02)" in page) == (
        ["Stil", "besloten dossier"], False,
    )  # fmt: skip


def _post(client, **fields):
    return client.post(INCLUDE, {"idempotency_key": str(uuid4()), **fields})


def test_candidates_join_after_an_overview(client_of, poh, practice, in_use):
    chosen, left = _candidate(practice, "Chris"), _candidate(practice, "Linda")
    client = client_of(poh)
    overview = _post(client, patient=[chosen.uuid])
    assert _names(overview.content.decode(), "Chris", "Linda") == ["Chris"]
    assert _joined(practice) == []
    answer = _post(client, patient=[chosen.uuid], bevestig="1", on=day_text(TODAY), reason="")
    assert (answer.status_code, answer.url) == (302, CANDIDATES)
    assert _joined(practice) == [("Chris", "Diabetes (T90.02)", "jaar")]
    page = client.get(CANDIDATES).content.decode()
    assert ("1 patiënt doet mee aan Diabetes mellitus type 2." in page, left.birth_name in page) == (True, True)


def test_all_who_surely_belong_join_at_once_with_one_reason(client_of, poh, practice, in_use):
    _candidate(practice, "Anna")
    _candidate(practice, "Bram")
    _candidate(practice, "Twijfel", "T90")
    _candidate(practice, "Stil", restricted=True)
    client = client_of(poh)
    overview = _post(client, allen="1").content.decode()
    assert _names(overview, "Anna", "Bram", "Twijfel", "Stil") == ["Anna", "Bram"]
    answer = _post(client, allen="1", bevestig="1", on="1-9-2026", reason="Start van het programma")
    assert answer.status_code == 302
    assert [row[:2] for row in _joined(practice)] == [
        ("Anna", "Start van het programma"), ("Bram", "Start van het programma"),
    ]  # fmt: skip
    assert "2 patiënten doen mee" in client.get(CANDIDATES).content.decode()


def test_who_cannot_join_is_told(client_of, poh, practice, in_use):
    young = _candidate(practice, "Jong", birth_year=TODAY.year)
    client = client_of(poh)
    answer = client.post(
        INCLUDE,
        {"idempotency_key": str(uuid4()), "patient": [young.uuid], "bevestig": "1", "on": "1-1-2020", "reason": ""},
        follow=True,
    )
    told = [str(message) for message in answer.context["messages"]]
    assert told == [f"{young.list_name} doet niet mee: Deze dag ligt voor de geboorte van de patiënt."]


def test_day_in_the_future_is_refused_beside_the_field(client_of, poh, practice, in_use):
    chosen = _candidate(practice, "Chris")
    answer = _post(client_of(poh), patient=[chosen.uuid], bevestig="1", on="1-1-2999", reason="")
    assert "Deze dag ligt in de toekomst." in answer.content.decode()
    assert _joined(practice) == []


@pytest.mark.parametrize(
    "asked", [{}, {"patient": ["geen-uuid"]}, {"patient": ["00000000-0000-4000-8000-000000000000"]}]
)
def test_nobody_chosen_changes_nothing(client_of, poh, practice, in_use, asked):
    answer = _post(client_of(poh), bevestig="1", on=day_text(TODAY), **asked)
    assert (answer.status_code, answer.url, _joined(practice)) == (302, CANDIDATES, [])


def test_overview_sent_twice_counts_once(client_of, poh, practice, in_use):
    chosen, key = _candidate(practice, "Chris"), str(uuid4())
    client = client_of(poh)
    fields = {"idempotency_key": key, "patient": [chosen.uuid], "bevestig": "1", "on": day_text(TODAY), "reason": ""}
    answers = [client.post(INCLUDE, fields) for _ in range(2)]
    assert ([answer.status_code for answer in answers], len(_joined(practice))) == ([302, 302], 1)


def test_candidates_are_for_who_decides_on_participation(client_of, assistent, stranger, practice, in_use):
    chosen = _candidate(practice, "Chris")
    assert client_of(assistent).get(CANDIDATES).status_code == 403
    assert _post(client_of(assistent), patient=[chosen.uuid]).status_code == 403
    assert client_of(stranger).get(CANDIDATES).status_code == 404
    assert _post(client_of(stranger), patient=[chosen.uuid]).status_code == 404
    assert _joined(practice) == []

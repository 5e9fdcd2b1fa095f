"""What a version means, for who decides and for who may see names; and going over to it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from protocols.models import Enrolment, VersionMigration
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, ProtocolVersionFactory, content_data

pytestmark = pytest.mark.django_db
EXTRA = {"determination": "kalium", "section": "alles", "controls": ["jaar"]}


@pytest.fixture
def used(practice):
    return ProtocolVersionFactory(practice=practice)


@pytest.fixture
def target(practice, poh):
    data = content_data("dm2")
    return ProtocolVersionFactory(practice=practice, data=data | {"items": [*data["items"], EXTRA]})


@pytest.fixture
def patients(practice, used):
    found = [
        PatientFactory(practice=practice),
        PatientFactory(practice=practice, restricted=True, birth_name="Verborgen"),
    ]
    for patient in found:
        EnrolmentFactory(patient=patient, protocol_version=used)
    return found


def url(version, name, *rest):
    return reverse(f"protocols:{name}", args=[version.uuid, *rest])


def text(answer):
    return answer.content.decode()


def test_numbers_are_for_everybody_and_names_for_who_may_see_them(client_of, poh, beheerder, target, patients):
    page = text(client_of(beheerder).get(url(target, "impact")))
    assert "patiënten krijgen één bepaling erbij" in page
    assert "Namen ziet alleen wie dossiers mag openen." in page
    assert url(target, "impact_patients", "meer") not in page
    assert url(target, "impact_patients", "meer") in text(client_of(poh).get(url(target, "impact")))
    assert client_of(beheerder).get(url(target, "impact_patients", "meer")).status_code == 403


def test_list_names_patients_counts_shielded_ones_and_is_logged(client_of, poh, practice, used, target, patients):
    page = text(client_of(poh).get(url(target, "impact_patients", "meer"), {"naast": str(used.uuid)}))
    assert patients[0].list_name in page
    assert patients[1].list_name not in page
    assert "1 afgeschermde dossier staat hier niet bij." in page
    assert "Kalium" in page
    with practice_scope(practice):
        entry = AccessLog.objects.filter(event_type=Event.PATIENT_LISTED).latest("id")
    assert entry.patient_ids == [patients[0].pk]


@pytest.mark.parametrize("group", ["onzin", "meer"])
def test_list_that_cannot_be_made_is_not_found(client_of, poh, target, group):
    assert client_of(poh).get(url(target, "impact_patients", group)).status_code == 404


def test_version_without_participants_beside_it(client_of, poh, target):
    assert "Nog geen deelnemers" in text(client_of(poh).get(url(target, "impact")))


def test_list_of_another_practice_is_not_there(client_of, stranger, target, patients):
    assert client_of(stranger).get(url(target, "impact_patients", "meer")).status_code == 404


def test_going_over_is_shown_first_and_done_once_with_a_log(client_of, beheerder, practice, used, target, patients):
    client = client_of(beheerder)
    page = text(client.get(url(target, "migrate"), {"van": str(used.uuid)}))
    assert f"{used.label}: 2 deelnames" in page
    assert "patiënten krijgen één bepaling erbij" in page
    posted = {"source_version": str(used.uuid), "reason": "Nieuw", "idempotency_key": str(uuid4())}
    for _ in range(2):
        assert client.post(url(target, "migrate"), posted).url == url(target, "version")
    with practice_scope(practice):
        assert set(Enrolment.objects.values_list("protocol_version", flat=True)) == {target.pk}
        [log] = VersionMigration.objects.all()
    assert (log.enrolments, log.reason, log.migrated_by) == (2, "Nieuw", beheerder)
    page = text(client.get(url(target, "migrate")))
    assert "Niemand om over te zetten" in page
    assert "Eerder overgezet" in page


def test_going_over_needs_a_reason(client_of, poh, practice, used, target, patients):
    posted = {"source_version": str(used.uuid), "reason": "", "idempotency_key": str(uuid4())}
    answer = client_of(poh).post(url(target, "migrate"), posted)
    assert "Dit veld is verplicht." in text(answer)
    with practice_scope(practice):
        assert set(Enrolment.objects.values_list("protocol_version", flat=True)) == {used.pk}


def test_nobody_goes_over_to_a_draft(client_of, poh, practice, used, patients):
    draft = ProtocolVersionFactory(practice=practice, draft=True, author=poh)
    posted = {"source_version": str(used.uuid), "reason": "x", "idempotency_key": str(uuid4())}
    answer = client_of(poh).post(url(draft, "migrate"), posted)
    assert "Overzetten kan alleen naar een gepubliceerde versie" in text(answer)


@pytest.mark.parametrize(("who", "status"), [("poh_ggz", 302), ("huisarts", 403), ("assistent", 403)])
def test_who_does_not_maintain_it_moves_nobody(request, client_of, target, who, status):
    assert client_of(request.getfixturevalue(who)).get(url(target, "migrate")).status_code == status

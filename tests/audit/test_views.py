import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event, Outcome, Verdict
from poh.audit.models import AccessLog, LogReview
from poh.audit.services import record_outside
from tests.factories.accounts import MembershipFactory
from tests.factories.audit import ChainCheckFactory, LogReviewFactory, log_entry
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.django_db

LOG, LOGINS = reverse("audit:log"), reverse("audit:logins")


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


@pytest.fixture
def inzage(patient):
    return reverse("patients:access_log", args=[patient.uuid])


def _last(practice):
    with practice_scope(practice):
        return AccessLog.objects.for_practice(practice).latest("seq")


def _count(practice):
    with practice_scope(practice):
        return AccessLog.objects.for_practice(practice).count()


def _use(practice, user, **facts):
    return log_entry(practice, user, Event.BREAK_GLASS_USED, patients=[41], reason="Spoed aan de balie", **facts)


# Wie zag dit dossier


def test_access_shows_who_did_what_and_why(client_of, practice, huisarts, poh, patient, inzage):
    log_entry(practice, poh, patients=[patient.pk], relation="behandelrelatie: POH")
    log_entry(practice, poh, Event.BREAK_GLASS_USED, patients=[patient.pk], reason="Spoed aan de balie")
    log_entry(practice, poh, patients=[patient.pk + 1])
    page = client_of(huisarts).get(inzage)
    lines = page.context["access"]["lines"]
    assert [(line.person, line.role, line.event, line.reason, line.relation) for line in lines] == [
        ("Anja de Vries", "POH somatiek", "noodknop gebruikt", "Spoed aan de balie", ""),
        ("Anja de Vries", "POH somatiek", "dossier geopend", "", "behandelrelatie: POH"),
    ]
    assert lines[0].state == {"text": "noodknop", "tone": "stop"}


def test_access_takes_the_same_acts_of_a_day_together(client_of, practice, huisarts, poh, patient, inzage):
    for _ in range(3):
        log_entry(practice, poh, patients=[patient.pk])
    client = client_of(huisarts)
    [line] = client.get(inzage).context["access"]["lines"]
    assert line.times == "3 keer"
    apart = client.get(inzage, {"apart": "on"}).context["access"]["lines"]
    assert [line.times for line in apart] == ["", "", "", ""]


def test_access_is_itself_logged_once(client_of, practice, huisarts, patient, inzage):
    client = client_of(huisarts)
    before = _count(practice)
    client.get(inzage, {"van": "2026-01-01"})
    entry = _last(practice)
    assert _count(practice) == before + 1
    assert (entry.event_type, entry.patient_ids, entry.detail, entry.user_id) == (
        "log.viewed",
        [patient.pk],
        {"fields": ["van"]},
        huisarts.pk,
    )


def test_access_of_a_period(client_of, practice, huisarts, poh, patient, inzage):
    log_entry(practice, poh, patients=[patient.pk])
    client, today = client_of(huisarts), timezone.localdate()
    day = timedelta(days=1)

    def shown(**period):
        return len(client.get(inzage, {"apart": "on"} | period).context["access"]["lines"])

    assert shown(van=today, tot=today) == 1
    assert shown(van=today + day) == 0
    assert shown(tot=today - day) == 0


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"van": "2026-03-02", "tot": "2026-03-01"}, "Tot en met: Deze dag ligt voor de eerste dag."),
        ({"van": "gisteren"}, "Van: Schrijf een datum als 14-3-2026."),
    ],
)
def test_access_of_no_period_says_why(client_of, huisarts, inzage, asked, error):
    page = client_of(huisarts).get(inzage, asked)
    assert page.status_code == 200
    assert error in page.content.decode()


def test_access_as_a_file_has_everything_in_order_of_time(client_of, practice, huisarts, poh, patient, inzage):
    log_entry(practice, poh, Event.BREAK_GLASS_USED, patients=[patient.pk], reason="=1+1")
    log_entry(practice, poh, Event.PATIENT_CHANGED, patients=[patient.pk], object=patient, detail=["postcode"])
    answer = client_of(huisarts).get(inzage, {"vorm": "csv"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    who = [practice.name, "Anja de Vries", "POH somatiek", "Anja de Vries"]
    assert [row[3:13] for row in rows[1:]] == [
        [*who, "noodknop gebruikt", "uitvoeren", "gelukt", "", "ja", "'=1+1"],
        [*who, "gegevens gewijzigd", "wijzigen", "gelukt", "postcode", "nee", ""],
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="toegangslog-{timezone.localdate()}.csv"'
    assert _last(practice).event_type == "log.exported"


def test_access_to_print_has_all_lines_on_one_page(client_of, practice, huisarts, poh, patient, inzage):
    for number in range(55):
        log_entry(practice, poh, patients=[patient.pk, 1000 + number], reason=f"reden {number}")
    client = client_of(huisarts)
    assert len(client.get(inzage).context["access"]["lines"]) == 50
    access = client.get(inzage, {"vorm": "afdruk"}).context["access"]
    assert (len(access["lines"]), access["lines"][0].reason) == (56, "reden 0")
    assert _last(practice).event_type == "log.printed"


def test_access_has_a_constant_number_of_queries(client_of, practice, huisarts, poh, patient, inzage):
    client = client_of(huisarts)
    client.get(inzage)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(inzage, {"apart": "on"})
        return len(captured)

    log_entry(practice, poh, patients=[patient.pk])
    few = queries()
    for number in range(30):
        log_entry(practice, poh, patients=[patient.pk], reason=f"reden {number}")
    assert queries() == few


def test_access_without_the_permission_is_refused(client_of, poh_mmt, beheerder, inzage):
    assert client_of(poh_mmt).get(inzage).status_code == 403
    assert client_of(beheerder).get(inzage).status_code == 403


def test_access_of_another_practice_is_not_found(client_of, stranger, inzage):
    assert client_of(stranger).get(inzage).status_code == 404


# Het toegangslog van de praktijk


def test_log_shows_what_waits_first_and_then_everything(client_of, practice, beheerder, poh):
    use = _use(practice, poh)
    log_entry(practice, poh, patients=[7, 8, 9, 10, 11])
    page = client_of(beheerder).get(LOG)
    assert [line.entry.pk for line in page.context["waiting"]] == [use.pk]
    assert [(line.event, line.patients) for line in page.context["entries"]] == [
        ("dossier geopend", "P7, P8, P9 en 2 anderen"),
        ("noodknop gebruikt", "P41"),
    ]
    assert page.context["entries"][1].state == {"text": "te beoordelen", "tone": "warn"}


def test_log_names_no_patient(client_of, practice, beheerder, poh):
    patient = PatientFactory(practice=practice)
    log_entry(practice, poh, patients=[patient.pk])
    page = client_of(beheerder).get(LOG).content.decode()
    assert f"P{patient.pk}" in page
    assert patient.birth_name not in page


def test_log_is_itself_logged_once(client_of, practice, beheerder):
    client_of(beheerder).get(LOG, {"noodknop": "on"})
    entry = _last(practice)
    assert (_count(practice), entry.event_type, entry.patient_ids) == (1, "log.reviewed", [])
    assert entry.detail == {"fields": ["noodknop", "tot", "van"]}


def test_log_filters(client_of, practice, beheerder, poh, huisarts, app_sql, owner_sql):
    _use(practice, poh)
    log_entry(practice, huisarts, patients=[1], roles=(Role.HUISARTS.value,))
    client, today = client_of(beheerder), timezone.localdate()

    def shown(**asked):
        entries = client.get(LOG, asked).context["entries"]
        return [(line.person, line.event) for line in entries if not line.entry.event_type.startswith("log.")]

    opened, used = ("Henk Bakker", "dossier geopend"), ("Anja de Vries", "noodknop gebruikt")
    assert shown() == [opened, used]
    assert shown(noodknop="on") == [used]
    assert shown(medewerker=huisarts.pk) == [opened]
    assert shown(gebeurtenis="patient.opened") == [opened]
    assert shown(van=today + timedelta(days=1)) == []
    assert shown(tot=today - timedelta(days=1)) == []
    assert shown(medewerker="999999999") == [opened, used]


def test_log_counts_no_further_than_is_useful(client_of, practice, beheerder, poh, monkeypatch):
    monkeypatch.setattr("poh.audit.selectors.entries.MOST_COUNTED", 3)
    client = client_of(beheerder)
    log_entry(practice, poh, patients=[1])
    assert "Alleen de nieuwste" not in client.get(LOG).content.decode()
    log_entry(practice, poh, patients=[1])
    log_entry(practice, poh, patients=[1])
    assert "Alleen de nieuwste 3 regels" in client.get(LOG).content.decode()


def test_log_keeps_to_the_own_practice(client_of, other_practice, beheerder, stranger):
    _use(other_practice, stranger)
    page = client_of(beheerder).get(LOG)
    assert (page.context["waiting"], page.context["entries"]) == ([], [])


def test_log_shows_a_broken_chain(client_of, practice, beheerder):
    client = client_of(beheerder)
    assert "nog niet nagerekend" in client.get(LOG).content.decode()
    ChainCheckFactory(practice=practice)
    assert "12 regels, onveranderd" in client.get(LOG).content.decode()
    ChainCheckFactory(practice=practice, broken=True)
    page = client.get(LOG).content.decode()
    assert "Het toegangslog is niet zoals het werd geschreven" in page
    assert "regel 3 (id 3, 01-01-2026 10:00:00 UTC) is gewijzigd." in page


def test_log_has_a_constant_number_of_queries(client_of, practice, beheerder, poh, django_assert_num_queries):
    client = client_of(beheerder)
    client.get(LOG)
    _use(practice, poh)
    # session, user, scope, memberships, staff, count, lines, waiting, check, rail, line; with savepoints
    with django_assert_num_queries(14):
        client.get(LOG)
    for _ in range(5):
        LogReviewFactory(practice=practice, entry_id=_use(practice, poh).pk)
        MembershipFactory(practice=practice)
    with django_assert_num_queries(14):
        client.get(LOG)


@pytest.mark.parametrize("url", [LOG, LOGINS, "/toegangslog/noodknop/1/"])
def test_log_is_for_the_privacy_officer_alone(client_of, poh, huisarts, poh_mmt, directeur, assistent, client, url):
    statuses = [client_of(user).get(url).status_code for user in (poh, huisarts, poh_mmt, directeur, assistent)]
    assert statuses == [403] * 5
    assert client.get(url).status_code == 302


def test_file_of_patients_has_what_was_done_with_each(client_of, practice, beheerder, poh, huisarts):
    for event, patients in [(Event.PATIENT_OPENED, [7, 8]), (Event.PATIENT_OPENED, [8]), (Event.PATIENT_CHANGED, [8])]:
        log_entry(practice, poh, event, patients=patients)
    log_entry(practice, huisarts, Event.PATIENT_OPENED, patients=[9])
    answer = client_of(beheerder).get(LOG, {"medewerker": poh.pk, "vorm": "csv"})
    lines = b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()
    assert [line.split(";")[:3] for line in lines] == [
        ["Patiënt", "Gebeurtenis", "Aantal"],
        ["P7", "dossier geopend", "1"],
        ["P8", "gegevens gewijzigd", "1"],
        ["P8", "dossier geopend", "2"],
    ]
    entry = _last(practice)
    assert (entry.event_type, entry.patient_ids) == ("log.exported", [7, 8])


# Aanmeldingen


def test_logins_show_the_people_of_the_practice(client_of, beheerder, poh, stranger):
    client_of(poh)
    client_of(stranger)
    record_outside(Event.LOGIN_FAILED, user=poh, outcome=Outcome.REFUSED, checks="password")
    page = client_of(beheerder).get(LOGINS)
    shown = [(line.person, line.event, line.state) for line in page.context["access"]["lines"]]
    assert ("Anja de Vries", "inloggen mislukt", {"text": "geweigerd", "tone": "warn"}) in shown
    assert {person for person, _, _ in shown} <= {"Anja de Vries", "Bram Heer"}


# Noodknop beoordelen


def test_review_closes_a_use(client_of, practice, beheerder, poh):
    use = _use(practice, poh)
    client = client_of(beheerder)
    url = reverse("audit:review", args=[use.pk])
    answer = client.post(url, {"verdict": "justified", "note": "Waarneming, besproken."})
    assert answer.headers["Location"] == LOG
    with practice_scope(practice):
        review = LogReview.objects.for_practice(practice).get(entry_id=use.pk)
        assert (review.verdict, review.note, review.reviewed_by) == (
            Verdict.JUSTIFIED,
            "Waarneming, besproken.",
            beheerder,
        )
    entry = _last(practice)
    assert (entry.event_type, entry.patient_ids, entry.object_class, entry.object_id) == (
        "log.judged",
        [41],
        "audit.logreview",
        str(review.pk),
    )
    page = client.get(LOG)
    assert page.context["waiting"] == []
    [line] = [line for line in page.context["entries"] if line.is_use]
    assert line.state == {"text": "terecht gebruikt", "tone": "ok"}
    assert "Waarneming, besproken." in client.get(url).content.decode()


def test_review_twice_changes_nothing(client_of, practice, beheerder, poh):
    use = _use(practice, poh)
    LogReviewFactory(practice=practice, entry_id=use.pk, note="Eerste oordeel.")
    page = client_of(beheerder).post(
        reverse("audit:review", args=[use.pk]), {"verdict": "unjustified", "note": "Tweede."}, follow=True
    )
    assert "was al beoordeeld" in page.content.decode()
    with practice_scope(practice):
        assert [row.note for row in LogReview.objects.for_practice(practice)] == ["Eerste oordeel."]


def test_review_of_the_own_use_is_refused(client_of, practice):
    both = MembershipFactory(practice=practice, roles=[Role.BEHEERDER, Role.HUISARTS]).user
    use = _use(practice, both)
    page = client_of(both).post(reverse("audit:review", args=[use.pk]), {"verdict": "justified", "note": "Mocht."})
    assert "Het eigen gebruik van de noodknop beoordeelt iemand anders." in page.content.decode()
    with practice_scope(practice):
        assert list(LogReview.objects.for_practice(practice)) == []


@pytest.mark.parametrize(
    "posted",
    [
        {"verdict": "justified", "note": ""},
        {"verdict": "misschien", "note": "x"},
        {"note": "x"},
        {"verdict": "justified", "note": "  \n "},
    ],
)
def test_review_without_verdict_or_note_is_refused(client_of, practice, beheerder, poh, posted):
    use = _use(practice, poh)
    page = client_of(beheerder).post(reverse("audit:review", args=[use.pk]), posted)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert _last(practice).event_type == "log.reviewed"


def test_review_of_what_is_no_use_or_elsewhere_is_not_found(
    client_of, practice, other_practice, beheerder, poh, stranger
):
    opened = log_entry(practice, poh, patients=[1])
    elsewhere = _use(other_practice, stranger)
    client = client_of(beheerder)
    assert [client.get(reverse("audit:review", args=[pk])).status_code for pk in (opened.pk, elsewhere.pk, 999999)] == [
        404,
        404,
        404,
    ]

"""Around a consult: decisions about advice, the agenda that follows, what is missing at the end."""

from datetime import date

import pytest

from consultations.enums_consult import Decision, NotDoneReason
from consultations.models import AdviceDecision, NotDone, SoapNote
from consultations.selectors.screen import consult_day, screen_of
from consultations.services import advice as services
from consultations.services import closing, opening
from consultations.services.outcome import outcome_of
from poh.accounts.scope import practice_scope
from poh.worklist.models import Task
from scheduling.enums import AppointmentState
from scheduling.models import Appointment
from tests.consultations.test_consult import AT, LATER, keep, member, opened  # noqa: F401
from tests.factories.protocols import EnrolmentFactory, content_data
from tests.factories.record import EpisodeFactory, MeasurementFactory
from tests.factories.scheduling import AppointmentFactory

ADVICE = [
    {
        "key": "gewicht_hoog",
        "weight": 50,
        "title": "Bespreek het gewicht",
        "text": "Bied begeleiding aan.",
        "when": {"fact": "number", "key": "gewicht", "op": ">=", "value": 100},
        "proposal": proposal,
        "because": ["gewicht"],
        "source": "Verzonnen voor een test",
    }
    for proposal in ("task",)
]


def content(proposal: str = "task") -> dict:
    return content_data("dm2", advice=[ADVICE[0] | {"proposal": proposal}])


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice, protocol_version__data=content())


@pytest.fixture
def patient(enrolment):
    return enrolment.patient


def shown(consultation):
    return screen_of(consultation=consultation, on=consult_day(consultation))


def decide(consultation, choice, by):
    given = shown(consultation).advice.open[0].given
    return services.decide(consultation=consultation, given=given, choice=choice, by=by, at=AT)


def test_advice_counts_what_is_typed(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        assert shown(opened).advice.open == []
        keep(opened, "m:gewicht", "104", by=poh)

        assert [each.given.rule.key for each in shown(opened).advice.open] == ["gewicht_hoog"]


@pytest.mark.parametrize(("proposal", "role"), [("task", ""), ("ask_gp", "huisarts")])
def test_an_accepted_advice_becomes_a_task(practice, member, poh, proposal, role):  # noqa: F811
    patient = EnrolmentFactory(patient__practice=practice, protocol_version__data=content(proposal)).patient
    with practice_scope(practice, user=poh):
        consultation = opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=AT)
        keep(consultation, "m:gewicht", "104", by=poh)
        row = decide(consultation, services.Choice(Decision.ACCEPTED), poh)

        task = Task.objects.get()
        assert (task.title, task.role, task.member_id, task.due_on) == (
            "Bespreek het gewicht",
            role,
            None if role else member.pk,
            date(2026, 10, 29),
        )
        assert (row.task, row.because[0]["numeric"]) == (task, "104")
        assert shown(consultation).advice.open == []
        assert outcome_of(shown(consultation)).notes[0].plan.startswith("Bespreek het gewicht: taak gemaakt.")


def test_a_postponed_advice_waits_and_a_refused_one_is_told_the_next_time(opened, patient, member, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "104", by=poh)
        decide(opened, services.Choice(Decision.POSTPONED, "eerst het lab", date(2026, 11, 1)), poh)
        closing.close_consult(consultation=opened, outcome=outcome_of(shown(opened)), by=poh, at=LATER)
        again = opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=LATER)
        aside = shown(again).advice

        assert (aside.open, [each.before.reason for each in aside.aside]) == ([], ["eerst het lab"])


def test_an_advice_is_decided_once_in_a_consult(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "104", by=poh)
        given = shown(opened).advice.open[0].given
        decide(opened, services.Choice(Decision.REFUSED, "wil niet"), poh)
        with pytest.raises(services.AlreadyDecided):
            services.decide(
                consultation=opened, given=given, choice=services.Choice(Decision.REFUSED, "toch"), by=poh, at=AT
            )

        assert [row.reason for row in AdviceDecision.objects.for_practice(practice)] == ["wil niet"]


def test_nothing_is_decided_in_a_closed_consult(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "104", by=poh)
        given = shown(opened).advice.open[0].given
        closing.close_consult(consultation=opened, outcome=outcome_of(shown(opened)), by=poh, at=LATER)
        with pytest.raises(opening.ConsultClosed):
            services.decide(
                consultation=opened, given=given, choice=services.Choice(Decision.REFUSED, "nee"), by=poh, at=LATER
            )


def test_an_advice_without_a_known_value_is_kept_as_such(opened, poh, practice):  # noqa: F811
    from protocols.rules.advice import Because

    assert services._because(Because("gewicht", None)) == {"determination": "gewicht"}


# The agenda


@pytest.mark.parametrize(
    ("state", "opened_state", "closed_state"),
    [
        (AppointmentState.WAITING, AppointmentState.IN_CONSULT, AppointmentState.DONE),
        (AppointmentState.NO_SHOW, AppointmentState.NO_SHOW, AppointmentState.NO_SHOW),
    ],
)
def test_the_agenda_follows_the_consult(practice, patient, member, poh, state, opened_state, closed_state):  # noqa: F811
    appointment = AppointmentFactory(practice=practice, patient=patient, member=member, state=state, reason="moe")
    with practice_scope(practice, user=poh):
        consultation = opening.open_consult(
            patient=patient, member=member, opening=opening.Opening(appointment=appointment), at=AT
        )
        assert (consultation.reason, Appointment.objects.get().state) == ("moe", opened_state)

        keep(consultation, "s:geen:S", "Moe.", by=poh)
        closing.close_consult(consultation=consultation, outcome=outcome_of(shown(consultation)), by=poh, at=LATER)
        assert Appointment.objects.get().state == closed_state


# The end


def test_the_objective_line_joins_what_stands_on_one_line(practice, member, poh):  # noqa: F811
    items = [
        {"determination": key, "section": "alles", "controls": ["jaar"]}
        for key in ("rr_sys", "rr_dia", "voetinsp_li", "voetinsp_re")
    ]
    data = content_data("dm2", items=items)
    patient = EnrolmentFactory(patient__practice=practice, protocol_version__data=data).patient
    with practice_scope(practice, user=poh):
        consultation = opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=AT)
        for key, text in (("rr_sys", "138"), ("rr_dia", "82"), ("voetinsp_li", "normaal"), ("voetinsp_re", "ulcus")):
            keep(consultation, f"m:{key}", text, by=poh)

        assert outcome_of(shown(consultation)).notes[0].objective == (
            "Bloeddruk 138/82 mmHg, inspectie li/re normaal/wond of ulcus."
        )
        keep(consultation, "m:rr_sys", "500", seen=1, by=poh)
        assert outcome_of(shown(consultation)).notes[0].objective == "Inspectie li/re normaal/wond of ulcus."


def test_the_same_text_once_more_changes_nothing(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        first = keep(opened, "m:gewicht", "81", by=poh)
        again = keep(opened, "m:gewicht", "81", seen=7, by=poh)

        assert (again.pk, again.revision) == (first.pk, 1)


def test_nothing_changes_in_a_consult_that_is_over(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        opening.discard_consult(consultation=opened, reason="niet verschenen", at=LATER)
        opened.refresh_from_db()
        with pytest.raises(opening.ConsultClosed):
            opening.discard_consult(consultation=opened, reason="nog eens", at=LATER)
        with pytest.raises(opening.ConsultClosed):
            opening.choose_controls(consultation=opened, controls={}, version=opened.version)
        with pytest.raises(opening.ConsultClosed):
            closing.close_consult(consultation=opened, outcome=outcome_of(shown(opened)), by=poh, at=LATER)


@pytest.mark.parametrize("controls", [{"dm2": "verzonnen"}, {"copd": "jaar"}])
def test_a_control_of_no_programme_of_the_patient_is_refused(opened, poh, practice, controls):  # noqa: F811
    with practice_scope(practice, user=poh):
        with pytest.raises(opening.UnknownControl):
            opening.choose_controls(consultation=opened, controls=controls, version=opened.version)
        opened.refresh_from_db()

        assert opened.controls == {"dm2": "jaar"}


def test_what_is_missing_is_kept_as_not_done_with_one_reason(opened, poh, practice):  # noqa: F811
    with practice_scope(practice, user=poh):
        keep(opened, "m:gewicht", "81,4", by=poh)
        outcome = outcome_of(shown(opened), rest=NotDoneReason.NO_TIME)
        closing.close_consult(consultation=opened, outcome=outcome, by=poh, at=LATER)

        found = {row.determination_id: row.reason for row in NotDone.objects.for_practice(practice)}
        assert found == {"hba1c": "g", "roken": "g"}


def test_each_programme_notes_under_its_own_episode(practice, member, poh):  # noqa: F811
    patient = EnrolmentFactory(patient__practice=practice, protocol_version__data=including("dm2", "T90.02")).patient
    lungs = including("copd", "R95") | {"items": [{"determination": "mrc", "section": "alles", "controls": ["jaar"]}]}
    EnrolmentFactory(patient=patient, protocol_version__protocol_id="copd", protocol_version__data=lungs)
    EpisodeFactory(patient=patient, icpc="T90.02", title="Diabetes mellitus type 2")
    EpisodeFactory(patient=patient, icpc="R95", title="COPD")
    MeasurementFactory(patient=patient, determination_id="hba1c", numeric=61, lab=True)
    with practice_scope(practice, user=poh):
        consultation = opening.open_consult(patient=patient, member=member, opening=opening.Opening(), at=AT)
        keep(consultation, "m:gewicht", "81,4", by=poh)
        keep(consultation, "m:mrc", "2", by=poh)
        closing.close_consult(consultation=consultation, outcome=outcome_of(shown(consultation)), by=poh, at=LATER)

        notes = [(row.episode_icpc, row.objective) for row in SoapNote.objects.for_practice(practice)]
        assert [code for code, _ in notes] == ["T90.02", "R95"]
        assert (notes[0][1].startswith("Gewicht 81,4 kg"), "MRC 2" in notes[1][1]) == (True, True)


def including(protocol: str, code: str) -> dict:
    return content_data(
        protocol,
        inclusion=[
            {
                "key": "episode",
                "kind": "include",
                "reason": "heeft de ziekte",
                "when": {"fact": "episode", "codes": [code]},
                "source": "Verzonnen voor een test",
            }
        ],
    )

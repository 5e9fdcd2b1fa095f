"""Words about when a task must be done, and about its steps."""

from datetime import date

import pytest

from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.worklist.enums import TaskAct
from poh.worklist.models import Task, TaskStatus
from poh.worklist.presenters import about, due_of, origin_of, short_date, step_line, whose
from tests.factories.patients import PatientFactory
from tests.factories.worklist import TaskFactory, TaskStatusFactory

ON = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("window_from", "due_on", "text", "tone"),
    [
        (None, None, "", ""),
        (None, date(2026, 10, 13), "te laat, 13-10", "stop"),
        (None, date(2025, 12, 30), "te laat, 30-12-2025", "stop"),
        (None, ON, "vandaag", "warn"),
        (None, date(2026, 11, 26), "morgen", ""),
        (None, date(2026, 11, 30), "30-11", ""),
        (date(2027, 6, 1), date(2027, 6, 30), "tussen 1-6-2027 en 30-6-2027", ""),
        (date(2026, 11, 1), date(2026, 12, 1), "1-12", ""),
    ],
)
def test_due_of(window_from, due_on, text, tone):
    assert due_of(Task(window_from=window_from, due_on=due_on), on=ON) == {"text": text, "tone": tone}


def test_short_date_names_another_year():
    assert (short_date(ON, on=ON), short_date(date(2027, 1, 2), on=ON)) == ("25-11", "2-1-2027")


@pytest.mark.django_db
def test_whose_is_who_took_it_or_whom_it_is_for(practice):
    with practice_scope(practice):
        taken, open_one, pooled = (
            TaskFactory(practice=practice, taken=True),
            TaskFactory(practice=practice),
            TaskFactory(practice=practice, for_role=True),
        )
        assert whose(taken) == taken.taken_by.name
        assert whose(open_one) == open_one.member.user.name
        assert whose(pooled) == Role.POH_S.label


@pytest.mark.django_db
def test_about_tells_of_a_shielded_patient_only_the_name(practice):
    with practice_scope(practice):
        task = TaskFactory(practice=practice, patient=PatientFactory(practice=practice, restricted=True))
        assert about(task)["born"] == ""
        nobody = TaskFactory(practice=practice, without_patient=True)
        assert (about(nobody), origin_of(nobody)) == (None, None)


@pytest.mark.django_db
def test_step_line_tells_who_and_to_whom(practice):
    with practice_scope(practice):
        step = TaskStatusFactory(practice=practice, act=TaskAct.HANDED_OVER)
        assert step_line(step)["text"] == f"doorgegeven aan {step.to_member.user.name}"
        added = TaskStatusFactory(practice=practice, to_member=None, to_role=Role.ASSISTENT, by=None)
        line = step_line(added)
        assert (line["text"], line["by"]) == ("gemaakt voor Doktersassistent", "vanzelf")
        plain = TaskStatus(act=TaskAct.TAKEN, at=added.at)
        assert step_line(plain)["text"] == "genomen"

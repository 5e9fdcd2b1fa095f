"""Work for somebody."""

from datetime import timedelta

import factory
from django.utils import timezone

from poh.accounts.enums import Role
from poh.worklist.enums import TaskAct, TaskKind, TaskState
from poh.worklist.models import Task, TaskStatus
from tests.factories.accounts import MembershipFactory, PracticeFactory, PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory


class TaskFactory(PracticeModelFactory):
    """To call a patient about potassium, for a POH, today.

    Traits: `taken`, `done`, `withdrawn`, `late` (a week), `for_role` (POH somatiek), `without_patient`.
    """

    class Meta:
        model = Task

    class Params:
        taken = factory.Trait(
            state=TaskState.TAKEN,
            taken_by=factory.SubFactory(UserFactory),
            taken_at=factory.LazyFunction(timezone.now),
        )
        done = factory.Trait(
            state=TaskState.DONE,
            done_by=factory.SubFactory(UserFactory),
            done_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(state=TaskState.WITHDRAWN)
        late = factory.Trait(due_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7)))
        for_role = factory.Trait(member=None, role=Role.POH_S)
        without_patient = factory.Trait(patient=None)

    practice = factory.SubFactory(PracticeFactory)
    title = "Bel over kalium"
    kind = TaskKind.CALL
    patient = factory.SubFactory(PatientFactory, practice=factory.SelfAttribute("..practice"))
    member = factory.SubFactory(MembershipFactory, practice=factory.SelfAttribute("..practice"), roles=[Role.POH_S])
    due_on = factory.LazyFunction(timezone.localdate)


class TaskStatusFactory(PracticeModelFactory):
    """The first step of a task."""

    class Meta:
        model = TaskStatus

    practice = factory.SubFactory(PracticeFactory)
    task = factory.SubFactory(TaskFactory, practice=factory.SelfAttribute("..practice"))
    act = TaskAct.ADDED
    state = TaskState.OPEN
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)
    from_member = factory.SubFactory(MembershipFactory, practice=factory.SelfAttribute("..practice"))
    to_member = factory.SubFactory(MembershipFactory, practice=factory.SelfAttribute("..practice"))

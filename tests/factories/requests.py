"""Consult requests."""

from datetime import timedelta

import factory
from django.utils import timezone

from consultations.enums_requests import (
    ActivityKind,
    Discipline,
    RequestAct,
    RequestChannel,
    RequesterKind,
    RequestForm,
    RequestState,
    Urgency,
)
from consultations.models import ConsultationRequest, RequestActivity, RequestEvent, RequestNorms
from poh.accounts.enums import Role
from tests.factories.accounts import MembershipFactory, PracticeFactory, PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory
from tests.factories.worklist import TaskFactory


class ConsultationRequestFactory(PracticeModelFactory):
    """A patient called this morning about swollen ankles; nobody judged it yet.

    Traits: `triaged` (U4, POH somatiek), `pooled` (with all POH somatiek), `urgent` (with the huisartsen), `delegated`
    (by a huisarts), `without_patient` (a colleague asks).
    """

    class Meta:
        model = ConsultationRequest

    class Params:
        triaged = factory.Trait(
            state=RequestState.TRIAGED, urgency=Urgency.U4, discipline=Discipline.SOMATIC, form=RequestForm.SURGERY
        )
        pooled = factory.Trait(
            state=RequestState.ASSIGNED,
            urgency=Urgency.U4,
            discipline=Discipline.SOMATIC,
            form=RequestForm.SURGERY,
            role=Role.POH_S,
        )
        urgent = factory.Trait(
            state=RequestState.FORWARDED, urgency=Urgency.U2, discipline=Discipline.SOMATIC, role=Role.HUISARTS
        )
        delegated = factory.Trait(
            channel=RequestChannel.DELEGATION,
            requester_kind=RequesterKind.COLLEAGUE,
            requester_member=factory.SubFactory(
                MembershipFactory, practice=factory.SelfAttribute("..practice"), roles=[Role.HUISARTS]
            ),
            expected="Medicatie uitleggen",
        )
        without_patient = factory.Trait(
            patient=None,
            channel=RequestChannel.COLLEAGUE,
            requester_kind=RequesterKind.COLLEAGUE,
            requester_member=factory.SubFactory(
                MembershipFactory, practice=factory.SelfAttribute("..practice"), roles=[Role.POH_GGZ]
            ),
        )

    practice = factory.SubFactory(PracticeFactory)
    channel = RequestChannel.PHONE
    requester_kind = RequesterKind.PATIENT
    patient = factory.SubFactory(PatientFactory, practice=factory.SelfAttribute("..practice"))
    text = "Mijn enkels worden dik"
    received_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    state_since = factory.SelfAttribute("received_at")


class RequestEventFactory(PracticeModelFactory):
    """The first step of a request."""

    class Meta:
        model = RequestEvent

    practice = factory.SubFactory(PracticeFactory)
    request = factory.SubFactory(ConsultationRequestFactory, practice=factory.SelfAttribute("..practice"))
    act = RequestAct.REGISTERED
    state = RequestState.RECEIVED
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class RequestActivityFactory(PracticeModelFactory):
    """A call that somebody makes for a request."""

    class Meta:
        model = RequestActivity

    practice = factory.SubFactory(PracticeFactory)
    request = factory.SubFactory(ConsultationRequestFactory, pooled=True, practice=factory.SelfAttribute("..practice"))
    kind = ActivityKind.CALL
    what = "Bel over de enkels"
    task = factory.SubFactory(TaskFactory, practice=factory.SelfAttribute("..practice"))


class RequestNormsFactory(PracticeModelFactory):
    """The terms of a practice that are the defaults."""

    class Meta:
        model = RequestNorms

    practice = factory.SubFactory(PracticeFactory)

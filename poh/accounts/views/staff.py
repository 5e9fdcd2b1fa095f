"""The people of a practice: who they are, and for the beheerder their coming, changing and leaving."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poh.accounts import mails, presenters, selectors
from poh.accounts.access import requires
from poh.accounts.forms.people import EndMembershipForm, MemberForm, StaffFilterForm
from poh.accounts.idempotency import idempotent
from poh.accounts.models import Membership
from poh.accounts.permissions import Permission
from poh.accounts.reauthentication import proven_recently
from poh.accounts.services import people
from poh.base.locking import StaleVersion

LAST_BEHEERDER = "Dit is de laatste beheerder van de praktijk. Geef eerst iemand anders die rol, zonder einddatum."


@require_safe
@requires(Permission.STAFF_VIEW)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, filtered and sorted as the address says."""
    filters = StaffFilterForm(request.GET, practice=request.practice)
    today = timezone.localdate()
    members = selectors.staff(
        practice=request.practice, on=today, state=filters.chosen_state, sort=request.GET.get("sort", "name")
    )
    rows = [presenters.StaffRow(member, on=today) for member in filters.narrow(members)]
    context = {"rows": rows, "filters": filters, "can_manage": Permission.STAFF_MANAGE in request.permissions}
    return render(request, "accounts/staff.html", context)


@require_safe
@requires(Permission.STAFF_VIEW)
def permissions(request: HttpRequest) -> HttpResponse:
    """Which role may do what."""
    context = {"groups": presenters.permission_table(), "roles": presenters.role_heads()}
    return render(request, "accounts/permissions.html", context)


@require_safe
@requires(Permission.STAFF_VIEW)
def member(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One person and their work in this practice."""
    membership = _member(request, uuid)
    today = timezone.localdate()
    can_manage = Permission.STAFF_MANAGE in request.permissions
    context = {
        "row": presenters.StaffRow(membership, on=today),
        "facts": presenters.member_facts(membership),
        "can_manage": can_manage,
        "is_gone": membership.period.upper is not None and membership.period.upper <= today,
        "waits_for_password": can_manage and not membership.user.has_usable_password(),
        "end_form": EndMembershipForm(today=today) if can_manage else None,
    }
    return render(request, "accounts/member.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STAFF_MANAGE)
@proven_recently
@idempotent
def add_member(request: HttpRequest) -> HttpResponse:
    """Let somebody work here and invite them."""
    form = MemberForm(request.POST or None, practice=request.practice, initial={"first_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            added = people.add_member(
                practice=request.practice,
                person=form.person(),
                employment=form.employment(),
                by=request.user,
                site=request.build_absolute_uri("/"),
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, f"Toegevoegd. De uitnodiging gaat naar {added.user.email}.")
            return redirect("accounts:member", uuid=added.uuid)
    return _show_form(request, "accounts/member_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.STAFF_MANAGE)
@proven_recently
def change_member(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change how somebody works here, and who they are when they work only here."""
    membership = _member(request, uuid)
    today = timezone.localdate()
    is_closed = selectors.works_elsewhere(user=membership.user, practice=request.practice, on=today)
    initial = MemberForm.initial_of(membership)
    form = MemberForm(request.POST or None, practice=request.practice, initial=initial, is_person_closed=is_closed)
    if request.method == "POST" and form.is_valid() and _save_member(request, membership, form):
        messages.success(request, "Opgeslagen.")
        return redirect("accounts:member", uuid=uuid)
    return _show_form(request, "accounts/member_form.html", {"form": form, "membership": membership})


@require_POST
@requires(Permission.STAFF_MANAGE)
@proven_recently
def end_membership(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note the last working day of somebody."""
    membership = _member(request, uuid)
    today = timezone.localdate()
    form = EndMembershipForm(request.POST, today=today)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["last_day"]))
        return redirect("accounts:member", uuid=uuid)
    try:
        people.end_membership(membership=membership, by=request.user, on=today, **form.cleaned_data)
    except people.LastBeheerder:
        messages.error(request, LAST_BEHEERDER)
    except people.EndsBeforeStart:
        messages.error(request, "De laatste werkdag ligt voor de eerste.")
    else:
        messages.success(request, f"De laatste werkdag van {membership.user} is vastgelegd.")
    return redirect("accounts:member", uuid=uuid)


@require_POST
@requires(Permission.STAFF_MANAGE)
def invite_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the invitation once more to somebody who has not chosen a password."""
    membership = _member(request, uuid)
    mails.invite_later(user=membership.user, practice=request.practice, site=request.build_absolute_uri("/"))
    messages.success(request, f"De uitnodiging gaat opnieuw naar {membership.user.email}.")
    return redirect("accounts:member", uuid=uuid)


@require_POST
@requires(Permission.STAFF_MANAGE)
@proven_recently
def reset_second_factor(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take away the factors of somebody who lost them."""
    membership = _member(request, uuid)
    people.reset_second_factor(membership=membership, by=request.user)
    messages.success(request, f"{membership.user} stelt bij de volgende keer inloggen een nieuwe tweede factor in.")
    return redirect("accounts:member", uuid=uuid)


def _member(request: HttpRequest, uuid: UUID) -> Membership:
    members = Membership.objects.for_practice(request.practice).select_related("user", "location", "practice")
    return get_object_or_404(members, uuid=uuid)


def _save_member(request: HttpRequest, membership: Membership, form: MemberForm) -> bool:
    """Save both parts or none; False when the form says why not."""
    today = timezone.localdate()
    version = form.cleaned_data["version"]
    try:
        with transaction.atomic():
            people.change_member(
                membership=membership, employment=form.employment(), version=version, by=request.user, on=today
            )
            people.change_person(membership=membership, person=form.person(), by=request.user, on=today)
    except people.LastBeheerder:
        form.add_error("roles", LAST_BEHEERDER)
    except people.EmailTaken:
        form.add_error("email", "Dit adres hoort al bij een ander account.")
    except StaleVersion as conflict:
        form.show_conflict(MemberForm.initial_of(conflict.stored))
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return form.is_valid()


def _show_form(request: HttpRequest, template: str, context: dict[str, Form | Membership]) -> HttpResponse:
    return render(request, template, context, status=422 if request.method == "POST" else 200)

"""The admin site: what the beheerder looks up about the people of the practice of this session.

Who works where is changed on the pages for staff, whose services keep the rules and the log.
"""

from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poh.accounts.models import Location, Membership, Practice, User
from poh.accounts.permissions import Permission
from poh.accounts.presenters import StaffRow


class BeheerSite(admin.AdminSite):
    """The admin site of Django for whoever may use it in this practice; logging in and out is done elsewhere."""

    site_header = "POH beheer"
    site_title = "POH beheer"
    index_title = "Gegevens van de praktijk"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may use the site; refused at once when logged in, the log-in page would not help."""
        is_allowed = Permission.ADMIN_SITE in request.permissions
        if request.user.is_authenticated and not is_allowed:
            raise PermissionDenied(Permission.ADMIN_SITE.label)
        return is_allowed

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_change_password")


site = BeheerSite(name="admin")


class PracticeAdmin(admin.ModelAdmin):
    """Base of the admin of all apps: rows of the practice of the session, to look at."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(practice=request.practice)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(Membership, site=site)
class MembershipAdmin(PracticeAdmin):
    list_display = ["user", "roles_in_words", "first_day", "last_day", "contract_hours", "location"]
    list_select_related = ["user", "location"]
    search_fields = ["user__name", "user__email"]
    fields = [*list_display, "big_number", "agb_code", "created_at", "updated_at"]

    @admin.display(description="rollen")
    def roles_in_words(self, membership: Membership) -> str:
        return membership.roles_label

    @admin.display(description="eerste werkdag", ordering="period")
    def first_day(self, membership: Membership) -> date:
        return membership.period.lower

    @admin.display(description="laatste werkdag")
    def last_day(self, membership: Membership) -> date | None:
        return StaffRow(membership, on=membership.period.lower).last_day


@admin.register(Location, site=site)
class LocationAdmin(PracticeAdmin):
    list_display = ["name", "street", "postcode", "city", "phone"]


@admin.register(User, site=site)
class UserAdmin(PracticeAdmin):
    fields = ["name", "email", "is_active", "last_login", "created_at"]
    list_display = ["name", "email", "is_active", "last_login"]
    search_fields = ["name", "email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        members = Membership.objects.for_practice(request.practice)
        return admin.ModelAdmin.get_queryset(self, request).filter(pk__in=members.values("user"))


@admin.register(Practice, site=site)
class OwnPracticeAdmin(PracticeAdmin):
    list_display = ["name", "agb_code", "phone", "email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return admin.ModelAdmin.get_queryset(self, request).filter(pk=request.practice.pk)

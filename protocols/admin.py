"""Protocols and their versions in the admin site: the list is here, the pages themselves are those of Protocollen."""

from datetime import date

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poh.accounts.admin import PracticeAdmin, site
from protocols.enums import VersionState
from protocols.models import Protocol, ProtocolVersion


@admin.register(Protocol, site=site)
class ProtocolAdmin(PracticeAdmin):
    """The programmes, each with the versions that the practice may see."""

    list_display = ["name", "letter", "version_count"]
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        visible = Q(versions__practice=None) | Q(versions__practice=request.practice)
        rows = admin.ModelAdmin.get_queryset(self, request)
        return rows.annotate(visible_versions=Count("versions", filter=visible))

    @admin.display(description="versies")
    def version_count(self, protocol: Protocol) -> int:
        return protocol.visible_versions

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        """A programme is its versions."""
        return redirect(f"{request.path.split('/protocol/')[0]}/protocolversion/?protocol__key__exact={object_id}")


@admin.register(ProtocolVersion, site=site)
class ProtocolVersionAdmin(PracticeAdmin):
    """Every version that the practice may see; opening one leads to its page, a draft to where it is changed."""

    list_display = ["protocol", "label_in_words", "state_in_words", "made_by", "approved_by", "review_before"]
    list_display_links = ["protocol", "label_in_words"]
    list_filter = ["protocol", "state"]
    list_select_related = ["protocol"]
    ordering = ["protocol__position", "-practice", "-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = admin.ModelAdmin.get_queryset(self, request)
        return rows.filter(Q(practice=None) | Q(practice=request.practice)).defer("content")

    @admin.display(description="versie", ordering="number")
    def label_in_words(self, version: ProtocolVersion) -> str:
        return version.label

    @admin.display(description="toestand", ordering="state")
    def state_in_words(self, version: ProtocolVersion) -> str:
        return version.get_state_display() if version.practice_id else "geleverd, te accorderen"

    @admin.display(description="auteur", ordering="author_name")
    def made_by(self, version: ProtocolVersion) -> str:
        return version.author_name

    @admin.display(description="vastgesteld door", ordering="approver_name")
    def approved_by(self, version: ProtocolVersion) -> str:
        return version.approver_name

    @admin.display(description="beoordelen vóór", ordering="review_on")
    def review_before(self, version: ProtocolVersion) -> date:
        return version.review_on

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        """The page of the version, in the frame of the practice."""
        version = self.get_object(request, object_id)
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        is_draft = version.practice_id is not None and version.state == VersionState.DRAFT
        return redirect("protocols:draft" if is_draft else "protocols:version", uuid=version.uuid)

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Who changed what in it."""
        version = self.get_object(request, object_id)
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("protocols:history", uuid=version.uuid)

"""Calendars outside POH: who makes an address, and the address itself."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.accounts.requests import access_point
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.services import record as log
from scheduling.forms.feeds import FeedForm
from scheduling.models import CalendarFeed
from scheduling.presenters.calendar import calendar_text
from scheduling.selectors.closed import settings_of
from scheduling.selectors.feed import feed_by_hash, feed_contents, last_change, practice_with_feeds
from scheduling.selectors.lists import feeds_of
from scheduling.services.feeds import AlreadyRevoked, hash_of, make_feed, revoke_feed

# So often may one network address ask in a minute: a practice reads its calendars from one address.
PER_MINUTE = 120


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_VIEW)
def feeds(request: HttpRequest) -> HttpResponse:
    """My calendars; a new address is shown once."""
    may_show = settings_of(practice=request.practice).feed_shows_names
    form = FeedForm(request.POST or None, may_show_names=may_show)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        made = make_feed(
            member=request.membership,
            name=form.cleaned_data["name"],
            shows_names=form.cleaned_data.get("shows_names", False),
            by=request.user,
        )
        path = reverse("scheduling:feed", args=[request.practice.uuid, made.secret])
        context = {"form": FeedForm(may_show_names=may_show), "address": request.build_absolute_uri(path)}
    context |= {"feeds": feeds_of(member=request.membership), "may_show_names": may_show}
    return render(request, "scheduling/feeds.html", context)


@require_POST
@requires(Permission.AGENDA_VIEW)
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """From now on the address answers nothing."""
    rows = CalendarFeed.objects.for_practice(request.practice).filter(member=request.membership)
    found = get_object_or_404(rows.select_related("practice"), uuid=uuid)
    try:
        revoke_feed(feed=found, by=request.user, at=timezone.now())
    except AlreadyRevoked:
        messages.info(request, "Dit adres was al ingetrokken.")
    else:
        messages.success(request, "Het adres werkt niet meer.")
    return redirect("scheduling:feeds")


@require_safe
@login_not_required
def feed(request: HttpRequest, practice: UUID, secret: str) -> HttpResponse:
    """The agenda of one person for a calendar that knows the secret; for anybody else there is nothing here."""
    if _asks_too_often(request):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    home = practice_with_feeds(uuid=practice)
    if home is None:
        raise Http404
    today = timezone.localdate()
    with practice_scope(home, job="scheduling.feed"):
        found = feed_by_hash(practice=home, token_hash=hash_of(secret), on=today)
        if found is None:
            raise Http404
        etag = f'"{hashlib.sha256(last_change(feed=found, on=today).encode()).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        contents = feed_contents(feed=found, on=today)
        named = [row.patient_id for row in contents.appointments if contents.shows_names and row.patient_id]
        if named:
            log(Event.AGENDA_FED, patients=sorted(set(named)), object=found)
        body = calendar_text(contents, at=timezone.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})


def _asks_too_often(request: HttpRequest) -> bool:
    key = f"scheduling.feed:{access_point(request)['ip']}:{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > PER_MINUTE

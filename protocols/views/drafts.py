"""A draft, part by part: look, add, change, move and take out, without a word of code."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from protocols.content import DefinitionProblem
from protocols.content.edit import PartChanged, PartKind, Placed, goes_along, placed
from protocols.enums import VersionState
from protocols.forms.condition_field import is_act
from protocols.forms.parts import FORMS, PartForm
from protocols.forms.versions import AboutForm
from protocols.models import ProtocolVersion
from protocols.presenters.drafts import BY_SLUG, ONE, draft_groups, part_blocks
from protocols.selectors.library import all_protocols
from protocols.services import drafts as services
from protocols.services.versions import StepNotAllowed
from protocols.views.draft_pages import DraftPage
from protocols.views.versions import for_maintainers

FIXED = "Deze versie ligt vast. Maak er een concept van om iets te wijzigen."
CHANGED = "Een collega wijzigde deze regel net. Kijk wat er nu staat."


def with_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the draft page in place of its uuid; a version that is no draft shows itself instead."""

    @wraps(view)
    @for_maintainers
    def found(request: HttpRequest, draft: ProtocolVersion, **address) -> HttpResponse:
        if draft.practice_id is None or draft.state != VersionState.DRAFT:
            messages.warning(request, FIXED)
            return redirect("protocols:version", uuid=draft.uuid)
        kind = None
        if "deel" in address:
            kind = BY_SLUG.get(address.pop("deel"))
            if kind is None:
                raise Http404
        try:
            return view(request, DraftPage(request, draft, kind), **address)
        except StepNotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("protocols:version", uuid=draft.uuid)

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROTOCOL_EDIT)
@with_draft
def draft(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """What stands above the version, and the state of the whole."""
    form = AboutForm(request.POST or None, draft=page.draft, protocols=all_protocols(), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        opened = form.cleaned_data["mark"]
        try:
            services.describe_draft(draft=page.draft, about=form.about(), opened=opened, by=request.user)
        except PartChanged:
            return page.conflict_about(form)
        messages.success(request, "Opgeslagen.")
        return redirect("protocols:draft", uuid=page.draft.uuid)
    return page.render("protocols/draft/about.html", form=form)


@require_safe
@requires(Permission.PROTOCOL_EDIT)
@with_draft
def part_list(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """The parts of one kind, each beside what it was."""
    new, old = part_blocks(page.blocks, page.blocks_before, page.kind)
    return page.render("protocols/draft/list.html", groups=draft_groups(page.draft, new, old), one=ONE[page.kind])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROTOCOL_EDIT)
@with_draft
@idempotent
def part_add(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """A new part of one kind."""

    def save(form: PartForm) -> None:
        part = form.data_of_part()
        services.add_part(draft=page.draft, kind=page.kind, part=part, by=request.user, owner=form.owner())

    return _form(request, page, None, save)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROTOCOL_EDIT)
@with_draft
def part(request: HttpRequest, page: DraftPage, at: int) -> HttpResponse:
    """Change one part."""
    row = _row(request, page, at)
    if row is None:
        return page.conflict_part(at)

    def save(form: PartForm) -> None:
        opened = services.Opened(row.kind, row.at, row.mark)
        services.replace_part(draft=page.draft, opened=opened, part=form.data_of_part(), by=request.user)

    return _form(request, page, row, save)


def _row(request: HttpRequest, page: DraftPage, at: int) -> Placed | None:
    """The part as it was opened, wherever it stands now; None when somebody changed it in between."""
    rows = placed(page.draft.content, page.kind)
    opened = request.POST.get("mark") if request.method == "POST" else None
    if opened is None:
        if at >= len(rows):
            raise Http404
        return rows[at]
    same = [row for row in rows if row.mark == opened]
    return min(same, key=lambda row: abs(row.at - at)) if same else None


def _form(request: HttpRequest, page: DraftPage, row: Placed | None, save: Callable[[PartForm], None]) -> HttpResponse:
    form_class, old = FORMS[page.kind], row and row.part
    is_button = request.method == "POST" and (is_act(request.POST) or bool(request.headers.get("HX-Request")))
    form = form_class(
        None if is_button else request.POST or None, content=page.draft.content, words=page.words, part=old
    )
    if is_button:
        form = form.as_typed(request.POST)
    elif request.method == "POST" and form.is_valid():
        try:
            save(form)
        except DefinitionProblem as problem:
            form.add_error(_field_of(problem, form), f"{problem.problem[:1].upper()}{problem.problem[1:]}.")
        except PartChanged:
            return page.conflict_part(row.at)
        else:
            messages.success(request, "Opgeslagen.")
            return redirect(page.list_url)
    status = 422 if form.is_bound and form.errors else 200
    return page.render("protocols/draft/part.html", status=status, form=form, row=row, one=ONE[page.kind])


def _field_of(problem: DefinitionProblem, form: PartForm) -> str | None:
    name = problem.place.rpartition("]")[2].strip(".").split(".")[0]
    return name if name in form.fields else None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROTOCOL_EDIT)
@with_draft
def part_remove(request: HttpRequest, page: DraftPage, at: int) -> HttpResponse:
    """Ask first, then take the part out."""
    row = _row(request, page, at)
    if row is None:
        messages.error(request, CHANGED)
        return redirect(page.list_url)
    if request.method == "POST":
        services.remove_part(draft=page.draft, opened=services.Opened(row.kind, row.at, row.mark), by=request.user)
        messages.success(request, "Weggehaald. In de versie die in gebruik is, verandert niets.")
        return redirect(page.list_url)
    new, _ = part_blocks(page.blocks, None, page.kind)
    along = goes_along(page.draft.content, row)
    names = [page.words.name_of(part.part.get("determination") or part.part.get("title", "")) for part in along]
    return page.render("protocols/draft/remove.html", row=row, shown=new.rows[row.at], along=names, one=ONE[page.kind])


@require_POST
@requires(Permission.PROTOCOL_EDIT)
@with_draft
def part_move(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """One place up or down: the button says which part."""
    verb = "up" if "up" in request.POST else "down"
    at, _, mark = request.POST.get(verb, "").partition(":")
    if not at.isdecimal() or len(at) > 4:
        return redirect(page.list_url)
    opened = services.Opened(PartKind(page.kind), int(at), mark)
    try:
        services.move_part(draft=page.draft, opened=opened, up=verb == "up", by=request.user)
    except PartChanged:
        messages.error(request, CHANGED)
    return redirect(f"{page.list_url}#r-{mark}")

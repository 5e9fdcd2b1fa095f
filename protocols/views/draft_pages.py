"""What every page of a draft shows around its own part."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from protocols.content.check import findings
from protocols.content.edit import PartKind, mark, placed
from protocols.contents import content_of
from protocols.forms.condition_words import Words
from protocols.forms.versions import AboutForm
from protocols.models import ProtocolVersion
from protocols.presenters.content import KIND_WORDS, Block, blocks
from protocols.presenters.drafts import HELP, about_lines, checks, navigation, part_blocks
from protocols.presenters.versions import publishing_steps, state_tag, version_list
from protocols.selectors.library import recorded_words, versions_of
from protocols.services.drafts import about_mark
from protocols.vocabulary import current_vocabulary


class DraftPage:
    """A draft, the kind of parts that is shown (None: what stands above them), and the frame around it."""

    def __init__(self, request: HttpRequest, draft: ProtocolVersion, kind: PartKind | None) -> None:
        self.request, self.draft, self.kind = request, draft, kind
        self.vocabulary = current_vocabulary()

    @cached_property
    def words(self) -> Words:
        return Words(recorded_words(self.vocabulary, practice=self.request.practice))

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks(content_of(self.draft), self.vocabulary)

    @cached_property
    def blocks_before(self) -> list[Block] | None:
        """What the version said from which the draft was made."""
        before = self.draft.based_on
        return blocks(content_of(before), self.vocabulary) if before else None

    @property
    def list_url(self) -> str:
        return reverse("protocols:draft_part_list", args=[self.draft.uuid, KIND_WORDS[self.kind][0]])

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page with its navigation, what is still wrong, and the next step."""
        found = checks(self.draft, findings(self.draft.content, self.vocabulary))
        frame = {
            "version": self.draft,
            "state": state_tag(self.draft),
            "kind": self.kind,
            "title": KIND_WORDS[self.kind][1] if self.kind else "Over deze versie",
            "help": HELP.get(self.kind, ""),
            "list_url": self.list_url if self.kind else "",
            "nav": navigation(self.draft, self.blocks, self.blocks_before, kind=self.kind),
            "versions": version_list(versions_of(version=self.draft, practice=self.request.practice), shown=self.draft),
            "checks": found,
            "stops": sum(check["tone"] == "stop" for check in found),
            "steps": publishing_steps(self.draft),
        }
        return render(self.request, template, frame | context, status=status)

    def conflict_part(self, at: int) -> HttpResponse:
        """A colleague changed the part: what stands there now beside what was typed; nothing is lost."""
        rows = placed(self.draft.content, self.kind)
        now = rows[at] if at < len(rows) else None
        new, _ = part_blocks(self.blocks, None, self.kind)
        hidden = ("csrfmiddlewaretoken", "mark", "idempotency_key")
        posted = [(name, value) for name, values in self.request.POST.lists() for value in values if name not in hidden]
        context = {"now": now, "shown": new.rows[at] if now else None, "posted": posted, "by": self.draft.author_name}
        return self.render("protocols/draft/conflict.html", status=409, **context)

    def conflict_about(self, form: AboutForm) -> HttpResponse:
        """The same for what stands above the version: both texts, and a form to save one's own."""
        mine, theirs = about_lines(form.about()), about_lines(self.draft)
        parts = [(label, mine[label], theirs[label]) for label in mine if mine[label] != theirs[label]]
        fresh = self.request.POST.copy()
        fresh["mark"] = mark(about_mark(self.draft))
        form.data = fresh
        context = {"form": form, "differences": parts, "by": self.draft.author_name}
        return self.render("protocols/draft/about.html", status=409, **context)

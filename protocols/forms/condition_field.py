"""The form field of a condition: rows and groups on the page, checked data in the program."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from protocols.conditions import ConditionError, as_data, parse, sentence
from protocols.forms.condition_words import Words
from protocols.forms.conditions import Node, acted, from_data, read_nodes, to_data
from protocols.presenters.conditions import editor

ACT = "-act"


def is_act(posted: QueryDict) -> bool:
    """Whether the form was sent by a button inside a condition: nothing is to be saved yet."""
    return any(name.endswith(ACT) for name in posted)


class ConditionWidget(forms.Widget):
    """Rows and groups; works by round trips to the server, with htmx only this part of the page is replaced."""

    use_fieldset = True

    def __init__(self, words: Words, *, always: str) -> None:
        super().__init__()
        self.words, self.always = words, always
        # Whether each row is to show what is wrong with it.
        self.is_judged = False

    def value_from_datadict(self, posted: QueryDict, files: Any, name: str) -> Node | None:
        node = read_nodes(posted, name, self.words)
        act = posted.get(name + ACT, "")
        return acted(node, act) if act else node

    def format_value(self, value: Any) -> Node | None:
        return value if value is None or isinstance(value, Node) else from_data(value, self.words)

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> str:
        node = self.format_value(value)
        if node is None and not self.always:
            node = Node()
        if node is not None and self.is_judged:
            to_data(node, self.words)
        shown = editor(node, name, self.words)
        context = {"name": name, "root": shown, "reads": self._reads(node), "always": self.always, "id": attrs["id"]}
        return render_to_string("protocols/condition/editor.html", context | {"words": self.words})

    def id_for_label(self, id_: str) -> str:
        return id_

    def _reads(self, node: Node | None) -> str:
        """The condition as a sentence; empty while something is missing."""
        if node is None:
            return ""
        kept = [(part, part.errors) for part in node.walk()]
        data = to_data(node, self.words)
        for part, errors in kept:
            part.errors = errors
        try:
            return sentence(parse(data, self.words.vocabulary), self.words.vocabulary) if data else ""
        except ConditionError:
            return ""


class ConditionField(forms.Field):
    """A condition as data, or None where none is needed."""

    def __init__(self, words: Words, *, always: str = "", **options) -> None:
        self.words = words
        super().__init__(widget=ConditionWidget(words, always=always), **options)

    def clean(self, value: Node | None) -> dict[str, Any] | None:
        if value is None:
            if self.required:
                raise forms.ValidationError("Zet er ten minste één regel in.")
            return None
        data = to_data(value, self.words)
        if data is None:
            self.widget.is_judged = True
            raise forms.ValidationError(_problems(value))
        try:
            return as_data(parse(data, self.words.vocabulary))
        except ConditionError as error:
            raise forms.ValidationError(f"Deze voorwaarde kan niet: {error.problem}.") from None


def _problems(root: Node) -> list[str]:
    """Every problem with the number of its row."""

    def told(node: Node, number: str):
        for error in node.errors:
            yield f"Regel {number}: {error}" if number else error
        for at, part in enumerate(node.parts, 1):
            yield from told(part, f"{number}.{at}" if number else str(at))

    return list(told(root, ""))

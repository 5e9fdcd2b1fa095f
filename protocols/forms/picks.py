"""Fields for determinations: one by its name, or several as a list to add to and take from."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from protocols.forms.condition_words import Words

GROUPS_AT_MOST, CHOSEN_AT_MOST = 12, 40


class DeterminationField(forms.CharField):
    """The key of the determination whose name was typed or chosen from the list."""

    def __init__(self, words: Words, *, only_numbers: bool = False, **options) -> None:
        self.words, self.only_numbers = words, only_numbers
        names = "getallen" if only_numbers else "bepalingen"
        widget = forms.TextInput(attrs={"list": names, "autocomplete": "off", "placeholder": "zoek een bepaling"})
        super().__init__(label="Bepaling", max_length=200, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        """The name; what was typed stays as it was typed."""
        return self.words.name_of(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        key = self.words.key_of(typed) or (typed if typed in self.words.names else None)
        if key is None:
            raise forms.ValidationError(self.words.not_found(typed))
        if self.only_numbers and key not in self.words.vocabulary.numbers:
            raise forms.ValidationError("Een streefwaarde hoort bij een bepaling met een getal.")
        return key


class GroupsWidget(forms.Widget):
    """Groups of determinations; each group grows by its search field. `several` groups, or just one."""

    use_fieldset = True

    def __init__(self, words: Words, *, several: bool) -> None:
        super().__init__()
        self.words, self.several = words, several

    def value_from_datadict(self, posted: QueryDict, files: Any, name: str) -> list[dict[str, Any]]:
        """The groups as typed, after the button that was pressed."""
        count = min(_number(posted.get(f"{name}-count", "1")), GROUPS_AT_MOST)
        groups = [self._group(posted, f"{name}-{at}-") for at in range(count)]
        verb, _, rest = posted.get(f"{name}-act", "").partition(":")
        at, _, key = rest.partition(":")
        if verb == "group" and len(groups) < GROUPS_AT_MOST:
            groups.append({"keys": [], "more": ""})
        elif verb == "drop" and _number(at) < len(groups) and key in groups[_number(at)]["keys"]:
            groups[_number(at)]["keys"].remove(key)
        return groups

    def _group(self, posted: QueryDict, prefix: str) -> dict[str, Any]:
        keys, typed = posted.getlist(f"{prefix}keys")[:CHOSEN_AT_MOST], posted.get(f"{prefix}more", "").strip()
        key = self.words.key_of(typed)
        if key is not None:
            keys, typed = [*keys, key] if key not in keys else keys, ""
        return {"keys": keys, "more": typed[:200]}

    def format_value(self, value: Any) -> list[dict[str, Any]]:
        groups = [group if isinstance(group, dict) else {"keys": group, "more": ""} for group in value or []]
        return groups or [{"keys": [], "more": ""}]

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> str:
        groups = [
            {
                "prefix": f"{name}-{at}-",
                "at": at,
                "number": at + 1,
                "more": group["more"],
                "chosen": [{"key": key, "name": self.words.name_of(key)} for key in group["keys"]],
            }
            for at, group in enumerate(self.format_value(value))
        ]
        context = {"name": name, "groups": groups, "id": attrs["id"], "several": self.several}
        return render_to_string("protocols/condition/groups.html", context)


class GroupsField(forms.Field):
    """Lists of keys of determinations, without the empty ones."""

    def __init__(self, words: Words, **options) -> None:
        self.words = words
        super().__init__(widget=GroupsWidget(words, several=True), required=False, **options)

    def clean(self, value: list[dict[str, Any]]) -> list[list[str]]:
        for group in value:
            if group["more"]:
                raise forms.ValidationError(self.words.not_found(group["more"]))
            unknown = [key for key in group["keys"] if key not in self.words.names]
            if unknown:
                raise forms.ValidationError(f"{unknown[0]} bestaat niet meer: haal het weg.")
        return [group["keys"] for group in value if group["keys"]]


class PicksField(GroupsField):
    """One list of keys."""

    def __init__(self, words: Words, **options) -> None:
        super().__init__(words, **options)
        self.widget.several = False

    def prepare_value(self, value: Any) -> Any:
        """A list of keys becomes the one group of the widget."""
        return [value] if value and not isinstance(value[0], dict) else value

    def clean(self, value: list[dict[str, Any]]) -> list[str]:
        return next(iter(super().clean(value)), [])


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0

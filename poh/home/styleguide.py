"""`/stijl/`: every house component in every state, for who builds screens. Development only; shows no data."""

import re
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts.models import User

THEMES = ("licht", "donker")
ERROR_PAGES = ("400", "403", "403_csrf", "404", "429", "500")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Achternaam", max_length=60)
    birth_date = forms.DateField(label="Geboortedatum", help_text="Bijvoorbeeld 14-3-1958.")
    weight = forms.DecimalField(
        label="Gewicht in kg", required=False, min_value=2, max_value=350, widget=forms.TextInput({"class": "in--num"})
    )
    sex = forms.ChoiceField(
        label="Geslacht",
        choices=[("v", "Vrouw"), ("m", "Man"), ("x", "Anders")],
        widget=forms.RadioSelect({"class": "seg"}),
    )
    channel = forms.ChoiceField(
        label="Liefst bereikbaar via",
        required=False,
        choices=[("phone", "Telefoon"), ("portal", "Portaal"), ("letter", "Brief")],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label="Taal", choices=[("nl", "Nederlands"), ("ar", "Arabisch"), ("tr", "Turks")])
    programmes = forms.MultipleChoiceField(
        label="Programma’s",
        required=False,
        choices=[("D", "Diabetes"), ("C", "Hart en vaten"), ("L", "COPD")],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea({"rows": 3}))
    consent = forms.BooleanField(label="Toestemming is besproken", help_text="Met de patiënt zelf of de voogd.")


@login_not_required
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; `?thema=licht` or `?thema=donker` instead of what the system asks for."""
    form = SampleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form = SampleForm()
    theme = request.GET.get("thema", "")
    context = _frame() | _samples() | {"form": form, "theme": theme if theme in THEMES else ""}
    return render(request, "stijl/styleguide.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the error pages, as a person meets it."""
    if name not in ERROR_PAGES:
        raise Http404
    return render(request, f"{name}.html")


@login_not_required
@require_safe
def conflict_page(request: HttpRequest) -> HttpResponse:
    """The page after a colleague saved first."""
    parts = [
        {"label": "Achternaam", "name": "name", "mine": "van der Meulen", "theirs": "van der Molen", "is_long": False},
        {
            "label": "Opmerking",
            "name": "remark",
            "mine": "Belt liever na 17:00.\nSpreekt duidelijk aan de rechterkant.",
            "theirs": "Dochter belt voor afspraken.",
            "is_long": True,
        },
    ]
    context = {"by": "Joyce Verhoef", "at": datetime(2026, 10, 15, 9, 47), "parts": parts, "version": 4}  # noqa: DTZ001
    return render(request, "conflict.html", _frame() | context | {"action": "#", "back_url": "/stijl/"}, status=409)


def sprite_names() -> list[str]:
    """The names of all icons, in the order of the sprite."""
    return re.findall(r'id="i-([a-z]+)"', (settings.BASE_DIR / "static/icons/sprite.svg").read_text())


def _frame() -> dict[str, Any]:
    rail = [
        ("Mijn dag", "dag", "d", None),
        ("Agenda", "agenda", "a", None),
        ("Patiënten", "patienten", "p", None),
        ("Werklijst", "werklijst", "w", 7),
        ("Oproepen", "oproepen", "o", None),
        ("Zorgplannen", "zorgplannen", "z", 2),
        ("Sociale kaart", "sociaal", "s", None),
        ("Team", "team", "t", None),
        ("Kwaliteit", "kwaliteit", "k", None),
        ("Protocollen", "protocollen", "r", None),
    ]
    tabs = ["Van der Meulen", "Yilmaz", "Hoekstra", "Verbruggen-de Graaf", "El Amrani"]
    practices = [SimpleNamespace(name=name, uuid=name) for name in ("Praktijk De Singel", "Gezondheidscentrum Oost")]
    return {
        "rail": [
            {"label": label, "url": f"#{icon}", "icon": icon, "key": key, "count": count, "is_current": key == "d"}
            for label, icon, key, count in rail
        ],
        "practice": practices[0],
        "practices": practices,
        "open_patients": [
            {"label": label, "url": "#dossier", "close_url": "#", "colour": colour, "is_open": colour == 1}
            for colour, label in enumerate(tabs, 1)
        ],
        "user": User(name="Marleen Postma"),
        "roles_label": "POH-S",
        "can_search_patients": True,
        "session_seconds": None,
    }


def _samples() -> dict[str, Any]:
    return {
        "bar": {
            "name": "Mw. T. van der Meulen",
            "sex": "v",
            "age": "68 jaar",
            "born": "14-3-1958",
            "bsn_masked": "•••••• 782",
            "programmes": [
                {"letter": "D", "word": "DM2"},
                {"letter": "C", "word": "CVRM"},
                {"letter": "L", "word": "COPD"},
            ],
            "ica_count": 2,
            "limits": "niet reanimeren",
            "consent": "ja",
            "gp": "Bakker",
            "colour": 1,
            "when": "Jaarcontrole",
            "when_note": "09:20–10:00",
        },
        "signals": [
            {"tone": "warn", "text": "eGFR daalt 2e jaar: 61, 57, 54"},
            {"tone": "stop", "text": "Allergie: penicilline", "url": "#dossier"},
            {"tone": "info", "text": "Vragenlijst ingevuld 3-9"},
        ],
    } | _lists()


def _lists() -> dict[str, Any]:
    events = [
        {"when": "14-7-2026", "what": "Perindopril van 4 naar 8 mg", "by": "S. Bakker, huisarts"},
        {"when": "9-7-2026", "what": "Kwartaalcontrole", "by": "M. Postma, POH-S", "note": "HbA1c 58, RR 142/84"},
        {"when": "12-2-2026", "what": "Ibuprofen", "by": "gestopt", "is_ended": True},
    ]
    facts = [
        {"label": "Adres", "value": "Singel 12, 1234 AB Voorbeeldstad"},
        {"label": "Telefoon", "value": "06-00000000", "note": "mobiel"},
        {"label": "Taal", "value": "Nederlands"},
        {"label": "Overdracht", "value": "sinds 1-3-2015", "state": {"text": "ingeschreven", "tone": "ok"}},
    ]
    tabs = [("Overzicht", None), ("Contactpersonen", 2), ("Toestemmingen", 3), ("Wie zag dit dossier", None)]
    hits = [
        {"url": "#dossier", "name": "Mw. T. van der Meulen", "age": "v 68", "born": "14-3-1958",
         "sub": "Singel 12, Voorbeeldstad", "bsn_masked": "•••••• 782"},
        {"url": "#dossier", "name": "Hr. J. Meulenbelt", "age": "m 44", "born": "2-11-1981",
         "sub": "Oosterkade 3, Voorbeeldstad", "bsn_masked": "•••••• 118", "note": "uitgeschreven"},
    ]  # fmt: skip
    return {
        "events": events,
        "facts": facts,
        "tabs": [
            {"label": label, "url": "#lijsten", "count": count, "is_current": not count} for label, count in tabs[:3]
        ],
        "hits": hits,
        "rows": _rows(),
        "page": Paginator(range(2400), 50).page(4),
        "today": date(2026, 10, 15),
        "steps": ["Alles", "Bellen", "Vastgelopen", "Te roepen"],
        "states": [
            {"text": "te roepen", "tone": ""},
            {"text": "bellen", "tone": "warn"},
            {"text": "vastgelopen", "tone": "stop"},
            {"text": "ingeschreven", "tone": "ok"},
            {"text": "gewijzigd", "tone": "accent"},
        ],
        "icons": sprite_names(),
        "error_pages": ERROR_PAGES,
    }


def _rows() -> list[dict[str, Any]]:
    rows = [
        ("A. Bouzid", "v 63", "DC", "bellen", "warn", 40, date(2026, 10, 3)),
        ("R. Pinas", "m 55", "C", "vastgelopen", "stop", 30, date(2026, 9, 14)),
        ("J. Blom", "v 72", "DCO", "te roepen", "", 60, None),
        ("L. Haddad", "v 52", "A", "gepland", "accent", 20, None),
    ]
    names = ("name", "age", "letters", "text", "tone", "minutes", "since")
    return [dict(zip(names, row, strict=True)) for row in rows]


def development_only() -> list:
    """The addresses of the style guide; none in production."""
    if settings.PRODUCTION:
        return []
    return [
        path("stijl/", styleguide, name="styleguide"),
        path("stijl/conflict/", conflict_page, name="styleguide_conflict"),
        path("stijl/fout/<slug:name>/", error_page, name="styleguide_error"),
    ]

"""The house components as template tags."""

import re

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from poh.base.templatetags import house


def render(source: str, address: str = "/lijst/", **context) -> str:
    """The markup without the space between tags."""
    context["request"] = RequestFactory().get(address)
    html = Template("{% load house %}" + source).render(Context(context))
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


class SampleForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op het paspoort.")
    weight = forms.CharField(label="Gewicht", required=False, widget=forms.TextInput({"class": "in--num"}))
    sex = forms.ChoiceField(choices=[("v", "Vrouw"), ("m", "Man")], widget=forms.RadioSelect({"class": "seg"}))
    channel = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    programmes = forms.MultipleChoiceField(choices=[("D", "D")], widget=forms.CheckboxSelectMultiple)
    consent = forms.BooleanField()


def test_icon_is_decoration_from_the_sprite():
    assert render("{% icon 'dag' %}") == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/icons/sprite.svg#i-dag"/></svg>'
    )
    assert 'class="icon icon--sm"' in render("{% icon 'dag' size='sm' %}")


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-([a-z]+)"', (settings.BASE_DIR / "static/icons/sprite.svg").read_text()))
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    used = {name for path in templates for name in re.findall(r'{% icon "([a-z]+)"', path.read_text())}
    assert used - sprite == set()


def test_tag_has_a_word_for_who_does_not_see_the_letter():
    assert render("{% tag 'd' %}") == (
        '<span class="tag tag--d" title="diabetes"><span aria-hidden="true">D</span>'
        '<span class="sr">diabetes</span></span>'
    )


def test_tag_of_an_unknown_programme_is_an_error():
    with pytest.raises(KeyError):
        render("{% tag 'Q' %}")


@pytest.mark.parametrize(("tone", "word"), [("warn", "Let op: "), ("stop", "Fout: ")])
def test_sign_that_asks_attention_can_be_heard(tone, word):
    assert f'<span class="sr">{word}</span>' in house.sign(tone)


def test_sign_without_tone_is_information():
    assert house.sign("") == '<span class="sign sign--info" aria-hidden="true">i</span>'


def test_keys_are_caps_of_their_own():
    assert house.keys("g p") == '<kbd class="kbd">g</kbd><kbd class="kbd">p</kbd>'


@pytest.mark.parametrize(
    ("level", "tone"),
    [
        (constants.ERROR, "stop"),
        (constants.WARNING, "warn"),
        (constants.SUCCESS, "ok"),
        (constants.INFO, "info"),
    ],
)
def test_message_tone_follows_the_level(level, tone):
    assert house.message_tone(Message(level, "x")) == tone


def test_session_attributes_are_absent_when_logged_out():
    assert house.session_attributes(None) == ""


def test_session_attributes_name_the_time_and_the_addresses():
    assert house.session_attributes(1200) == (
        'data-session-seconds="1200" data-extend-url="/sessie/verleng/" data-unlock-url="/sessie/ontgrendel/"'
    )


def test_panel_shows_its_content_below_its_heading():
    html = render("{% panel 'Taken' count=0 id='taken' %}<p>{{ word }}</p>{% endpanel %}", word="<geen>")
    assert html == (
        '<section class="panel" id="taken"><div class="panel__head"><h2>Taken</h2>'
        '<span class="count count--quiet">0</span></div><p>&lt;geen&gt;</p></section>'
    )


def test_inline_panel_can_be_closed_with_escape():
    html = render("{% inline_panel 'Reden' close_url='/lijst/' %}x{% endinline_panel %}")
    assert 'href="/lijst/" data-key="Escape"' in html


def test_toolbar_keeps_only_what_it_is_told_to_keep():
    html = render("{% toolbar keep='sort' %}x{% endtoolbar %}", "/lijst/?sort=-name&page=3&q=x")
    assert re.findall(r"<input[^>]*>", html) == ['<input type="hidden" name="sort" value="-name">']


@pytest.mark.parametrize(
    ("address", "direction", "url"),
    [
        ("/lijst/", 'aria-sort="ascending"', "?sort=-name"),
        ("/lijst/?sort=name", 'aria-sort="ascending"', "?sort=-name"),
        ("/lijst/?sort=-name&page=4", 'aria-sort="descending"', "?sort=name"),
        ("/lijst/?sort=born&q=x", None, "?sort=name&amp;q=x"),
    ],
)
def test_sort_head_turns_the_direction_and_keeps_the_filters(address, direction, url):
    html = render("{% sort_head 'Naam' 'name' default=True %}", address)
    assert re.findall(r'aria-sort="[a-z]+"', html) == ([direction] if direction else [])
    assert f'href="{url}"' in html


def test_pager_says_where_we_are_and_keeps_the_filters():
    html = render("{% pager page 'patiënten' %}", "/lijst/?q=x&page=4", page=Paginator(range(2400), 50).page(4))
    assert "151–200 van 2.400 patiënten" in html
    assert re.findall(r'href="([^"]+)"', html) == [f"?q=x&amp;page={number}" for number in (3, 1, 2, 3, 5, 48, 5)]


def test_pager_of_one_page_has_no_links():
    html = render("{% pager page %}", page=Paginator(range(3), 50).page(1))
    assert "1–3 van 3 regels" in html
    assert "<a" not in html


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "box"),
        ("sex", "seg"),
        ("channel", "radios"),
        ("programmes", "checks"),
        ("consent", "check"),
    ],
)
def test_kind_of_a_field_follows_its_widget(name, kind):
    assert house.kind(SampleForm()[name]) == kind


def test_control_keeps_the_classes_of_the_widget():
    form = SampleForm()
    assert 'class="in in--num"' in house.control(form["weight"])
    assert 'class="in"' in house.control(form["name"])
    assert "class" not in house.control(form["consent"])


def test_control_is_tied_to_its_help_and_its_errors():
    assert 'aria-describedby="id_name_helptext id_name_error"' in house.control(SampleForm({})["name"])

"""The crispy template pack of the house."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.test import RequestFactory


class ContactForm(forms.Form):
    name = forms.CharField(label="Naam")
    phone = forms.CharField(label="Telefoon", required=False, help_text="Tien cijfers.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("phone") == "wrong":
            raise forms.ValidationError("Naam en telefoon horen niet bij elkaar.")


class LaidOutForm(ContactForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Fieldset("Contact", Row(Column("name"), Column("phone")), "secret"))
        self.helper.add_input(Submit("save", "Sla op"))


def render(source: str, **context) -> str:
    context["request"] = RequestFactory().get("/")
    html = Template("{% load crispy_forms_tags %}" + source).render(Context(context | {"csrf_token": "x"}))
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


def test_field_has_label_control_and_help_in_that_order():
    html = render("{{ form.phone|as_crispy_field }}", form=ContactForm())
    assert html == (
        '<div class="form-field"><label for="id_phone">Telefoon</label>'
        '<input type="text" name="phone" class="in" aria-describedby="id_phone_helptext" id="id_phone">'
        '<p class="form-field__help" id="id_phone_helptext">Tien cijfers.</p></div>'
    )


def test_field_with_an_error_says_so_beside_the_control():
    html = render("{{ form.name|as_crispy_field }}", form=ContactForm({}))
    assert '<div class="form-field is-wrong">' in html
    assert '<div id="id_name_error"><p class="form-field__error">' in html
    assert '<span class="req">verplicht</span>' in html


def test_form_without_errors_has_no_summary():
    assert "data-error-summary" not in render("{{ form|crispy }}", form=ContactForm())


def test_form_with_errors_sums_them_up_with_links():
    html = render("{{ form|crispy }}", form=ContactForm({"phone": "wrong"}))
    assert "<li>Naam en telefoon horen niet bij elkaar.</li>" in html
    assert '<li><a href="#id_name">Naam: Dit veld is verplicht.</a></li>' in html


def test_hidden_field_is_only_an_input():
    html = render("{{ form.secret|as_crispy_field }}", form=ContactForm())
    assert html == '<input type="hidden" name="secret" id="id_secret">'


def test_typed_text_is_escaped():
    html = render("{{ form|crispy }}", form=ContactForm({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


def test_layout_groups_fields_under_a_legend_and_side_by_side():
    html = render("{% crispy form %}", form=LaidOutForm())
    assert html.startswith('<form method="post" novalidate>')
    assert '<fieldset class="form-set"><legend>Contact</legend>' in html
    assert html.count('<div class="form-col">') == 2
    assert 'class="btn btn--primary" type="submit" name="save" value="Sla op" id="submit-id-save"' in html


def test_formset_shows_each_form_and_the_error_of_the_whole():
    formset_class = formset_factory(ContactForm, min_num=2, validate_min=True, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Smit"}
    html = render("{{ formset|crispy }}", formset=formset_class(data))
    assert html.count('<div class="form-item">') == 1
    assert 'name="form-TOTAL_FORMS"' in html
    assert "<ul><li>Verstuur minimaal 2 formulieren.</li></ul>" in html


def test_summary_of_errors_has_the_heading_that_the_form_names():
    class DoorForm(ContactForm):
        error_heading = "Het dossier is nog niet geopend"

    assert "</span>Het dossier is nog niet geopend</h2>" in render("{{ form|crispy }}", form=DoorForm({}))
    assert "</span>Nog niet opgeslagen</h2>" in render("{{ form|crispy }}", form=ContactForm({}))

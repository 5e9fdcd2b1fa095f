"""Which fields of a patient stand together on a form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout, Row


def _wide(name: str) -> Field:
    return Field(name, wrapper_class="form-field--wide")


IDENTITY = (
    Fieldset(
        "Naam",
        Row("initials", "first_names", "calling_name"),
        Row("birth_name_prefix", _wide("birth_name")),
        Row("partner_name_prefix", _wide("partner_name")),
        "name_use",
    ),
    Fieldset("Geboorte en geslacht", "birth_date", "sex"),
    Fieldset("BSN en identiteit", Row("bsn", "bsn_status"), Row("identity_document", "identified_on")),
)
REACH = (
    Fieldset(
        "Adres",
        Row(_wide("street"), "house_number", "house_number_addition"),
        Row("postcode", _wide("city"), "country"),
    ),
    Fieldset(
        "Contact",
        Row("phone", "mobile"),
        Row("email", "preferred_channel"),
        Row("language", "needs_interpreter"),
    ),
)
REGISTRATION = (Fieldset("Inschrijving", Row("gp", "registered_from")),)


def beside(left: tuple[Fieldset, ...], right: tuple[Fieldset, ...]) -> Div:
    """Two columns on a wide screen, so that a whole patient fits without scrolling."""
    return Div(Div(*left), Div(*right), css_class="patient-form__columns")


def helper(*parts: Fieldset | Div) -> FormHelper:
    """Lays out a form inside a <form> that the template writes."""
    made = FormHelper()
    made.form_tag, made.disable_csrf = False, True
    made.layout = Layout(*parts)
    return made

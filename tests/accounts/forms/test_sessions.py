import pytest

from poh.accounts.forms.sessions import UnlockForm


@pytest.mark.parametrize(
    ("factors", "label"),
    [
        (set(), None),
        ({"totp"}, "Code uit de app"),
        ({"totp", "webauthn"}, "Code uit de app"),
        ({"webauthn"}, "Herstelcode"),
    ],
)
def test_unlock_form_asks_what_this_person_can_give(poh, factors, label):
    form = UnlockForm(user=poh, factors=factors)
    assert (form.fields["code"].label if "code" in form.fields else None) == label

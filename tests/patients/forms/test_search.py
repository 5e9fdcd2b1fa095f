from datetime import date

import pytest
from django.http import QueryDict

from patients.forms.search import ListFilterForm
from patients.selectors.search import ListFilter
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from tests.factories.accounts import MembershipFactory

TODAY = date(2026, 11, 25)


def _asked(practice, query):
    with practice_scope(practice):
        return ListFilterForm(QueryDict(query), practice=practice, today=TODAY).asked()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ListFilter()),
        ("q=+jansen+", ListFilter(text="jansen")),
        ("state=left&sort=-born", ListFilter(state="left", sort="-born")),
        ("state=alles&sort=bsn", ListFilter()),
        ("sort=practice__name", ListFilter()),
        ("gp=geen-uuid", ListFilter()),
        ("q=" + "x" * 101, ListFilter()),
        ("q=%00jansen", ListFilter()),
    ],
)
def test_list_filter_leaves_out_what_it_cannot_understand(practice, query, expected):
    assert _asked(practice, query) == expected


def test_list_filter_on_a_gp_of_the_practice(practice, other_practice):
    gp = MembershipFactory(practice=practice, roles=[Role.HUISARTS])
    stranger = MembershipFactory(practice=other_practice, roles=[Role.HUISARTS])
    assert _asked(practice, f"gp={gp.uuid}") == ListFilter(gp_uuid=str(gp.uuid))
    assert _asked(practice, f"gp={stranger.uuid}") == ListFilter()

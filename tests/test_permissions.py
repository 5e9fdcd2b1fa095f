"""Who may do what: every address with every role, with nobody, and with somebody halfway in."""

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from poh.accounts.enums import Role
from poh.accounts.permissions import ROLE_PERMISSIONS
from tests.factories.accounts import MembershipFactory
from tests.personas import PERSONAS, log_in_with_password_only
from tests.routes import METHODS, Route, ask, ask_as_meant, is_of_admin, is_of_allauth, own_routes, routes

pytestmark = pytest.mark.django_db

ROLES = list(PERSONAS)

# What each role gets: GET, or POST without fields where the address takes no GET. 302 = sent on after (or instead of)
# an act, 403 = not for this role.
EXPECTED = """
                               POH-S GGZ  O    J    arts  mmt  ass  dir  beheer
root                           302   302  302  302  302   302  302  302  302
healthz                        200   200  200  200  200   200  200  200  200
readyz                         200   200  200  200  200   200  200  200  200
metrics                        200   200  200  200  200   200  200  200  200
accounts:me                    200   200  200  200  200   200  200  200  200
accounts:set_up_factor         302   302  302  302  302   302  302  302  302
accounts:extend_session        200   200  200  200  200   200  200  200  200
accounts:unlock                302   302  302  302  302   302  302  302  302
accounts:kept_form             302   302  302  302  302   302  302  302  302
accounts:switch_practice       302   302  302  302  302   302  302  302  302
accounts:practice              200   200  200  200  200   200  200  200  200
accounts:change_practice       403   403  403  403  403   403  403  403  200
accounts:add_location          403   403  403  403  403   403  403  403  200
accounts:change_location       403   403  403  403  403   403  403  403  200
accounts:staff                 200   200  200  200  200   200  200  200  200
accounts:add_member            403   403  403  403  403   403  403  403  200
accounts:member                200   200  200  200  200   200  200  200  200
accounts:change_member         403   403  403  403  403   403  403  403  200
accounts:end_membership        403   403  403  403  403   403  403  403  302
accounts:invite_again          403   403  403  403  403   403  403  403  302
accounts:reset_second_factor   403   403  403  403  403   403  403  403  302
accounts:permissions           200   200  200  200  200   200  200  200  200
audit:log                      403   403  403  403  403   403  403  403  200
audit:logins                   403   403  403  403  403   403  403  403  200
audit:review                   403   403  403  403  403   403  403  403  200
audit:proposals                403   403  403  403  403   403  403  403  200
audit:proposal                 403   403  403  403  403   403  403  403  200
home:my_day                    200   200  200  200  200   200  200  200  200
home:styleguide                200   200  200  200  200   200  200  200  200
home:styleguide_conflict       409   409  409  409  409   409  409  409  409
home:styleguide_error          200   200  200  200  200   200  200  200  200
patients:list                  200   200  200  200  200   403  200  403  403
patients:search_results        200   200  200  200  200   403  200  403  403
patients:register              200   200  200  200  200   403  200  403  403
patients:duplicates            200   200  200  200  200   403  200  403  403
patients:detail                200   200  200  200  200   403  200  403  403
patients:edit_identity         200   200  200  200  200   403  200  403  403
patients:edit_reach            200   200  200  200  200   403  200  403  403
patients:edit_registration     200   200  200  200  200   403  200  403  403
patients:deregister            200   200  200  200  200   403  200  403  403
patients:reregister            200   200  200  200  200   403  200  403  403
patients:record_death          200   200  200  200  200   403  200  403  403
patients:show_bsn              200   200  200  200  200   403  200  403  403
patients:close_tab             302   302  302  302  302   403  302  403  403
patients:access_log            200   200  200  200  200   403  200  403  403
patients:changes               200   200  200  200  200   403  200  403  403
patients:contact_add           200   200  200  200  200   403  200  403  403
patients:contact_edit          200   200  200  200  200   403  200  403  403
patients:contact_end           302   302  302  302  302   403  302  403  403
patients:consent_add           200   200  200  200  200   403  200  403  403
patients:relationship_add      403   403  403  403  200   403  403  403  403
patients:relationship_end      403   403  403  403  302   403  403  403  403
patients:restrict              403   403  403  403  302   403  403  403  403
patients:break_glass           302   302  302  302  302   403  403  403  403
patients:overview              200   200  200  200  200   403  200  403  403
patients:dosage                200   200  200  200  200   403  403  403  403
patients:line_add              200   200  200  200  200   403  403  403  403
patients:line_edit             200   200  200  200  200   403  403  403  403
patients:line_end              200   200  200  200  200   403  403  403  403
patients:measure               200   200  200  200  200   403  200  403  403
patients:measurements          200   200  200  200  200   403  200  403  403
patients:correct               200   200  200  200  200   403  200  403  403
patients:withdraw              200   200  200  200  200   403  200  403  403
protocols:library              200   200  200  200  200   200  200  200  200
protocols:version              200   200  200  200  200   200  200  200  200
protocols:compare              200   200  200  200  200   200  200  200  200
protocols:copy                 302   302  302  302  403   403  403  403  302
protocols:submit               302   302  302  302  403   403  403  403  302
protocols:return_to_draft      302   302  302  302  302   302  302  302  302
protocols:publish              403   403  403  403  302   403  403  403  403
protocols:retire               403   403  403  403  302   403  403  403  403
protocols:history              200   200  200  200  200   200  200  200  200
protocols:impact               200   200  200  200  200   200  200  200  200
protocols:impact_patients      200   200  200  200  200   403  200  403  403
protocols:migrate              200   302  302  302  403   403  403  403  200
protocols:draft                302   302  302  302  403   403  403  403  302
protocols:draft_part_list      302   302  302  302  403   403  403  403  302
protocols:draft_part_add       302   302  302  302  403   403  403  403  302
protocols:draft_part_move      302   302  302  302  403   403  403  403  302
protocols:draft_part           302   302  302  302  403   403  403  403  302
protocols:draft_part_remove    302   302  302  302  403   403  403  403  302
protocols:due_list             200   200  200  200  200   403  200  403  403
protocols:candidates           200   200  200  200  200   403  403  403  403
protocols:include_candidates   302   302  302  302  302   403  403  403  403
protocols:instruments          200   200  200  200  200   200  200  200  200
protocols:instrument           200   200  200  200  200   200  200  200  200
protocols:enter_text           403   403  403  403  403   403  403  403  200
protocols:withdraw_text        403   403  403  403  403   403  403  403  302
protocols:questionnaires       200   200  200  200  200   403  200  403  403
protocols:questionnaire        200   200  200  200  200   403  200  403  403
protocols:fill_in              200   200  200  200  200   403  403  403  403
protocols:response             200   200  200  200  200   403  403  403  403
protocols:correct_response     200   200  200  200  200   403  403  403  403
protocols:programmes           200   200  200  200  200   403  200  403  403
protocols:enrol                200   200  200  200  200   403  403  403  403
protocols:change_enrolment     200   200  200  200  200   403  403  403  403
protocols:personal_term        200   200  200  200  200   403  403  403  403
protocols:agree_target         200   200  200  200  200   403  403  403  403
protocols:end_target           200   200  200  200  200   403  403  403  403
patients:pick                  200   200  200  200  200   403  200  403  403
consultations:open             302   302  302  302  302   403  403  403  403
consultations:consult          200   200  200  200  200   403  200  403  403
consultations:save_field       422   422  422  422  422   403  403  403  403
consultations:effects          200   200  200  200  200   403  200  403  403
consultations:controls         302   302  302  302  302   403  403  403  403
consultations:decide           302   302  302  302  302   403  403  403  403
consultations:close            302   302  302  302  302   403  403  403  403
consultations:discard          302   302  302  302  302   403  403  403  403
consultations:add              422   422  422  422  422   403  403  403  403
consultations:patient_work     200   200  200  200  200   403  200  403  403
consultations:inbox            200   200  200  200  200   403  200  403  403
consultations:register         200   200  200  200  200   403  200  403  403
consultations:request          200   200  200  200  200   403  200  403  403
consultations:figures          200   200  200  200  200   200  200  200  403
consultations:norms            403   403  403  403  200   200  403  403  403
consultations:request_triage   200   200  200  200  200   403  200  403  403
consultations:request_accept   200   200  200  200  200   403  403  403  403
consultations:request_assign   200   200  200  200  200   403  200  403  403
consultations:request_link     200   200  200  200  200   403  200  403  403
consultations:request_add_activity 200   200  200  200  200   403  200  403  403
consultations:request_carry_out 200   200  200  200  200   403  403  403  403
consultations:request_no_show  200   200  200  200  200   403  200  403  403
consultations:request_advise   200   200  200  200  200   403  403  403  403
consultations:request_answer   200   200  200  200  200   403  200  403  403
consultations:request_process  200   200  200  200  200   403  403  403  403
consultations:request_close    200   200  200  200  200   403  403  403  403
consultations:request_merge    200   200  200  200  200   403  200  403  403
consultations:request_wait     200   200  200  200  200   403  200  403  403
consultations:request_resume   200   200  200  200  200   403  200  403  403
consultations:request_forward  200   200  200  200  200   403  403  403  403
consultations:request_unplan   200   200  200  200  200   403  200  403  403
consultations:request_return   200   200  200  200  200   403  403  403  403
consultations:request_withdraw 200   200  200  200  200   403  200  403  403
consultations:request_reject   200   200  200  200  200   403  403  403  403
consultations:request_reopen   200   200  200  200  200   403  403  403  403
worklist:list                  200   200  200  200  200   200  200  200  200
worklist:add                   200   200  200  200  200   200  200  200  200
worklist:task                  200   200  200  200  200   404  200  404  404
worklist:take                  302   302  302  302  302   404  302  404  404
worklist:finish                302   302  302  302  302   404  302  404  404
worklist:hand_over             200   200  200  200  200   404  200  404  404
worklist:reopen                302   302  302  302  302   404  302  404  404
worklist:withdraw              302   302  302  302  302   404  302  404  404
worklist:finish_together       302   302  302  302  302   302  302  302  302
worklist:hand_over_together    302   302  302  302  302   302  302  302  302
exchange:imports               200   200  200  200  200   403  403  403  200
exchange:import                200   200  200  200  200   403  403  403  200
exchange:maps                  200   200  200  200  200   403  403  403  200
exchange:quarantine            200   200  200  200  200   403  403  403  403
exchange:dismiss_all           302   302  302  302  302   403  403  403  403
exchange:item                  200   200  200  200  200   403  403  403  403
exchange:dismiss               200   200  200  200  200   403  403  403  403
exchange:somebody_else         200   200  200  200  200   403  403  403  403
scheduling:day                 200   200  200  200  200   200  200  403  403
scheduling:book                200   200  200  200  200   403  200  403  403
scheduling:free                200   200  200  200  200   403  200  403  403
scheduling:appointment         200   200  200  200  200   403  200  403  403
scheduling:change              200   200  200  200  200   403  200  403  403
scheduling:move                200   200  200  200  200   403  200  403  403
scheduling:cancel              200   200  200  200  200   403  200  403  403
scheduling:check_in            302   302  302  302  302   403  302  403  403
scheduling:wait                302   302  302  302  302   403  302  403  403
scheduling:start               302   302  302  302  302   403  302  403  403
scheduling:finish              302   302  302  302  302   403  302  403  403
scheduling:no_show             302   302  302  302  302   403  302  403  403
scheduling:step_back           302   302  302  302  302   403  302  403  403
scheduling:double              302   302  302  302  302   403  302  403  403
scheduling:waiting_room        200   200  200  200  200   403  200  403  403
scheduling:round               200   200  200  200  200   403  200  403  403
scheduling:waiting_list        200   200  200  200  200   403  200  403  403
scheduling:waiting_add         200   200  200  200  200   403  200  403  403
scheduling:waiting_entry       200   200  200  200  200   403  200  403  403
scheduling:calls               200   200  200  200  200   403  200  403  403
scheduling:call_add            200   200  200  200  200   403  200  403  403
scheduling:call                200   200  200  200  200   403  200  403  403
scheduling:call_stop           302   302  302  302  302   403  302  403  403
scheduling:roster              200   200  200  200  200   200  200  403  403
scheduling:template_add        200   200  200  200  200   200  200  403  403
scheduling:template_change     200   200  200  200  200   200  200  403  403
scheduling:template_end        302   302  302  302  302   302  302  403  403
scheduling:session_add         200   200  200  200  200   200  200  403  403
scheduling:session             200   200  200  200  200   200  200  403  403
scheduling:block_add           200   200  200  200  200   200  200  403  403
scheduling:block_lift          302   302  302  302  302   302  302  403  403
scheduling:settings            200   200  200  200  200   200  200  403  403
scheduling:holiday             302   302  302  302  302   302  302  403  403
scheduling:kind_change         200   200  200  200  200   200  200  403  403
scheduling:room_add            200   200  200  200  200   200  200  403  403
scheduling:feeds               200   200  200  200  200   200  200  403  403
scheduling:feed_revoke         404   404  404  404  404   404  404  403  403
scheduling:feed                404   404  404  404  404   404  404  404  404
accounts:lock                  302   302  302  302  302   302  302  302  302
"""

# Open to whoever comes by.
PUBLIC = {
    "healthz": "a machine asks whether this process lives",
    "readyz": "a machine asks whether this process can serve",
    "metrics": "guards itself: this machine or a token",
    "home:styleguide": "development only, without data",
    "home:styleguide_conflict": "development only, without data",
    "home:styleguide_error": "development only, without data",
    "accounts:unlock": "asks who somebody is",
    "scheduling:feed": "guards itself: a secret address that reads one agenda",
    "account_login": "asks who somebody is",
    "mfa_authenticate": "the second step of the same",
    "mfa_login_webauthn": "the same with a passkey",
    "account_logout": "the way out",
    "account_inactive": "says that an account is closed",
    "account_reset_password": "sends a link to the address of an account",
    "account_reset_password_done": "says that it was sent",
    "account_reset_password_from_key": "the link itself",
    "account_reset_password_from_key_done": "says that it worked",
}
# Ours and logged in, but without a permission.
WITHOUT_PERMISSION = {
    "root": "leads on to the first page",
    "accounts:set_up_factor": "for who may do nothing yet, for lack of a second factor",
}


def _table() -> dict[str, list[int]]:
    lines = [line.split() for line in EXPECTED.strip().splitlines()[1:]]
    return {name: [int(status) for status in statuses] for name, *statuses in lines}


# The tree of addresses


def test_every_address_of_ours_names_a_permission():
    nameless = {route.name for route in own_routes() if route.permission is None and not route.is_public}
    assert nameless == set(WITHOUT_PERMISSION)


def test_public_addresses_are_known():
    assert {route.name for route in routes() if route.is_public} == set(PUBLIC)


def test_every_address_of_ours_stands_in_the_table():
    assert {route.name for route in own_routes()} == set(_table())


@pytest.mark.parametrize("role", ROLES)
def test_role_reaches_what_the_table_says(role, rows, request, client_of):
    client = client_of(request.getfixturevalue(PERSONAS[role]))
    client.raise_request_exception = False
    column = ROLES.index(role)
    by_name = {route.name: route for route in own_routes()}

    got = {name: ask_as_meant(client, by_name[name].url(rows)).status_code for name in _table()}

    assert got == {name: statuses[column] for name, statuses in _table().items()}


def test_permission_of_the_address_agrees_with_the_table(request, rows):
    wrong = [
        (route.name, role)
        for route, role in product(own_routes(), ROLES)
        if route.permission
        and (route.permission in ROLE_PERMISSIONS[role]) != (_table()[route.name][ROLES.index(role)] != 403)
    ]
    assert wrong == []


# Nobody, and somebody halfway


def test_visitor_reaches_only_public_addresses(rows):
    client = Client(raise_request_exception=False)
    reached = []
    for route, method in product(routes(), METHODS):
        answer = ask(client, route.url(rows) if not is_of_admin(route) else _admin_url(route, rows), method)
        is_sent_away = answer.status_code in {401, 403, 404, 405} or (
            answer.status_code == 302 and answer.url.startswith((reverse("account_login"), reverse("admin:login")))
        )
        if not is_sent_away and route.name not in PUBLIC:
            reached.append((route.name, method, answer.status_code))
    assert reached == []


def test_password_alone_reaches_no_patient(rows, poh):
    client = log_in_with_password_only(Client(raise_request_exception=False), poh)
    name = rows["patient"].birth_name
    reached = []
    closed = [route for route in own_routes() if not route.is_public]
    for route, method in product(closed, ("GET", "POST")):
        answer = ask(client, route.url(rows), method)
        if answer.status_code in {200, 422} and route.name != "accounts:set_up_factor":
            reached.append((route.name, method, answer.status_code))
        if name in answer.content.decode():
            reached.append((route.name, method, "name"))
    assert reached == []


def test_somebody_who_left_reaches_nothing(rows, practice, client_of):
    client = client_of(MembershipFactory(practice=practice, ended=True, roles=[Role.HUISARTS]).user)
    answer = client.get(f"/patienten/{rows['patient'].uuid}/")
    assert answer.status_code == 403
    assert client.get(f"/patienten/{rows['patient'].uuid}/").status_code == 302


# The admin site


def _admin_url(route: Route, rows: dict) -> str:
    fills = {"object_id": "1", "content_type_id": "1", "app_label": "accounts", "url": "x"}
    return reverse(route.name, kwargs={name: fills[name] for name in route.parameters})


@pytest.mark.parametrize("role", [role for role in ROLES if role != Role.BEHEERDER])
def test_admin_site_is_closed_to_other_roles(role, rows, request, client_of):
    client = client_of(request.getfixturevalue(PERSONAS[role]))
    open_to = {
        route.name
        for route in routes()
        if is_of_admin(route) and ask(client, _admin_url(route, rows)).status_code not in {302, 403, 404, 405}
    }
    assert open_to == set()


def test_admin_site_shows_only_the_own_practice_and_changes_nothing(rows, their_rows, beheerder, client_of):
    client = client_of(beheerder)
    for name in ("membership", "location"):
        page = client.get(reverse(f"admin:accounts_{name}_changelist")).content.decode()
        own, theirs = rows[name], their_rows[name]
        assert f"/{own.pk}/change/" in page
        assert f"/{theirs.pk}/change/" not in page
        detail = reverse(f"admin:accounts_{name}_change", args=[theirs.pk])
        assert client.get(detail).status_code in {302, 404}
        for act in ("add", "delete"):
            kwargs = {} if act == "add" else {"object_id": own.pk}
            assert client.post(reverse(f"admin:accounts_{name}_{act}", kwargs=kwargs)).status_code == 403


def test_allauth_pages_show_only_oneself(rows, poh, client_of):
    client = client_of(poh)
    client.raise_request_exception = False
    name = rows["patient"].birth_name
    wrong = []
    for route in routes():
        if is_of_allauth(route) and route.name != "account_logout":
            answer = ask(client, route.url(rows))
            if answer.status_code >= 500 or name in answer.content.decode():
                wrong.append((route.name, answer.status_code))
    assert wrong == []

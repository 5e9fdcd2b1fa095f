import pytest

from poh.accounts.checks import check_second_factor


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        ({"SECOND_FACTOR": "demo-off"}, []),
        ({"PRODUCTION": True}, []),
        ({"PRODUCTION": True, "SECOND_FACTOR": "demo-off"}, ["accounts.E001"]),
        ({"MFA_TOTP_INSECURE_BYPASS_CODE": "123456"}, ["accounts.E002"]),
        ({"MFA_TRUST_ENABLED": True}, ["accounts.E003"]),
        ({"MFA_TOTP_TOLERANCE": 1}, ["accounts.E003"]),
    ],
)
def test_settings_that_open_a_door_are_errors(settings, changes, ids):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [error.id for error in check_second_factor()] == ids

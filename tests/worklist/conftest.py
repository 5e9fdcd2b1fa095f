"""What tests of patients share is of use here as well."""

from tests.patients.conftest import _fresh_rate_limits, logged, queries  # noqa: F401

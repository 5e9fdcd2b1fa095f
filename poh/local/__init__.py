"""POH on one machine: embedded PostgreSQL and Redis, and the supervisor behind `make run`.

Knows nothing of the applications; `poh.env` asks it for addresses.
"""

from poh.local.errors import LocalError
from poh.local.folder import local_secret
from poh.local.preparation import app_password, grant_app_role, prepare_database
from poh.local.redis import celery_url
from poh.local.servers import Servers, ensure_servers

__all__ = [
    "LocalError",
    "Servers",
    "app_password",
    "celery_url",
    "ensure_servers",
    "grant_app_role",
    "local_secret",
    "prepare_database",
]

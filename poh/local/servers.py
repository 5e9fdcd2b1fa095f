"""The addresses of PostgreSQL and Redis for one process: given ones, running ones, or started for it."""

import atexit
import os
from dataclasses import dataclass
from pathlib import Path

from poh.local.folder import DataFolder, local_secret, open_folder
from poh.local.identity import server_identity
from poh.local.postgres import EmbeddedPostgres
from poh.local.preparation import app_url
from poh.local.redis import EmbeddedRedis, celery_url
from poh.local.sharing import Share

_shares: dict[tuple[Path, str], Share] = {}


@dataclass(frozen=True)
class Servers:
    """Where PostgreSQL and Redis are; `started` tells that this process started one of them.

    `owner_url` is empty in a process that was given the application login alone.
    """

    owner_url: str
    app_url: str
    redis_url: str
    celery_url: str
    started: bool


def ensure_servers(data_dir: Path, *, secret_key: str = "") -> Servers:
    """The servers that the environment names, and embedded ones of `data_dir` for what it does not name.

    A running embedded server is used; where none runs it is started and stopped again at the end of
    this process. The addresses are put into the environment, so that child processes use the same.
    """
    owner, app = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_APP_URL", "")
    redis_url = os.environ.get("REDIS_URL", "")
    started = False
    if not owner and not app:
        folder = open_folder(data_dir)
        key = secret_key or local_secret(data_dir)
        share = _joined(folder, EmbeddedPostgres(folder, server_identity(), key))
        owner, app = share.addresses["owner_url"], share.addresses["app_url"]
        started |= share.is_owner
        os.environ["DATABASE_URL"] = owner
    elif not app:
        app = app_url(owner, secret_key)
    if not redis_url:
        folder = open_folder(data_dir)
        share = _joined(folder, EmbeddedRedis(folder, server_identity()))
        redis_url = share.addresses["redis_url"]
        started |= share.is_owner
    os.environ["DATABASE_APP_URL"] = app
    os.environ["REDIS_URL"] = redis_url
    return Servers(owner, app, redis_url, celery_url(redis_url), started)


def _joined(folder: DataFolder, server: EmbeddedPostgres | EmbeddedRedis) -> Share:
    key = (folder.path, server.name)
    if key not in _shares:
        share = Share(server)
        share.join(folder.log / f"{server.name}.log")
        _shares[key] = share
        atexit.register(_leave, share, os.getpid())
    return _shares[key]


def _leave(share: Share, pid: int) -> None:
    # A forked child inherits this call but not the server.
    if os.getpid() == pid:
        share.leave(wait_for_users=True)

"""The product's own settings of production, in the data folder of the bench, with a count of queries in each answer."""

import os
from pathlib import Path

from poh.local import local_secret

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("POH_DATA", str(ROOT / ".bench"))
os.environ.setdefault("SECRET_KEY", local_secret(Path(os.environ["POH_DATA"])))
os.environ |= {"POH_ENV": "production", "ALLOWED_HOSTS": "localhost"}

from poh.settings import *  # noqa: E402, F403
from poh.settings import MIDDLEWARE  # noqa: E402

MIDDLEWARE = ["bench.counting.CountingMiddleware", *MIDDLEWARE]

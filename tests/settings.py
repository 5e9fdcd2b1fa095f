"""Settings for tests: own servers beside those of `make run`, cheap password hashing.

With several test processes each has a database (pytest-django makes it), a Redis database and a folder of its own;
the first process starts the servers for all of them.
"""

import os
import re
from pathlib import Path

from poh import env

# "gw0", "gw1" ... in one of several processes.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "")

# With DATABASE_URL the role of the application, whose password comes from this key, is that of `make run` too.
os.environ.setdefault("SECRET_KEY", env.secret_key(production=False))
os.environ["POH_DATA"] = str(env.data_dir() / (PROCESS or "test"))
Path(os.environ["POH_DATA"]).mkdir(parents=True, exist_ok=True)
if PROCESS:
    number = int(PROCESS.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{number}", os.environ["REDIS_URL"])

from poh.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Files are looked up when asked for, instead of all of them for every client.
WHITENOISE_AUTOREFRESH = True
# Jobs of a test wait where no other worker looks.
CELERY_TASK_DEFAULT_QUEUE = "poh-test"

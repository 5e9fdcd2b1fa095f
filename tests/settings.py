"""Settings for tests: own servers beside those of `make run`, cheap password hashing."""

import os
from pathlib import Path

from poh import env

# With DATABASE_URL the role of the application, whose password comes from this key, is that of `make run` too.
os.environ.setdefault("SECRET_KEY", env.secret_key(production=False))
os.environ["POH_DATA"] = str(env.data_dir() / "test")
Path(os.environ["POH_DATA"]).mkdir(parents=True, exist_ok=True)

from poh.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Files are looked up when asked for, instead of all of them for every client.
WHITENOISE_AUTOREFRESH = True
# Jobs of a test wait where no other worker looks.
CELERY_TASK_DEFAULT_QUEUE = "poh-test"

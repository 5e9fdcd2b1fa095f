"""Read the environment: a wrong or missing value stops the start with a clear sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, also from the file that `name`_FILE points at (container secrets)."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Zet de omgevingsvariabele {name}.")
    return value


def whole(name: str, default: int) -> int:
    """The variable `name` as a whole number."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} moet een geheel getal zijn, niet {value!r}.")
    return int(value)


def choice(name: str, options: tuple[str, ...]) -> str:
    """The variable `name`, one of `options`; the first is the default."""
    value = os.environ.get(name, options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name} moet een van {', '.join(options)} zijn, niet {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable `name` split on commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """The folder that holds the embedded servers and all other local state."""
    return Path(os.environ.get("POH_DATA", BASE_DIR / ".data")).resolve()


def secret_key(*, production: bool) -> str:
    """SECRET_KEY; outside production a key of this data folder, made once."""
    if production or "SECRET_KEY" in os.environ or "SECRET_KEY_FILE" in os.environ:
        return text("SECRET_KEY")
    from poh.local import local_secret

    return local_secret(data_dir())


def database(*, url: str) -> dict:
    """Django's settings for one PostgreSQL address (`postgresql://user:password@host:port/name?host=/socket`)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL moet met postgresql:// beginnen, niet met {parts.scheme}://.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def servers(key: str):
    """The addresses of PostgreSQL and Redis; starts the embedded ones where the environment names none."""
    from poh.local import ensure_servers

    return ensure_servers(data_dir(), secret_key=key)

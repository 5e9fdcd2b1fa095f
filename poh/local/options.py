"""What the environment says about a POH that is to run."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from poh.local.errors import LocalError
from poh.local.folder import local_secret

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Options:
    """What the environment says about this POH."""

    data_dir: Path
    host: str
    port: int
    is_production: bool
    web_workers: int

    @classmethod
    def from_environment(cls) -> "Options":
        """Read and check the variables; a wrong one is refused in words."""
        port = os.environ.get("PORT", "8000")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise LocalError(f"PORT moet een getal van 1 tot 65535 zijn, niet {port!r}.")
        return cls(
            data_dir=Path(os.environ.get("POH_DATA", ROOT / ".data")).resolve(),
            host=os.environ.get("POH_HOST", "127.0.0.1"),
            port=int(port),
            is_production=os.environ.get("POH_ENV") == "production",
            web_workers=int(os.environ.get("POH_WEB_WORKERS") or max(2, min(4, os.cpu_count() or 2))),
        )

    def web_command(self, application: str, *, port: int) -> list[str]:
        """The command line of a web part that serves `application` (`poh.wsgi`)."""
        return [
            *(sys.executable, "-m", "gunicorn", application, "--bind", f"{self.host}:{port}", "--preload"),
            *("--workers", str(self.web_workers), "--worker-class", "gthread", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"),
        ]

    def secret_key(self) -> str:
        """SECRET_KEY from the environment; outside production the key of the data folder will do."""
        if file := os.environ.get("SECRET_KEY_FILE"):
            return Path(file).read_text().strip()
        if key := os.environ.get("SECRET_KEY"):
            return key
        if self.is_production:
            raise LocalError("Zet de omgevingsvariabele SECRET_KEY.")
        return local_secret(self.data_dir)

"""Measure and judge: `python -m bench [--size small|full] [--only part,part]`.

Starts PostgreSQL and Redis in a data folder of its own (`POH_DATA`, else `.bench`), fills the database when that has
not been done, serves the product and the floor each by its own gunicorn, and writes one table in Markdown. The exit
code is 1 when anything is above its budget.
"""

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack

from bench import parts
from bench.sizes import FULL, SIZES, SMALL, Size
from bench.table import Report


def main() -> int:
    """Measure the parts that were asked for."""
    asked = _arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    if code := _fill(SIZES[asked.size]):
        return code
    chosen = parts.chosen(asked.only)
    report = _measure(chosen, SIZES[asked.size], times=asked.times)
    print(f"\n{report}")
    return 0 if report.is_within_budget else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default=SMALL.name, help=f"{SMALL}, or for the set-based work: {FULL}")
    parser.add_argument(
        "--only", default=[], type=lambda text: text.split(","), metavar="DEEL,DEEL", help=", ".join(parts.names())
    )
    parser.add_argument("--times", default=200, type=int, help="hoe vaak elke bladzijde wordt gevraagd (%(default)s)")
    return parser.parse_args()


def _fill(size: Size) -> int:
    """Fill in a process of its own, which logs in as the owner of the tables."""
    done = subprocess.run([sys.executable, "-m", "bench.fill", size.name], env=os.environ | {"POH_DB_ROLE": "owner"})
    return done.returncode


def _measure(chosen: list, size: Size, *, times: int) -> Report:
    from bench.bench import Bench
    from bench.fill import practices
    from bench.sites import site

    with ExitStack() as stack:
        ports = [
            stack.enter_context(site("site", "poh.wsgi", "bench.settings")),
            stack.enter_context(site("floor", "bench.floor", "bench.floor")),
        ]
        bench = Bench(size, practices(size), *ports, times=times)
        report = Report(heading=_heading(bench))
        for part in chosen:
            print(f"meten: {part.NAME}", file=sys.stderr, flush=True)
            for line in part.run(bench):
                print("  " + " | ".join(line.cells()), file=sys.stderr, flush=True)
                report.lines.append(line)
    return report


def _heading(bench) -> str:
    """What was measured on, and the floor at this moment."""
    floor = bench.time(bench.ask_floor)
    return (
        f"{bench.size}. F = {floor.median_ms:.2f} ms (p95 {floor.spread:.1f}x):"
        " de standaard middleware van Django en een query op een sleutel, onder dezelfde server."
    )


if __name__ == "__main__":
    sys.exit(main())

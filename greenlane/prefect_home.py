"""Where Prefect lives: the environment in which its processes start, built before any import.

Prefect reads its settings while it is imported. So they are handed to child processes as a
finished environment and never set in a running one. This module does not import Prefect.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

LOOPBACK = "127.0.0.1"
WEEK_S = 7 * 24 * 3600


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def without_prefect(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with every inherited `PREFECT_*` variable dropped."""
    return {name: value for name, value in environ.items() if not name.startswith("PREFECT_")}


def embedded(home: Path, port: int, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of an embedded Prefect: its own home, its own SQLite, loopback only.

    Finished runs and events are kept for a week: the ledger is the record, not they.
    """
    prefect_home = (home / "prefect").absolute()
    return without_prefect(environ) | {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_PROFILES_PATH": str(prefect_home / "profiles.toml"),
        "PREFECT_API_URL": f"http://{LOOPBACK}:{port}/api",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": (
            f"sqlite+aiosqlite:///{prefect_home / 'prefect.db'}"
        ),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(WEEK_S),
        # Rows scheduled far ahead slow every poll down; three minutes outlast the 60 s loop.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT3M",
        "PREFECT_WORKER_HEARTBEAT_SECONDS": "10",
        "PREFECT_WORKER_PREFETCH_SECONDS": "0",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }


def separate(api_url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a Prefect server of your own; your `PREFECT_*` settings stand.

    Only what nobody set gets our values.
    """
    ours = {"PREFECT_WORKER_PREFETCH_SECONDS": "0", "PREFECT_WORKER_QUERY_SECONDS": "1"}
    return ours | dict(environ) | {"PREFECT_API_URL": api_url}

"""What is known of the flows from outside: one small file in the home, written atomically.

The supervisor and the flows' own process write it, `/readyz` reads it; nobody needs Prefect
for that.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from greenlane.clock import SystemClock

FILE = "flows-status.json"
STALE_AFTER = timedelta(seconds=30)


def note(home: Path, state: str, detail: str = "", **facts: Any) -> None:
    """Write how the flows stand: `starting`, `ready` or `down`, with a word of detail."""
    told = {"state": state, "detail": detail, "at": SystemClock().now().isoformat(), **facts}
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{FILE}.{os.getpid()}"
    draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    draft.replace(home / FILE)


def flows_status(home: Path, now: datetime | None = None) -> dict[str, Any]:
    """How the flows stand: state, detail, instant of the last word, and links where known.

    `state` is `starting`, `ready`, `down`, or `absent` where no flows were ever started with
    this home (they may run elsewhere). A word older than 30 seconds counts as `down`.
    """
    try:
        told = dict(json.loads((home / FILE).read_text(encoding="utf-8")))
        age = (now or SystemClock().now()) - datetime.fromisoformat(told["at"])
    except FileNotFoundError:
        return {"state": "absent", "detail": "no flows were started with this home"}
    except (ValueError, KeyError, TypeError):
        return {"state": "down", "detail": f"{FILE} cannot be read"}
    if age > STALE_AFTER:
        return told | {"state": "down", "detail": f"no sign of life since {told['at']}"}
    return told

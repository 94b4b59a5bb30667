"""Logs: one line an event, as JSON or as text; no value can begin a line of its own.

What went wrong is told by its type and its places in the code, never by its words: these may
quote what a person typed.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from acts import correlation, tracing
from greenlane.settings import Settings

FIELDS = ("case", "actor", "method", "route", "status", "duration_ms")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Told(logging.Formatter):
    """A record as the fields of a line."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What a line tells; times are UTC."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "request_id": correlation.request_id.get() or None,
            "trace_id": tracing.trace_id() or None,
            **{name: getattr(record, name, None) for name in FIELDS},
            **self._fault(record),
        }
        return {name: value for name, value in told.items() if value is not None}

    @staticmethod
    def _fault(record: logging.LogRecord) -> dict[str, Any]:
        if not record.exc_info or record.exc_info[0] is None:
            return {}
        kind, _, trace = record.exc_info
        places = [
            f"{place.filename.rpartition('/')[2]}:{place.lineno} {place.name}"
            for place in traceback.extract_tb(trace)
        ]
        return {"fault": kind.__name__, "at": places}


class AsJson(Told):
    """One JSON object; everything beyond printable ASCII is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(self.fields(record), default=str).replace("\x7f", "\\u007f")


class AsText(Told):
    """The same fields for eyes; control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = self.fields(record)
        head = [str(told.pop(name)) for name in ("time", "level", "logger", "event")]
        tail = [f"{name}={value}" for name, value in told.items()]
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", " ".join(head + tail))


def configure(settings: Settings) -> None:
    """Let every logger of this process write such lines to standard error.

    uvicorn's line per request is dropped: it holds addresses with what people searched for.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.log_format == "json" else AsText())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)

"""Traces, where they are switched on: from a request through its act to the run that it causes.

A span tells methods, route templates, codes and numbers of cases, as a log line does; nothing
that a person typed.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind, Tracer

from acts import correlation
from ledger.book import Outgoing

_NO_SPAN = nullcontext(trace.INVALID_SPAN)
_tracer: Tracer | None = None


def switch(tracer: Tracer | None) -> None:
    """Make spans with this tracer from now on; with None make none."""
    global _tracer
    _tracer = tracer


def span(name: str, kind: SpanKind = SpanKind.INTERNAL) -> AbstractContextManager[Span]:
    """A span around the block, with the name of the request; while off, one that is none."""
    if _tracer is None:
        return _NO_SPAN
    named = {"greenlane.request_id": correlation.request_id.get()}
    # What went wrong stands in the log by its type: its words may quote what was typed.
    return _tracer.start_as_current_span(
        name, kind=kind, attributes=named, record_exception=False, set_status_on_exception=False
    )


def trace_id() -> str:
    """The trace that is at work, as 32 hexadecimal digits; empty: none."""
    if _tracer is None:
        return ""
    found = trace.get_current_span().get_span_context()
    return trace.format_trace_id(found.trace_id) if found.is_valid else ""


def carried() -> dict[str, str]:
    """What a nudge carries so that its run goes on with this trace (W3C `traceparent`)."""
    if _tracer is None:
        return {}
    found: dict[str, str] = {}
    propagate.inject(found)
    return {name: value for name, value in found.items() if name == "traceparent"}


def nudge(key: str, told: dict[str, Any]) -> Outgoing:
    """A nudge to the flows that carries the name of its request, and its trace where one is."""
    return correlation.nudge(key, {**told, **carried()})

"""One trace from a request through its act to the nudge that causes a run; nothing while off."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import format_span_id, format_trace_id
from prefect.telemetry.run_telemetry import LABELS_TRACEPARENT_KEY

from acts import post, tracing
from flows.post_office import handovers, trace_of
from greenlane import tracing as switching
from greenlane.logs import AsJson
from greenlane.settings import Settings
from tests.api.calling import CLERK, Caller

REQUEST = "request-of-the-test"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracing.switch(provider.get_tracer("greenlane"))
    yield kept
    tracing.switch(None)
    provider.shutdown()


def owed(call: Caller) -> list[post.Owed]:
    far = call.clock.now() + timedelta(days=1)
    with call.house.ledger.reading() as session:
        return list(post.owed(call.house.office(session), ("nudge",), now=far, limit=100))


def accepted(call: Caller, case_id: str) -> None:
    headers = {"X-Request-Id": REQUEST}
    answer = call(
        CLERK, "POST", f"/cases/{case_id}/acceptance", {"mode": "normal"}, headers=headers
    )

    assert answer.status_code == 200, answer.text


def told(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


def test_a_request_its_act_and_its_run_are_one_trace_under_the_requests_name(
    call: Caller, spans: InMemorySpanExporter
) -> None:
    case_id = call.filed()
    spans.clear()
    accepted(call, case_id)
    found = told(spans)
    request, act = found["POST /api/v1/cases/{case_id}/acceptance"], found["act"]
    newest = owed(call)[-1]

    assert act.context.trace_id == request.context.trace_id
    assert act.parent is not None
    assert act.parent.span_id == request.context.span_id
    for span in (request, act):
        assert span.attributes is not None
        assert span.attributes["greenlane.request_id"] == REQUEST
    assert request.attributes is not None
    assert request.attributes["greenlane.case"] == case_id
    assert request.attributes["http.response.status_code"] == 200
    traceparent = newest.payload["traceparent"]
    ids = f"{format_trace_id(act.context.trace_id)}-{format_span_id(act.context.span_id)}"
    assert traceparent.startswith(f"00-{ids}-")
    assert newest.payload["request_id"] == REQUEST
    assert trace_of(handovers([newest])[0]) == {LABELS_TRACEPARENT_KEY: traceparent}


def test_a_span_says_nothing_that_a_person_typed(call: Caller, spans: InMemorySpanExporter) -> None:
    call(CLERK, "GET", "/cases?text=confidential")
    call(CLERK, "GET", "/cases/confidential words")
    call(CLERK, "POST", "/cases/2026-0001/acceptance", {"mode": "confidential"})

    assert len(spans.get_finished_spans()) >= 3
    for span in spans.get_finished_spans():
        assert "confidential" not in span.to_json()


def test_a_line_of_the_log_names_the_trace_it_belongs_to(spans: InMemorySpanExporter) -> None:
    record = logging.LogRecord("api", logging.INFO, "", 0, "said", (), None)
    with tracing.span("request") as span:
        inside = json.loads(AsJson().format(record))
    outside = json.loads(AsJson().format(record))

    assert inside["trace_id"] == format_trace_id(span.get_span_context().trace_id)
    assert "trace_id" not in outside


def test_while_off_nothing_is_made_and_nothing_carried(call: Caller) -> None:
    case_id = call.filed()
    accepted(call, case_id)

    assert tracing.span("request") is tracing.span("act")
    assert all("traceparent" not in row.payload for row in owed(call))
    assert trace_of(SimpleNamespace(settles=owed(call))) == {}  # type: ignore[arg-type]


def test_traces_that_are_asked_for_without_what_makes_them_are_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switching.configure(Settings())
    assert tracing.trace_id() == ""
    monkeypatch.setattr(switching, "SDK", "no.such.sdk")
    with pytest.raises(switching.CannotTrace, match="traces"):
        switching.configure(Settings(traces="otlp"))

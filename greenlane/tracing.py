"""Switching traces on: the SDK and the exporter are an extra (`greenlane[traces]`)."""

from __future__ import annotations

import pkgutil

from opentelemetry import trace

from acts import tracing
from greenlane.settings import Settings

SDK = "opentelemetry.sdk"
EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter:OTLPSpanExporter"


class CannotTrace(Exception):
    """Traces are asked for and what makes them is not installed."""


def configure(settings: Settings) -> None:
    """Send traces as set; by default none are made.

    Where to is OpenTelemetry's own to say: `OTEL_EXPORTER_OTLP_ENDPOINT` and its kin.

    Raises:
        CannotTrace: the extra is not installed.
    """
    if settings.traces == "off":
        return
    try:
        made = pkgutil.resolve_name(f"{SDK}.trace:TracerProvider")
        resource = pkgutil.resolve_name(f"{SDK}.resources:Resource")
        batches = pkgutil.resolve_name(f"{SDK}.trace.export:BatchSpanProcessor")
        exporter = pkgutil.resolve_name(EXPORTER)
    except ImportError as missing:
        raise CannotTrace("install greenlane[traces]") from missing
    provider = made(resource=resource.create({"service.name": "greenlane"}))
    provider.add_span_processor(batches(exporter()))
    trace.set_tracer_provider(provider)
    tracing.switch(provider.get_tracer("greenlane"))

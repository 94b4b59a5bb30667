"""What this process counts.

Labels hold codes of ours, methods and route templates alone: nothing that a person typed.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "greenlane_request_seconds",
    "Duration of requests, in seconds.",
    ("method", "route", "status"),
    buckets=BUCKETS,
    registry=REGISTRY,
)
RESPONSES = Counter(
    "greenlane_http_responses", "Responses by status.", ("status",), registry=REGISTRY
)
REFUSED = Counter(
    "greenlane_refused_acts", "Acts refused, by the rule.", ("code",), registry=REGISTRY
)
SIGN_IN_FAILURES = Counter(
    "greenlane_sign_in_failures", "Sign-ins that failed, by reason.", ("reason",), registry=REGISTRY
)
RATE_LIMITED = Counter(
    "greenlane_rate_limited", "Requests turned away as too many.", registry=REGISTRY
)
UNDER_WAY = Gauge("greenlane_requests_under_way", "Requests being answered.", registry=REGISTRY)

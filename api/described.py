"""The description of the API: the shape of problems, and with what one may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter

from api import health, scopes
from api.dependencies import current_actor, optional_actor
from api.measured import route_of
from api.schemas import ProblemView
from api.security import SESSION_COOKIE
from api.v1 import routes
from states.terms.identity import Scope

SESSION, COOKIE, TOKEN = "session", "cookie", "apiToken"
SCHEMES: dict[str, Any] = {
    SESSION: {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that `POST /api/v1/session` answers; twelve hours.",
    },
    COOKIE: {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "The same session in a browser; commands also need `X-CSRF-Token`.",
    },
    TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token for programs, made at `/account/tokens`. It does what its owner may do and "
            "its scopes name: `read` (every reading), `file` (cases, drafts, documents), `act` "
            "(acts on cases and projects), `keep` (registers, meetings, tasks, bulletins), "
            "`administer` (catalogue, calendars, accounts)."
        ),
    },
}


def describe(app: FastAPI) -> None:
    """Complete what FastAPI says of the application."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        if "securitySchemes" not in schema["components"]:
            _shape_problems(schema["components"]["schemas"])
            schema["components"]["securitySchemes"] = SCHEMES
            _secure(schema)
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _shape_problems(shapes: dict[str, Any]) -> None:
    told = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(told.pop("$defs", {}))
    shapes[ProblemView.__name__] = told


def _secure(schema: dict[str, Any]) -> None:
    """Say of each operation whether one must be signed in, and which scope a token needs."""
    described = (*routes_of(routes.router()), *routes_of(health.router))
    asks = {route.name: set(_calls(route.dependant)) for route in described}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            calls = asks[operation["operationId"]]
            operation["security"] = _security(method.upper(), operation.get("tags", []), calls)


def _security(method: str, tags: list[str], calls: set[Any]) -> list[dict[str, list[str]]]:
    if optional_actor not in calls:
        return []
    scope = scopes.needed(method, tags)
    ways: list[dict[str, list[str]]] = [{SESSION: []}, {COOKIE: []}]
    ways += [{TOKEN: [scope.value]}] if scope else []
    return ways if current_actor in calls else [{}, *ways]


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def routes_of(within: APIRouter) -> Iterator[APIRoute]:
    """Every route of a router and of those that it includes."""
    for route in within.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        elif isinstance(route, APIRoute):
            yield route


class Scopes:
    """Which scope a token needs for a request, by the route that answers it."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    @cached_property
    def _tags(self) -> dict[tuple[str, str], list[str]]:
        """The tags of each operation by method and template of the address."""
        return {
            (method.upper(), path): operation.get("tags", [])
            for path, methods in self._app.openapi()["paths"].items()
            for method, operation in methods.items()
        }

    def needed(self, request: Request) -> Scope | None:
        """The scope; None where the operation, or the page, is closed to tokens."""
        template = route_of(request.scope)
        return scopes.needed(request.method, self._tags.get((request.method, template), []))

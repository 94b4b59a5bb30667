"""The application: JSON API, pages and probes around one house."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import described, health, pages, problems
from api.bodies import BodyLimit
from api.forwarded import Forwarded
from api.headers import SafeHeaders
from api.limiting import RateLimits, rates_of
from api.measured import Observed
from api.v1 import routes
from greenlane import logs, tracing
from greenlane.settings import Settings
from greenlane.wiring import House, build

ABOUT = """Project filing, joint review and time-limited decisions.

Sign in with `POST /api/v1/session` and send the token as `Authorization: Bearer`; programs send a
token of their own there, made for some scopes and a time. Commands take
`Idempotency-Key` and `If-Match`. Problems are RFC 9457 details in Chinese, or in English by
`Accept-Language: en`; a refusal carries its `legal_basis` and the events `allowed` now."""


def create_app(house: House) -> FastAPI:
    """The application that serves this house."""
    app = FastAPI(
        title="Greenlane",
        version="1",
        description=ABOUT,
        openapi_url=f"{routes.PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        # Its own spans hold the query, which is what people searched for; ours do not.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.house = house
    app.state.rates = rates_of(house.settings)
    app.state.scopes = described.Scopes(app)
    app.state.error_page = getattr(pages, "error_page", None)
    app.include_router(routes.router())
    app.include_router(health.router)
    _include_pages(app)
    problems.install(app)
    described.describe(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimits)
    app.add_middleware(problems.LastResort)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Observed)
    app.add_middleware(Forwarded)
    return app


def create_default_app() -> FastAPI:
    """The application for `uvicorn --factory api.app:create_default_app`, set by environment."""
    settings = Settings()
    logs.configure(settings)
    tracing.configure(settings)
    return create_app(build(settings))


def _include_pages(app: FastAPI) -> None:
    app.include_router(pages.router, include_in_schema=False)
    mount = getattr(pages, "mount", None)
    if mount is not None:
        mount(app)


def _operation_id(route: APIRoute) -> str:
    """Operations are called as their functions are."""
    return route.name

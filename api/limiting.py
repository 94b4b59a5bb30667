"""How much one address, one session and one who tries to sign in may ask for in a while."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.types import ASGIApp, Receive, Scope, Send

from api.counted import RATE_LIMITED
from api.headers import STATIC
from api.problems import Problem, answered, problem
from api.security import SESSION_COOKIE, address_of
from greenlane.settings import Settings

FREE = ("/healthz", STATIC)
"""Not counted: a probe, and files that a cache may hold."""
SIGN_IN = ("/api/v1/session", "/sign-in", "/reset")
IPV6_NETWORK_BITS = 64
log = logging.getLogger(__name__)


@dataclass
class Rates:
    """The limits in force and where is counted; a window is fixed and begins with its first.

    A shared store that does not answer is replaced by this process's own memory until it does:
    a limit counted apart is better than none, and than a house that answers nobody.
    """

    limits: tuple[tuple[str, RateLimitItem], ...]
    shared: Storage | None = None
    own: Storage = field(default_factory=MemoryStorage)

    async def over(self, counted: tuple[tuple[str, str], ...]) -> tuple[str, RateLimitItem] | None:
        """The first limit that this request breaks; `counted` is (kind, whose)."""
        for kind, whose in counted:
            for name, limit in self.limits:
                if name == kind and not await self._hit(limit, kind, whose):
                    return whose, limit
        return None

    async def _hit(self, limit: RateLimitItem, kind: str, whose: str) -> bool:
        if self.shared is not None:
            try:
                return await FixedWindowRateLimiter(self.shared).hit(limit, kind, whose)
            except StorageError:
                log.warning("the shared store of rates does not answer; counted here alone")
        return await FixedWindowRateLimiter(self.own).hit(limit, kind, whose)


def rates_of(settings: Settings) -> Rates:
    """The limits as set.

    Raises:
        ValueError: one cannot be read (`600/minute`).
    """
    said = {
        "address": settings.rate_per_address,
        "session": settings.rate_per_session,
        "sign_in": settings.rate_sign_in,
    }
    limits = tuple((kind, parse(limit)) for kind, limit in said.items() if limit)
    return Rates(limits, _shared(settings.rate_store) if settings.rate_store else None)


def _shared(address: str) -> Storage:
    """Redis through the client that is here already, for Prefect."""
    made = storage_from_string(f"async+{address}", implementation="redispy", wrap_exceptions=True)
    if not isinstance(made, Storage):
        raise ValueError(f"no store of rates: {address}")
    return made


def network_of(address: str) -> str:
    """The address; of IPv6 the /64 that one customer has to himself."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if read.version == 4:
        return str(read)
    return str(ipaddress.ip_network((read, IPV6_NETWORK_BITS), strict=False))


def counted_of(request: Request) -> Iterator[tuple[str, str]]:
    """As whose this request counts; tokens are counted by their hash."""
    address = network_of(address_of(request))
    yield "address", address
    if request.method == "POST" and request.url.path.startswith(SIGN_IN):
        yield "sign_in", address
    token = request.headers.get("authorization") or request.cookies.get(SESSION_COOKIE)
    if token:
        yield "session", hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class RateLimits:
    """Answers 429 where an address or a session asks for more than its share."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and pass it on, or tell when to come back."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self.app(scope, receive, send)
            return
        request, rates = Request(scope), scope["app"].state.rates
        broken = await rates.over(tuple(counted_of(request))) if rates.limits else None
        if broken is None:
            await self.app(scope, receive, send)
            return
        RATE_LIMITED.inc()
        await answered(request, _too_many(broken[1]))(scope, receive, send)


def _too_many(limit: RateLimitItem) -> Problem:
    """The whole window is named: when the present one began is not told to strangers."""
    wait_s = limit.get_expiry()
    return problem(
        429,
        "TooManyRequests",
        f"请求过于频繁，请在{wait_s}秒后重试。",
        f"Too many requests; try again in {wait_s} seconds.",
        headers={"Retry-After": str(wait_s)},
    )

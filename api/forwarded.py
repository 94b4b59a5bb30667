"""The word of a trusted proxy: from where a request really came, and whether over TLS."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class Forwarded:
    """Puts the caller's own address and scheme in place of those of a trusted proxy.

    Anybody else's `X-Forwarded-…` is not heard: neither a limit by address can be walked
    around with it nor TLS claimed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._hearing: dict[str, ASGIApp] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as it came from its caller."""
        trusted = scope["app"].state.house.settings.trusted_proxies if scope.get("app") else ""
        if not trusted:
            await self.app(scope, receive, send)
            return
        if trusted not in self._hearing:
            hearing = ProxyHeadersMiddleware(self.app, trusted_hosts=trusted)  # type: ignore[arg-type]
            self._hearing[trusted] = hearing  # type: ignore[assignment]
        await self._hearing[trusted](scope, receive, send)

"""A city's unified identity: OpenID Connect, authorization code with PKCE, state and nonce.

The provider is asked anew at each sign-in for its addresses and keys, so that a change of keys
needs nothing here. What it answers is believed only as far as its signature goes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from acts.unified import Vouched
from greenlane.settings import Settings

SCOPE = "openid profile email"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures with a key that only the provider has; `none` and shared secrets are not taken."""
PATIENCE_S, LEEWAY_S = 10.0, 60
ANSWER_BYTES_MAX = 1 << 20
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DISCOVERY = "/.well-known/openid-configuration"


class ProviderTrouble(Exception):
    """The provider cannot be reached, or does not answer as OpenID Connect has it."""


class NotVouchedFor(Exception):
    """The provider's word does not hold: another issuer, audience, nonce, time or signature."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where the browser goes, and what it must come back with."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class UnifiedIdentity:
    """One provider and what it knows this house by; `transport` is for tests."""

    issuer: str
    client_id: str
    client_secret_file: Path | None = None
    transport: httpx.BaseTransport | None = None

    def begin(self, redirect_uri: str) -> Begun:
        """A new sign-in.

        Raises:
            ProviderTrouble: as it says.
        """
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        verifier = secrets.token_urlsafe(48)
        with self._client() as client:
            endpoint = self._address(self._metadata(client), "authorization_endpoint")
        address = prepare_grant_uri(
            endpoint,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(str(address), state, nonce, verifier)

    def finish(
        self, code: str, *, verifier: str, nonce: str, redirect_uri: str, now: datetime
    ) -> Vouched:
        """Whom the provider vouches for, for the code that the browser brought back.

        Raises:
            ProviderTrouble, NotVouchedFor: as they say.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        with self._client() as client:
            metadata = self._metadata(client)
            token = self._token(client, self._address(metadata, "token_endpoint"), form)
            keys = self._json(client.get, self._address(metadata, "jwks_uri"))
        return self._vouched(token, keys, nonce, now)

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=PATIENCE_S, follow_redirects=False, transport=self.transport, trust_env=False
        )

    def _metadata(self, client: httpx.Client) -> Mapping[str, Any]:
        _require_safe(self.issuer)
        found = self._json(client.get, self.issuer.rstrip("/") + DISCOVERY)
        if found.get("issuer") != self.issuer:
            raise ProviderTrouble("the provider calls itself otherwise than it is called here")
        return found

    def _address(self, metadata: Mapping[str, Any], name: str) -> str:
        address = metadata.get(name)
        if not isinstance(address, str):
            raise ProviderTrouble(f"the provider names no {name}")
        return _require_safe(address)

    def _token(
        self, client: httpx.Client, endpoint: str, form: dict[str, str]
    ) -> Mapping[str, Any]:
        if self.client_secret_file is None:
            return self._json(client.post, endpoint, data=form | {"client_id": self.client_id})
        secret = self.client_secret_file.read_text(encoding="utf-8").strip()
        # RFC 6749 section 2.3.1: both are encoded before they are joined.
        known = (quote(self.client_id, safe=""), quote(secret, safe=""))
        return self._json(client.post, endpoint, data=form, auth=known)

    @staticmethod
    def _json(ask: Any, address: str, **more: Any) -> Mapping[str, Any]:
        """The JSON object that the provider answers.

        Raises:
            ProviderTrouble: it does not.
        """
        try:
            answer = ask(address, headers={"Accept": "application/json"}, **more)
            if answer.status_code != 200 or len(answer.content) > ANSWER_BYTES_MAX:
                raise ProviderTrouble(f"the provider answered {answer.status_code}")
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderTrouble(type(error).__name__) from error
        if not isinstance(found, dict):
            raise ProviderTrouble("the provider did not answer an object")
        return found

    def _vouched(
        self, token: Mapping[str, Any], keys: Mapping[str, Any], nonce: str, now: datetime
    ) -> Vouched:
        try:
            read = jwt.decode(
                str(token.get("id_token", "")),
                KeySet.import_key_set(keys),  # type: ignore[arg-type]
                algorithms=ALGORITHMS,
            )
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotVouchedFor(type(error).__name__) from error
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject or not claims.get("nonce"):
            raise NotVouchedFor("sub")
        return Vouched(self.issuer, subject, dict(claims))


def _require_safe(address: str) -> str:
    """TLS, except on this machine itself.

    Raises:
        ProviderTrouble: anybody on the way could answer in the provider's place.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise ProviderTrouble("the provider is not reached over TLS")


def provider_of(settings: Settings) -> UnifiedIdentity | None:
    """The city's unified identity, where one is set."""
    if not settings.oidc_issuer or not settings.oidc_client_id:
        return None
    return UnifiedIdentity(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret_file
    )

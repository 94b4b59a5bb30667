"""Bodies as they arrive: bounded while they stream in, strict JSON, the right media type."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.field_words import pointer_of
from api.problems import FieldError, Problem, Unreadable, invalid, problem
from api.words import Said

JSON_BYTES_MAX = 1024 * 1024
UPLOAD_BYTES_MAX = 21 * 1024 * 1024
"""20 MB for the document, the rest for the form around it."""
DEPTH_MAX = 32


def too_large(bytes_max: int) -> Problem:
    """413 for a body over `bytes_max`."""
    megabytes = bytes_max // (1024 * 1024)
    return problem(
        413,
        "TooLarge",
        f"请求内容超过 {megabytes} MB，未予接收。",
        f"The request is over {megabytes} MB and was not taken.",
    )


def malformed(zh: str, en: str) -> Unreadable:
    """400 for a body that is not what its media type says."""
    return Unreadable(problem(400, "Malformed", zh, en))


NO_TEXT = Said("请删除无效字符。", "Remove the characters that are no text.")
NOT_JSON = ("请求内容不是有效的 JSON。", "The body is not valid JSON.")


class BodyLimit:
    """Stops a body that grows over its limit, whatever its header says of its length."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted `receive`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
        bytes_max = UPLOAD_BYTES_MAX if is_upload else JSON_BYTES_MAX
        announced = headers.get("content-length", "0")
        too_long = not announced.isdecimal() or int(announced[:12]) > bytes_max
        received = 0

        async def counted() -> Message:
            nonlocal received
            if too_long:
                raise Unreadable(too_large(bytes_max))
            message = await receive()
            received += len(message.get("body", b""))
            if received > bytes_max:
                raise Unreadable(too_large(bytes_max))
            return message

        await self.app(scope, counted, send)


def strict_json(raw: bytes) -> Any:
    """The value of a JSON body.

    Raises:
        Unreadable: 400 for what is not JSON in UTF-8, a name twice in one object, NaN, or too
            deep; 422 for text with NUL or half a surrogate pair, which no ledger can keep.
    """
    try:
        value = json.loads(
            raw.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        raise malformed(*NOT_JSON) from error
    found = [
        FieldError(NO_TEXT, pointer_of(path)) for path, text in _texts(value) if not _is_text(text)
    ]
    if found:
        raise Unreadable(invalid(found))
    return value


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise malformed("同一对象中字段名重复。", "An object names the same field twice.")
    return read


def _texts(value: Any) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every text of the body, names of fields included, with its place."""
    waiting: list[tuple[tuple[object, ...], Any]] = [((), value)]
    while waiting:
        path, part = waiting.pop()
        if len(path) > DEPTH_MAX:
            raise malformed("JSON 嵌套过深。", "The JSON is nested too deep.")
        if isinstance(part, str):
            yield path, part
        elif isinstance(part, dict):
            yield from ((path, name) for name in part)
            waiting.extend(((*path, name), inner) for name, inner in part.items())
        elif isinstance(part, list):
            waiting.extend(((*path, place), inner) for place, inner in enumerate(part))


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """The body's value; see `strict_json`."""
        return strict_json(await self.body())


class CounterRoute(APIRoute):
    """A route that takes JSON, and only what is declared to be JSON, where it takes a body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the check of the media type."""
        inner = super().get_route_handler()
        takes_json = self.body_field is not None

        async def strict(request: Request) -> Response:
            if takes_json:
                _check_media_type(request)
            return await inner(StrictRequest(request.scope, request.receive))

        return strict


def _check_media_type(request: Request) -> None:
    headers = request.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and media_type != "application/json":
        raise wrong_media_type("application/json")


def wrong_media_type(wanted: str) -> Unreadable:
    """415: another media type was expected."""
    return Unreadable(
        problem(
            415,
            "WrongMediaType",
            f"请求内容应为 {wanted}。",
            f"The body must be {wanted}.",
            headers={"Accept": wanted},
        )
    )

"""Bodies as they arrive: bounded while they stream in, strict JSON, the right media type."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.field_words import pointer_of
from api.problems import FieldError, Problem, Unreadable, answered, invalid, problem
from api.security import SESSION_COOKIE
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


URL_BYTES_MAX = 8 * 1024
HEADERS_BYTES_MAX = 32 * 1024
LONG_URL = problem(
    414, "AddressTooLong", "网址过长，未予受理。", "The address is too long and was not taken."
)
LARGE_HEADERS = problem(
    431,
    "HeadersTooLarge",
    "请求头过大，未予受理；请清除本站 Cookie 后重试。",
    "The headers are too large and were not taken; clear this site's cookies and try again.",
)
SLOW = problem(
    408,
    "TooSlow",
    "请求内容迟迟未能传完，已中止接收，没有保存任何内容；请重试。",
    "The request did not arrive whole in time; nothing was saved, try again.",
    headers={"Connection": "close"},
)


class BodyLimit:
    """Stops what grows over its limit or comes too slowly, whatever its header says of it.

    A body over a megabyte is taken from somebody with a session or token only, and as a form
    with files only; whether it is a good one is looked at before the body is read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted `receive`, or answer at once."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bytes_max = bytes_max_of(Headers(scope=scope))
        refused = _refused(scope, bytes_max)
        if refused is not None:
            await answered(Request(scope), refused)(scope, receive, send)
            return
        settings = scope["app"].state.house.settings
        body = _Body(receive, bytes_max, settings.body_pause_s, settings.body_whole_s)
        await self.app(scope, body.next, send)


def bytes_max_of(headers: Headers) -> int:
    """How large the body of a request with these headers may be, in bytes."""
    is_form = headers.get("content-type", "").lower().startswith("multipart/form-data")
    is_known = "authorization" in headers or SESSION_COOKIE in headers.get("cookie", "")
    return UPLOAD_BYTES_MAX if is_form and is_known else JSON_BYTES_MAX


def _refused(scope: Scope, bytes_max: int) -> Problem | None:
    """What is too large before anything of the body is read."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > URL_BYTES_MAX:
        return LONG_URL
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_BYTES_MAX:
        return LARGE_HEADERS
    announced = Headers(scope=scope).get("content-length", "0")
    if not announced.isdecimal() or int(announced[:12]) > bytes_max:
        return too_large(bytes_max)
    return None


class _Body:
    """A body while it streams in: its size and its time are bounded."""

    def __init__(self, receive: Receive, bytes_max: int, pause_s: float, whole_s: float) -> None:
        self._receive, self._bytes_max, self._pause_s = receive, bytes_max, pause_s
        self._received = 0
        self._is_whole = False
        self._until = asyncio.get_running_loop().time() + whole_s

    async def next(self) -> Message:
        """The next part; once the body is whole this only waits for the caller to leave.

        Raises:
            Unreadable: 413 over the limit, 408 where nothing more comes in time.
        """
        if self._is_whole:
            return await self._receive()
        left_s = self._until - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(self._pause_s, max(left_s, 0))):
                message = await self._receive()
        except TimeoutError as late:
            raise Unreadable(SLOW) from late
        self._received += len(message.get("body", b""))
        if self._received > self._bytes_max:
            raise Unreadable(too_large(self._bytes_max))
        self._is_whole = not message.get("more_body", False)
        return message


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

"""Problem details (RFC 9457): what went wrong, where, by which article, and what is possible.

Every exception that an act or the counter foresees is told here in the reader's language;
one that nobody foresaw becomes a 500 without internals and a line in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from acts.accounts import SignInFailed
from acts.evidence import NoSigner, NotSealed
from acts.people import WrongResetCode
from acts.problems import Conflict, FieldProblem, Invalid, StaleVersion, UnknownCase
from acts.second_factor import WrongCode
from acts.throttle import TooManyAttempts
from api.counted import REFUSED, SIGN_IN_FAILURES
from api.field_words import field_words, pointer_of
from api.security import CodeWanted, ForeignRequest, NotSignedIn, ScopeMissing
from api.words import Language, Said, language_of, legal_basis, refusal_message
from catalog import Catalog, UnknownName
from catalog.faults import UnknownRegister
from ledger.engine import LedgerBusy
from states.refusals import NotYours, Refusal
from states.terms.identity import Wanted
from states.worktime import CalendarMissing

log = logging.getLogger("greenlane.api")

MEDIA_TYPE = "application/problem+json"
ERRORS_MAX = 100


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend: in the body by JSON pointer, else a parameter by its name."""

    detail: Said
    pointer: str | None = None
    parameter: str | None = None

    def told(self, lang: Language) -> dict[str, str]:
        """As the problem's body has it."""
        told = {"detail": self.detail.to(lang)}
        if self.pointer is not None:
            told["pointer"] = self.pointer
        if self.parameter is not None:
            told["parameter"] = self.parameter
        return told


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, not yet told: its status, stable code and sentences."""

    status: int
    code: str
    title: Said
    detail: Said
    errors: tuple[FieldError, ...] = ()
    legal_basis: Said | None = None
    allowed: tuple[str, ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def told(self, lang: Language, instance: str) -> dict[str, Any]:
        """The members of the problem's body."""
        told: dict[str, Any] = {
            "type": f"urn:greenlane:problem:{self.code}",
            "title": self.title.to(lang),
            "status": self.status,
            "detail": self.detail.to(lang),
            "instance": instance,
            "code": self.code,
        }
        if self.errors:
            told["errors"] = [error.told(lang) for error in self.errors[:ERRORS_MAX]]
        if self.legal_basis is not None:
            told["legal_basis"] = self.legal_basis.to(lang)
        if self.allowed is not None:
            told["allowed"] = list(self.allowed)
        return told


class Unreadable(HTTPException):
    """The request cannot be taken as it is: its body, its length or its media type."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status, problem.detail.en)
        self.problem = problem


class Declined(Exception):
    """A refusal or a conflict, together with what is possible on the case now."""

    def __init__(self, cause: Refusal | Conflict, allowed: tuple[str, ...]) -> None:
        super().__init__(cause, allowed)
        self.cause, self.allowed = cause, allowed


class NotFound(LookupError):
    """There is no such thing, or it is not yours to see; `suggestion` is a name near it."""

    def __init__(self, suggestion: str | None = None) -> None:
        super().__init__(suggestion)
        self.suggestion = suggestion


class KeyReused(Exception):
    """An idempotency key came again with another request."""


TITLES: Mapping[int, Said] = {
    400: Said("请求无法读取", "Unreadable request"),
    401: Said("请先登录", "Sign in first"),
    403: Said("无权办理", "Not yours to do"),
    404: Said("未找到", "Not found"),
    405: Said("不支持的方法", "Method not allowed"),
    408: Said("接收超时", "Too slow"),
    409: Said("依法不能办理", "Not possible now"),
    412: Said("案件已有变化", "The case has moved on"),
    413: Said("内容过大", "Too large"),
    414: Said("网址过长", "Address too long"),
    415: Said("媒体类型不符", "Wrong media type"),
    422: Said("填报有误", "Something must be corrected"),
    429: Said("尝试过多", "Too many attempts"),
    431: Said("请求头过大", "Headers too large"),
    500: Said("系统内部错误", "Internal error"),
    503: Said("暂时无法办理", "Temporarily unavailable"),
}


def problem(status: int, code: str, zh: str, en: str, **more: Any) -> Problem:
    """A problem with the title of its status."""
    return Problem(status, code, TITLES.get(status, TITLES[400]), Said(zh, en), **more)


def invalid(errors: Iterable[FieldError], code: str = "Invalid") -> Problem:
    """422 with one line per field."""
    return problem(
        422,
        code,
        "请按各字段的提示修改后重新提交；本次没有保存任何内容。",
        "Correct what each line says and send it again; nothing was saved.",
        errors=tuple(errors),
    )


def invalid_parameter(name: str, zh: str, en: str) -> Invalid:
    """A query, path or header parameter that cannot be taken."""
    return Invalid(FieldProblem(f"?{name}", zh, en))


INTERNAL = problem(
    500,
    "Internal",
    "系统出现意外错误，本次没有保存任何内容；请稍后重试或联系管理员。",
    "Something unexpected failed and nothing was saved; try again or tell the administrator.",
)


def problem_of(error: Exception, catalog: Catalog) -> Problem:
    """The problem that an exception is to the one who asked; INTERNAL where none is foreseen."""
    for kind, tell in TOLD:
        if isinstance(error, kind):
            return tell(error, catalog)
    return INTERNAL


def _refusal(error: Refusal, catalog: Catalog) -> Problem:
    REFUSED.labels(error.code).inc()
    said = Said(refusal_message(error, "zh", catalog), refusal_message(error, "en", catalog))
    status = 403 if isinstance(error, NotYours) else 409
    basis = legal_basis(error, "zh", catalog)
    return Problem(
        status,
        error.code,
        TITLES[status],
        said,
        errors=(FieldError(said, error.pointer),) if error.pointer else (),
        legal_basis=Said(basis, legal_basis(error, "en", catalog)) if basis else None,
    )


def _declined(error: Declined, catalog: Catalog) -> Problem:
    return replace(problem_of(error.cause, catalog), allowed=error.allowed)


def _always(
    status: int, code: str, zh: str, en: str, **more: Any
) -> Callable[[Any, Catalog], Problem]:
    """The same problem whatever the exception says."""
    said = problem(status, code, zh, en, **more)
    return lambda error, catalog: said


_conflict = _always(
    409,
    "Conflict",
    "其他人正在同时办理此案件，本次没有保存任何内容，请重试。",
    "Others are writing to this case; nothing was saved, try again.",
)


def _stale(error: StaleVersion, catalog: Catalog) -> Problem:
    return problem(
        412,
        "StaleVersion",
        f"您查看的是第{error.expected}版，案件现为第{error.actual}版；请刷新后再办理。",
        f"You read version {error.expected}; the case is at {error.actual}. Read it again first.",
    )


_unknown_case = _always(
    404, "UnknownCase", "没有您可以查看的此案件。", "There is no such case for you to see."
)
_not_sealed = _always(
    404,
    "NotSealed",
    "该日没有已签名的封存，或其中还没有此案件；每日零点后封存前一日，请改日或换一日查询。",
    "No signed seal covers this: each day is sealed after midnight. Ask later, or name a day.",
)
_no_signer = _always(
    409,
    "NoSigningKey",
    "本系统尚未配置签名密钥，不能出具证据包；请联系管理员。",
    "This installation has no signing key, so it makes no packets; tell the administrator.",
)


def _invalid(error: Invalid, catalog: Catalog) -> Problem:
    return invalid(_field_error(found) for found in error.problems)


def _field_error(found: FieldProblem) -> FieldError:
    said = Said(found.zh, found.en)
    if found.pointer.startswith("?"):
        return FieldError(said, parameter=found.pointer[1:])
    return FieldError(said, pointer=found.pointer)


def _unknown_name(error: UnknownName, catalog: Catalog) -> Problem:
    """A name in a body that the catalogue does not know, with the nearest one it does."""
    zh = "目录中没有此项。" + (f"是否为“{error.suggestion}”？" if error.suggestion else "")
    en = f"No such {error.noun}." + (
        f" Did you mean “{error.suggestion}”?" if error.suggestion else ""
    )
    return invalid([FieldError(Said(zh, en), f"/{error.noun}")], type(error).__name__)


def _unknown_register(error: UnknownRegister, catalog: Catalog) -> Problem:
    """A register's code stands in the address, so a wrong one is a wrong address."""
    return _not_found(NotFound(error.suggestion), catalog)


def _validation(error: RequestValidationError, catalog: Catalog) -> Problem:
    return invalid(_validation_error(fault) for fault in error.errors()[:ERRORS_MAX])


def form_problem(error: ValidationError, *within: str) -> Problem:
    """What pydantic found wrong with a form that was filled outside JSON, or `within` a body."""
    faults = error.errors(include_url=False, include_input=False)
    return invalid(
        _validation_error({**fault, "loc": ("body", *within, *fault["loc"])}) for fault in faults
    )


def _validation_error(fault: Mapping[str, Any]) -> FieldError:
    place, *path = fault["loc"]
    said = field_words(str(fault["type"]), fault.get("ctx") or {})
    if place == "body":
        return FieldError(said, pointer=pointer_of(path))
    return FieldError(said, parameter=pointer_of(path)[1:])


def _http(error: StarletteHTTPException, catalog: Catalog) -> Problem:
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return problem(404, "NotFound", "没有这个地址。", "There is no such address.")
    if error.status_code == 405:
        zh, en = "此地址不支持该方法。", "This address does not know that method."
        return problem(405, "MethodNotAllowed", zh, en, headers=headers)
    zh, en = "请求无法读取。", "The request cannot be read."
    return problem(error.status_code, "Unreadable", zh, en, headers=headers)


def _not_found(error: NotFound, catalog: Catalog) -> Problem:
    zh, en = "没有您可以查看的此项内容。", "There is no such thing for you to see."
    if error.suggestion:
        zh, en = zh + f"是否为“{error.suggestion}”？", en + f" Did you mean “{error.suggestion}”?"
    return problem(404, "NotFound", zh, en)


_not_signed_in = _always(
    401,
    "NotSignedIn",
    "尚未登录或登录已过期，请重新登录。",
    "You are not signed in or your session is over; sign in again.",
    headers={"WWW-Authenticate": 'Bearer realm="greenlane"'},
)


def _sign_in_failed(error: SignInFailed, catalog: Catalog) -> Problem:
    SIGN_IN_FAILURES.labels("wrong").inc()
    return problem(
        401,
        "SignInFailed",
        "用户名或密码不正确。",
        "The user name or the password is wrong.",
        headers={"WWW-Authenticate": 'Bearer realm="greenlane"'},
    )


def _code_wanted(error: CodeWanted, catalog: Catalog) -> Problem:
    if error.wanted is Wanted.ENROLMENT:
        zh = "您的岗位须启用动态口令；请先在登录页面完成设置。"
        en = "Your role needs one-time codes; set them up at the sign-in page first."
        return problem(403, "EnrolmentWanted", zh, en)
    return problem(
        401,
        "CodeWanted",
        "还需要动态口令；请连同用户名和密码一并提交。",
        "A one-time code is wanted too; send it as `code` with user name and password.",
        headers={"WWW-Authenticate": 'Bearer realm="greenlane"'},
    )


def _wrong_code(error: WrongCode, catalog: Catalog) -> Problem:
    SIGN_IN_FAILURES.labels("code").inc()
    zh, en = "口令不正确或已使用过。", "The code is wrong, or it was used before."
    return invalid([FieldError(Said(zh, en), "/code")], "WrongCode")


def _wrong_reset(error: WrongResetCode, catalog: Catalog) -> Problem:
    SIGN_IN_FAILURES.labels("reset").inc()
    said = Said("用户名或重置码不正确，或者已过期。", "User name or code is wrong, or over.")
    return invalid([FieldError(said, "/code")], "WrongResetCode")


def _scope_missing(error: ScopeMissing, catalog: Catalog) -> Problem:
    zh, en = "此操作不对接口令牌开放，请登录办理。", "No token may do this; sign in to do it."
    challenge = 'Bearer realm="greenlane", error="insufficient_scope"'
    if error.needed is not None:
        scope = error.needed.value
        zh, en = f"此令牌没有“{scope}”权限。", f"This token lacks the scope “{scope}”."
        challenge += f', scope="{scope}"'
    return problem(403, "ScopeMissing", zh, en, headers={"WWW-Authenticate": challenge})


def _too_many(error: TooManyAttempts, catalog: Catalog) -> Problem:
    SIGN_IN_FAILURES.labels("too_many").inc()
    return problem(
        429,
        "TooManyAttempts",
        f"登录失败次数过多，请{error.retry_after_s}秒后再试。",
        f"Too many failed sign-ins; try again in {error.retry_after_s} seconds.",
        headers={"Retry-After": str(error.retry_after_s)},
    )


_foreign = _always(
    403,
    "ForeignRequest",
    "请求不是从本系统页面发出的，已拒绝；请刷新页面后重试。",
    "This command does not come from a page of this site; reload the page and try again.",
)


def _key_reused(error: KeyReused, catalog: Catalog) -> Problem:
    said = Said("此幂等键已用于另一请求。", "This key was used for another request.")
    return invalid([FieldError(said, parameter="Idempotency-Key")], "IdempotencyKeyReused")


_busy = _always(
    503,
    "LedgerBusy",
    "台账繁忙，本次没有保存任何内容，请稍后重试。",
    "The ledger is busy; nothing was saved, try again shortly.",
    headers={"Retry-After": "2"},
)


def _calendar(error: CalendarMissing, catalog: Catalog) -> Problem:
    return problem(
        503,
        "CalendarMissing",
        f"缺少{error.day.year}年的节假日安排，无法计算期限；请管理员载入国务院办公厅通知。",
        f"The holiday notice for {error.day.year} is not loaded, so no time limit can be "
        "counted; the administrator must load it.",
    )


TOLD: tuple[tuple[Any, Callable[[Any, Catalog], Problem]], ...] = (
    (Declined, _declined),
    (Refusal, _refusal),
    (Conflict, _conflict),
    (StaleVersion, _stale),
    (UnknownCase, _unknown_case),
    (NotSealed, _not_sealed),
    (NoSigner, _no_signer),
    (Invalid, _invalid),
    (UnknownRegister, _unknown_register),
    (UnknownName, _unknown_name),
    (RequestValidationError, _validation),
    (Unreadable, lambda error, catalog: error.problem),
    (StarletteHTTPException, _http),
    (NotFound, _not_found),
    (NotSignedIn, _not_signed_in),
    (SignInFailed, _sign_in_failed),
    (ScopeMissing, _scope_missing),
    (CodeWanted, _code_wanted),
    (WrongCode, _wrong_code),
    (WrongResetCode, _wrong_reset),
    (TooManyAttempts, _too_many),
    (ForeignRequest, _foreign),
    (KeyReused, _key_reused),
    ((LedgerBusy, OperationalError, PoolTimeout), _busy),
    (CalendarMissing, _calendar),
)
"""Which exception is told how; the first that fits."""

ErrorPage = Callable[[Request, Problem], Response]
"""How the pages show a problem to a person; set on `app.state.error_page`."""


def answered(request: Request, found: Problem) -> Response:
    """The problem as JSON; as a page where a person with a browser asked for one."""
    page = cast(ErrorPage | None, getattr(request.app.state, "error_page", None))
    if page is not None and wants_page(request):
        return page(request, found)
    lang = language_of(request)
    instance = request.scope.get("path", "").encode("utf-8", "replace").decode("utf-8")
    return JSONResponse(
        found.told(lang, instance),
        status_code=found.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": lang, **found.headers},
    )


def wants_page(request: Request) -> bool:
    """Whether the request came for a page, not for the API or the probes."""
    of_api = request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    return not of_api and "text/html" in request.headers.get("accept", "")


async def tell(request: Request, error: Exception) -> Response:
    """The exception handler of everything that is foreseen."""
    found = problem_of(error, request.app.state.house.city.catalog)
    if found.status >= 500:
        log.error("told as %s", found.code, exc_info=error)
    return answered(request, found)


def install(app: FastAPI) -> None:
    """Tell every foreseen exception."""
    handler = cast(Callable[[Request, Exception], Awaitable[Response]], tell)
    for kinds, _ in TOLD:
        for kind in kinds if isinstance(kinds, tuple) else (kinds,):
            app.add_exception_handler(kind, handler)


class LastResort:
    """The outer edge: what nobody foresaw is logged and told without internals."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 if it breaks before its response has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            log.exception("a request broke")
            if begun:
                raise
            await answered(Request(scope), INTERNAL)(scope, receive, send)

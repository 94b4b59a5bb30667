"""Codes as data: credit code, project code, region and industry class.

Each check answers, never raises, whatever it is given. We issue no code ourselves.

Policy: what is right only after normalising (small letters, full-width forms, blanks around
it, missing hyphens) is a *warning* that carries the normalised value; the writer should see
what we made of it. Other scripts' digits are never read as digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from stdnum.cn import uscc

from catalog import code_lists
from catalog.faults import nearest, unknown

Status = Literal["valid", "warning", "invalid"]

VALUE_CHARACTERS_MAX = 200
"""Longer texts are refused unread: no code here has more than 24 characters."""

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Only plain letters: other scripts have letters whose capitals are plain ones."""

REGISTRARS = frozenset("123456789ANY")
REGIMES_OF_OLD_CODES = {"01": "approval", "02": "ratification", "03": "record_filing"}

NEW_PROJECT = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
TWENTY_DIGITS = re.compile(r"[0-9]{20}")
LOCAL_PROJECT = (
    re.compile(r"(19|20)[0-9]{2}[0-9]{6}[A-Z]{1,4}[0-9]{2,8}"),
    re.compile(
        r"[豫鄂湘皖苏鲁冀晋陕川渝粤浙闽赣].{0,16}[\[〔(（]?20[0-9]{2}[\]〕)）]?[0-9]{3,8}号?"
    ),
)


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What a check found; `normalized` is None where the code is invalid."""

    kind: str
    value: str
    status: Status
    reason_zh: str
    reason_en: str
    normalized: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def reason(self, lang: str = "en") -> str:
        """The reason in `zh` or `en`."""
        return self.reason_zh if lang == "zh" else self.reason_en


def check(kind: str, value: object) -> CodeVerdict:
    """The verdict on one code.

    Raises:
        ValueError: no such kind of code; the message names the nearest one.
    """
    if kind not in CHECKS:
        raise ValueError(unknown("kind of code", kind, nearest(kind, CHECKS)))
    return CHECKS[kind](value)


def explain(verdict: CodeVerdict, lang: str = "en") -> str:
    """The line for one verdict: status, value, reason; always a single line."""
    changed = verdict.normalized not in (None, verdict.value)
    arrow = f" -> {verdict.normalized}" if changed else ""
    return f"{verdict.status} {printable(verdict.value)}{arrow} {verdict.reason(lang)}"


def printable(value: str) -> str:
    """The value for one line of a terminal: shortened, controls and blanks made visible."""
    shown = value if len(value) <= 40 else f"{value[:37]}..."
    plain = all(c.isprintable() and not c.isspace() for c in shown)
    return shown if plain and shown else ascii(shown)


def check_credit_code(value: object) -> CodeVerdict:
    """Unified social credit code, GB 32100-2015, with the GB 11714 check inside it."""
    return _checked("credit", value, _credit_finding)


def check_project_code(value: object) -> CodeVerdict:
    """Project code: the shape since November 2020, or the one of 2015 to 2020.

    The check digit is known from fitting only: a mismatch warns and never refuses.
    """
    return _checked("project", value, _project_finding)


def check_region(value: object) -> CodeVerdict:
    """Division code: GB/T 2260 for Henan, and the statistical codes of functional zones."""
    return _checked("region", value, _region_finding)


def check_industry(value: object) -> CodeVerdict:
    """Industry class of GB/T 4754-2017, with or without its section letter."""
    return _checked("industry", value, _industry_finding)


CHECKS: Mapping[str, Callable[[object], CodeVerdict]] = MappingProxyType(
    {
        "project": check_project_code,
        "credit": check_credit_code,
        "region": check_region,
        "industry": check_industry,
    }
)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a check says of a normalised text."""

    status: Status
    zh: str
    en: str
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def _invalid(zh: str, en: str) -> _Finding:
    return _Finding("invalid", zh, en)


def _checked(kind: str, value: object, find: Callable[[str], _Finding]) -> CodeVerdict:
    if not isinstance(value, str):
        return _verdict(kind, type(value).__name__, _invalid("不是文本", "is not a text"))
    shown = value[:VALUE_CHARACTERS_MAX]
    if len(value) > VALUE_CHARACTERS_MAX:
        en = f"is longer than {VALUE_CHARACTERS_MAX} characters"
        return _verdict(kind, shown, _invalid("文本过长", en))
    text = _narrow(value).strip().translate(CAPITALS)
    if not text:
        return _verdict(kind, shown, _invalid("为空", "is empty"))
    finding = find(text)
    if finding.status == "valid" and finding.code != value:
        zh, en = f"已规范为 {finding.code}", f"is valid after normalising to {finding.code}"
        finding = _Finding("warning", f"{zh}；{finding.zh}", en, finding.code, finding.details)
    return _verdict(kind, shown, finding)


def _verdict(kind: str, value: str, finding: _Finding) -> CodeVerdict:
    return CodeVerdict(
        kind=kind,
        value=value,
        status=finding.status,
        reason_zh=finding.zh,
        reason_en=finding.en,
        normalized=finding.code or None,
        details=finding.details,
    )


def _narrow(value: str) -> str:
    """Full-width letters, digits, signs and blanks as plain ones; nothing else is touched."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c == "\u3000" else c
        for c in value
    )


def _strange(text: str, allowed: str) -> str | None:
    """The first character that is not allowed, described, or None."""
    for place, character in enumerate(text, start=1):
        if character not in allowed:
            return f"{character!a} ({place})"
    return None


def _credit_finding(text: str) -> _Finding:
    if len(text) != 18:
        return _invalid(f"应为18位，实为{len(text)}位", f"has {len(text)} characters, not 18")
    strange = _strange(text, CREDIT_ALPHABET)
    if strange:
        return _invalid(
            f"含有不允许的字符 {strange}（字母 I、O、S、V、Z 不使用）",
            f"contains {strange}, which is not allowed (letters I, O, S, V, Z are not used)",
        )
    if not text[2:8].isdigit():
        return _invalid("第3至8位应为数字", "characters 3 to 8 must be digits")
    if text[0] not in REGISTRARS:
        return _invalid(f"登记管理部门代码 {text[0]} 不存在", f"unknown registrar {text[0]}")
    # Only the sum is taken from the library: it refuses registrars A, N and Y, and would read
    # mathematical digits as digits.
    expected = uscc.calc_check_digit(text[:17])
    if text[17] != expected:
        return _invalid("校验位错误（GB 32100）", "the check character is wrong (GB 32100)")
    if text[16] != body_check(text[8:16]):
        return _invalid(
            "主体标识码校验位错误（GB 11714）",
            "the check character of the organisation code inside is wrong (GB 11714)",
        )
    details = {"registrar": text[0], "kind": text[1], "registered_at": text[2:8]}
    return _Finding("valid", "两个校验位均正确", "both check characters are right", text, details)


def body_check(body: str) -> str:
    """The GB 11714 check character of eight characters."""
    total = sum(BODY_ALPHABET.index(c) * w for c, w in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _project_finding(text: str) -> _Finding:
    if "*" in text:
        return _invalid("代码已脱敏，无法核验", "is masked with * and cannot be checked")
    if TWENTY_DIGITS.fullmatch(text):
        text = f"{text[:4]}-{text[4:10]}-{text[10:12]}-{text[12:14]}-{text[14:]}"
    if not NEW_PROJECT.fullmatch(text):
        if any(shape.fullmatch(text) for shape in LOCAL_PROJECT):
            return _invalid("2016年以前的地方编码", "is a local code before 2016")
        return _invalid(
            "格式不符：应为 4-6-2-2-6 位数字", "is malformed: 4-6-2-2-6 digits are expected"
        )
    first = int(text[:4])
    if 2015 <= first <= 2020:
        return _old_project(text)
    if not 1 <= first % 100 <= 12:
        return _invalid(
            "格式不符：首段既不是2015—2020年，也不是有效年月",
            "is malformed: the first part is neither a year 2015-2020 nor a year and month",
        )
    return _new_project(text)


def _new_project(text: str) -> _Finding:
    digits = text.replace("-", "")
    details = {
        "shape": "since 2020-11",
        "time": text[:4],
        "region": text[5:11],
        "sector": text[12:14],
        "type": text[15:17],
    }
    doubts = _region_doubts(text[5:11])
    if int(text[:4]) < 2011:
        doubts.append(("早于现行编码规则（2020年11月）", "is older than the rule of November 2020"))
    if digits[19] != project_check(digits[:19]):
        doubts.append(
            (
                "校验位不符（算法由实例推得，待核）",
                "the check digit does not match (rule found by fitting, to be verified)",
            )
        )
    return _doubtful(text, doubts, ("格式与校验位正确", "shape and check digit are right"), details)


def project_check(nineteen: str) -> str:
    """ISO 7064 MOD 11,10 over the other nineteen digits."""
    remainder = 10
    for digit in nineteen:
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return str((11 - remainder) % 10)


def _old_project(text: str) -> _Finding:
    details = {
        "shape": "2015-2020",
        "year": text[:4],
        "region": text[5:11],
        "industry": text[12:14],
        "regime": REGIMES_OF_OLD_CODES.get(text[15:17], text[15:17]),
    }
    doubts = _region_doubts(text[5:11])
    if text[12:14] not in code_lists.industries():
        doubts.append((f"行业代码 {text[12:14]} 不存在", f"unknown division {text[12:14]}"))
    if text[15:17] not in REGIMES_OF_OLD_CODES:
        doubts.append((f"类型代码 {text[15:17]} 待核", f"unknown regime {text[15:17]}"))
    sure = ("2015—2020年旧规则编码（无校验位）", "follows the rule of 2015-2020 (no check digit)")
    return _doubtful(text, doubts, sure, details)


def _doubtful(
    text: str,
    doubts: list[tuple[str, str]],
    sure: tuple[str, str],
    details: Mapping[str, str],
) -> _Finding:
    """Valid without doubts, otherwise a warning that names them all."""
    if not doubts:
        return _Finding("valid", *sure, text, details)
    zh, en = zip(*doubts, strict=True)
    return _Finding("warning", ";".join(zh), "; ".join(en), text, details)


def _region_doubts(region: str) -> list[tuple[str, str]]:
    """Why a project's region is doubtful; region lists change, so it is never refused."""
    if region.startswith("00") or region[:2] in code_lists.PROVINCES - {"41"}:
        return []
    if region in code_lists.regions():
        return []
    return [(f"地区代码 {region} 不在名录内", f"region {region} is not on our list")]


def _region_finding(text: str) -> _Finding:
    if not re.fullmatch(r"[0-9]{6}", text):
        return _invalid("应为6位数字", "is not six digits")
    known = code_lists.regions().get(text)
    if known is None:
        return _unlisted_region(text)
    details = {"name": known.name, "parent": known.parent, "kind": known.kind}
    if known.kind == "statistical":
        zh = f"{known.name}：功能区统计用代码，不属于 GB/T 2260"
        en = f"{known.name}: statistical code of a functional zone, not in GB/T 2260"
        return _Finding("warning", zh, en, text, details)
    if known.kind == "former":
        zh, en = (
            f"{known.name}：旧代码，{known.note}",
            f"{known.name}: former code, {known.note_en}",
        )
        return _Finding("warning", zh, en, text, details)
    return _Finding("valid", known.name, known.name, text, details)


def _unlisted_region(text: str) -> _Finding:
    if text[:2] not in code_lists.PROVINCES:
        return _invalid("省级代码不存在", f"no province has the number {text[:2]}")
    if text[:2] == "41":
        return _invalid("不在河南省名录内", "is not on the list of Henan")
    return _Finding(
        "warning",
        "省外代码，本系统只收录河南省名录，未核",
        "lies outside Henan; only the list of Henan is held, so it is not checked",
        text,
    )


def _industry_finding(text: str) -> _Finding:
    matched = re.fullmatch(r"([A-Z]?)([0-9]{2,4})|([A-Z])", text)
    if not matched:
        return _invalid("应为门类字母或2至4位数字", "is neither a section letter nor 2 to 4 digits")
    letter, number, section = matched.groups()
    known = code_lists.industries().get(number or section)
    if known is None:
        en = "is not a class of GB/T 4754-2017 (amendment of 2019 not held)"
        return _invalid("不在 GB/T 4754-2017 中（未收录2019年修改单）", en)
    if letter and letter != known.section:
        return _invalid(
            f"门类不符：{number} 属于 {known.section}",
            f"has the wrong section: {number} belongs to {known.section}",
        )
    details = {"section": known.section, "name": known.name, "level": known.level}
    # The bare number is as right as the one with its letter: both forms stay as written.
    return _Finding("valid", known.name, known.name, text, details)

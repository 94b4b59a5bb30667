"""What is wrong with a field, in both languages, for every kind of fault pydantic can find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.words import Said

FALLBACK = Said("此字段的内容不能采用，请检查后重填。", "This value cannot be taken.")

_TEXT = Said("应为文字。", "This must be text.")
_WHOLE = Said("应为整数。", "This must be a whole number.")
_NUMBER = Said("应为数字。", "This must be a number.")
_YES_NO = Said("应为 true 或 false。", "This must be true or false.")
_LIST = Said("应为列表。", "This must be a list.")
_OBJECT = Said("应为 JSON 对象。", "This must be a JSON object.")
_DAY = Said("应为日期，例如 2026-03-05。", "This must be a date such as 2026-03-05.")
_MOMENT = Said("应为带时区的时间。", "This must be an instant with its time zone.")
_SHORT = Said("至少应有 {min_length} 项或字。", "At least {min_length} are needed.")
_LONG = Said("最多 {max_length} 项或字。", "At most {max_length} are allowed.")
_CHOICE = Said("只能是以下之一：{expected}。", "This must be one of: {expected}.")

FIELD_WORDS: Mapping[str, Said] = {
    "missing": Said("必填。", "This field is required."),
    "extra_forbidden": Said(
        "没有这个字段，请检查拼写。", "There is no such field; check its name."
    ),
    "invalid_key": Said("字段名应为文字。", "A field name must be text."),
    "none_required": Said("此处应为空。", "This must be empty."),
    "blank": Said("请填写此字段。", "Fill in this field."),
    "control_character": Said(
        "请删除不可见的控制字符。", "Remove the invisible control characters."
    ),
    "string_type": _TEXT,
    "string_unicode": Said("文字编码有误。", "This text is not valid Unicode."),
    "string_too_short": Said("至少 {min_length} 个字。", "At least {min_length} characters."),
    "string_too_long": Said("最多 {max_length} 个字。", "At most {max_length} characters."),
    "string_pattern_mismatch": Said("格式不符。", "This does not have the right form."),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": Said("数字过大。", "This number is too large."),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Said("应为有限的数字。", "This must be a finite number."),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": Said("最多 {max_digits} 位数字。", "At most {max_digits} digits."),
    "decimal_max_places": Said(
        "小数最多 {decimal_places} 位。", "At most {decimal_places} decimal places."
    ),
    "decimal_whole_digits": Said(
        "整数部分最多 {whole_digits} 位。", "At most {whole_digits} digits before the point."
    ),
    "greater_than": Said("应大于 {gt}。", "This must be greater than {gt}."),
    "greater_than_equal": Said("不得小于 {ge}。", "This must be at least {ge}."),
    "less_than": Said("应小于 {lt}。", "This must be less than {lt}."),
    "less_than_equal": Said("不得大于 {le}。", "This must be at most {le}."),
    "multiple_of": Said("应为 {multiple_of} 的倍数。", "This must be a multiple of {multiple_of}."),
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "iterable_type": _LIST,
    "too_short": _SHORT,
    "too_long": _LONG,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "bytes_type": Said("应为文件。", "This must be a file."),
    "json_invalid": Said("不是有效的 JSON。", "This is not valid JSON."),
    "json_type": Said("应为 JSON。", "This must be JSON."),
    "value_error": FALLBACK,
    "assertion_error": FALLBACK,
}


def field_words(kind: str, context: Mapping[str, Any]) -> Said:
    """What to tell for one pydantic fault; `context` is its `ctx`."""
    said = FIELD_WORDS.get(kind, FALLBACK)
    facts = {name: str(value).replace(" or ", ", ") for name, value in context.items()}
    try:
        return Said(said.zh.format(**facts), said.en.format(**facts))
    except (KeyError, IndexError):
        return FALLBACK


POINTER_CHARACTERS_MAX = 200


def pointer_of(path: Sequence[object]) -> str:
    """The JSON pointer (RFC 6901) to a field; what a stranger named is kept short."""
    told = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    safe = told.encode("utf-8", "replace").decode("utf-8")
    return safe if len(safe) <= POINTER_CHARACTERS_MAX else f"{safe[:POINTER_CHARACTERS_MAX]}…"

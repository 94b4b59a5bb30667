"""The record of a case as people read it: each entry with who, when, on whose authority."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.pages.words import Day, Words
from states.terms import EntryKind, MatterRules
from templates.i18n import Translate, messages

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One numbered entry."""

    number: int
    kind: str
    about: str
    effective: Day
    recorded: str
    who: str
    authority: str
    hash: str


def entry_lines(
    words: Words,
    t: Translate,
    rules: MatterRules,
    rows: Iterable[Mapping[str, Any]],
    name_of: Callable[[str], str],
    authority_of: Callable[[str], str],
) -> tuple[EntryLine, ...]:
    """Every entry of the record, in order, with names for actors and authorities."""
    return tuple(
        EntryLine(
            number=row["number"],
            kind=row["kind"],
            about=_about(words, t, rules, EntryKind(row["kind"]), json.loads(row["payload"])),
            effective=words.day(date.fromisoformat(row["effective_on"])),
            recorded=words.instant(datetime.fromisoformat(row["recorded_at"])),
            who=t("role.system") if row["actor"] == "greenlane" else name_of(row["actor"]),
            authority=authority_of(row["on_authority_of"]),
            hash=row["hash"],
        )
        for row in rows
    )


def _about(
    words: Words, t: Translate, rules: MatterRules, kind: EntryKind, payload: Mapping[str, Any]
) -> str:
    department = words.short(payload["department"]) if payload.get("department") else ""
    said = (
        _SAID[kind](words, t, rules, payload)
        if kind in _SAID
        else _of_part(words, t, kind, payload)
    )
    return " · ".join(part for part in (department, said) if part)


Said = Callable[[Words, Translate, MatterRules, Mapping[str, Any]], str]


def _of_part(words: Words, t: Translate, kind: EntryKind, payload: Mapping[str, Any]) -> str:
    """The sentence `entry_said.KIND` of the entry's part over its payload, where it has one."""
    key = f"entry_said.{kind.value}"
    if key not in messages("zh"):
        return ""
    return t(key, **{name: _told(words, value) for name, value in payload.items()})


def _told(words: Words, value: Any) -> str:
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return words.exact(date.fromisoformat(value))
    return str(value)


def _opinion(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t(f"answer.{payload['answer']}")


def _items(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t("list.count", count=len(payload["items"]))


def _acceptance(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t(f"mode.{payload['mode']}")


def _review(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t("list.joint").join(words.short(seat["department"]) for seat in payload["seats"])


def _materials(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    names = [words.material(rules, row["id"]) for row in payload.get("materials", ())]
    names += [t(f"field.project.{name}") for name in payload.get("changes", {})]
    return t("list.joint").join(names)


def _pause(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    name = words.procedure(rules, payload["procedure"])
    return t("record.pause", procedure=name, days=payload["announced_days"])


def _extension(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t("record.extension", days=payload["days"], rank=t(f"rank.{payload['rank']}"))


def _decision(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t(f"outcome.{payload['outcome']}")


def _verdict(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t(f"standing.review_{payload['verdict']}")


def _card(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return f"{t('light.' + payload['colour'])} · {t('clock_name.' + payload['clock'])}"


def _service(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return f"{t('service.' + payload['method'])} · {payload['recipient']}"


def _ending(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    return t(f"standing.{payload['ending']}")


def _access(words: Words, t: Translate, rules: MatterRules, payload: Mapping[str, Any]) -> str:
    name = payload["list_name"] if words.in_chinese else payload["list_name_en"]
    return f"{name} {payload['edition']} · {t('effect.' + payload['effect'])}"


_SAID: Mapping[EntryKind, Said] = {
    EntryKind.ACCESS_CHECKED: _access,
    EntryKind.OPINION_GIVEN: _opinion,
    EntryKind.CORRECTION_NOTIFIED: _items,
    EntryKind.ACCEPTED: _acceptance,
    EntryKind.REVIEW_OPENED: _review,
    EntryKind.SUPPLEMENTED: _materials,
    EntryKind.CHANGED: _materials,
    EntryKind.CORRECTED_IN_REVIEW: _materials,
    EntryKind.REVIEW_CONCLUDED: _verdict,
    EntryKind.SUSPENDED: _pause,
    EntryKind.EXTENDED: _extension,
    EntryKind.DECIDED: _decision,
    EntryKind.DELIVERED: _service,
    EntryKind.CARDED: _card,
    EntryKind.GRANT_ENDED: _ending,
}

"""Why the house is ready or not: one check a part, each with a plain reason in both languages."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from greenlane.flows_status import flows_status
from greenlane.wiring import House
from ledger import outbox, standing
from ledger.engine import LedgerBusy
from ledger.standing import Tables, Watch
from states.worktime import legal_day

OWED_AT_MOST = timedelta(minutes=15)
LOOKS_MISSED_MAX = 5
CALENDAR_DAYS_MIN = 60
DISK_LOW_BYTES, DISK_FULL_BYTES = 1 << 30, 32 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """One part: whether it is well, why in Chinese and English, and whether serving needs it."""

    name: str
    ok: bool
    zh: str
    en: str
    needed: bool = False

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "ok": self.ok, "reason": {"zh": self.zh, "en": self.en}}


@dataclass(frozen=True, slots=True)
class Readiness:
    """All checks, and the age of the oldest thing owed in seconds where the ledger answers."""

    checks: tuple[Check, ...]
    flows: dict[str, Any]
    is_ledger_up: bool
    oldest_owed_s: float | None

    @property
    def can_serve(self) -> bool:
        """Whether everything that serving needs is well."""
        return all(check.ok for check in self.checks if check.needed)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "ledger": "ready" if self.is_ledger_up else "down",
            "flows": self.flows,
            "oldest_owed_s": self.oldest_owed_s,
            "checks": [check.told() for check in self.checks],
        }


def readiness(house: House, now: datetime) -> Readiness:
    """Look at every part; what cannot be looked at without the ledger is left out without it."""
    flows = flows_status(house.settings.home)
    checks = [_disk(house), _calendar(house, now), _flows(flows)]
    try:
        with house.ledger.reading() as session:
            fit = standing.tables(session)
            oldest = outbox.oldest_owed(session)
            watch = standing.of_watch(session, legal_day(now))
    except (SQLAlchemyError, LedgerBusy):
        zh, en = (
            "数据库无法访问，或其中没有本系统的台账。",
            "The database does not answer as a ledger.",
        )
        return Readiness((Check("database", False, zh, en, True), *checks), flows, False, None)
    owed_s = max((now - oldest).total_seconds(), 0.0) if oldest else None
    answers = Check("database", True, "数据库正常。", "The database answers.", True)
    found = (answers, TABLES[fit], *checks, _owed(owed_s), _watch(house, watch, now))
    return Readiness(found, flows, True, owed_s)


TABLES = {
    Tables.FIT: Check("tables", True, "表结构为本版本。", "The tables are of this release.", True),
    Tables.NEWER: Check(
        "tables",
        False,
        "表结构已由更新的版本升级；请尽快升级本进程。",
        "A newer release has brought the tables on; upgrade this process soon.",
    ),
    Tables.OLDER: Check(
        "tables",
        False,
        "表结构早于本版本，请先升级数据库。",
        "The tables are older than this release; upgrade the database first.",
        True,
    ),
}


def _disk(house: House) -> Check:
    # With a ledger elsewhere the home is made when the first file needs it.
    home = house.settings.home.absolute()
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    told = f"{free / (1 << 20):.0f} MB"
    return Check(
        "disk",
        free >= DISK_LOW_BYTES,
        f"数据目录所在磁盘剩余 {told}。",
        f"{told} are free on the disk of the home folder.",
        needed=house.ledger.is_sqlite and free < DISK_FULL_BYTES,
    )


def _calendar(house: House, now: datetime) -> Check:
    left = (house.city.calendar.last_day - legal_day(now)).days
    zh, en = (
        f"已载入的节假日安排还可用{left}天",
        f"The loaded holiday notices last {left} more days",
    )
    if left >= CALENDAR_DAYS_MIN:
        return Check("calendar", True, f"{zh}。", f"{en}.")
    return Check(
        "calendar", False, f"{zh}，请载入下一年度通知。", f"{en}; load the next year's notice."
    )


def _flows(flows: dict[str, Any]) -> Check:
    state = str(flows["state"])
    words = {
        "ready": ("流程引擎运行正常。", "The flows are at work."),
        "starting": ("流程引擎正在启动。", "The flows are starting."),
        "absent": ("流程引擎不在本机运行。", "No flows are kept by this home."),
    }
    zh, en = words.get(
        state, ("流程引擎已停止，请查看日志。", "The flows are down; see their log.")
    )
    return Check("flows", state in words, zh, en)


def _owed(owed_s: float | None) -> Check:
    minutes = int((owed_s or 0) // 60)
    zh = f"最早的待发事项已等待{minutes}分钟。" if owed_s else "没有待发事项。"
    en = f"The oldest thing owed waits for {minutes} minutes." if owed_s else "Nothing is owed."
    return Check("owed", (owed_s or 0) <= OWED_AT_MOST.total_seconds(), zh, en)


def _watch(house: House, watch: Watch, now: datetime) -> Check:
    waiting = (f"，有{watch.due}件到期事项待处理。", f"; {watch.due} cases have something due.")
    if watch.looked_at is None:
        zh, en = "期限巡查尚未运行过", "The deadline watch has not looked yet"
        return Check("watch", watch.due == 0, zh + waiting[0], en + waiting[1])
    ago = max(int((now - watch.looked_at).total_seconds()), 0)
    zh, en = f"期限巡查上次运行于{ago}秒前", f"The deadline watch looked {ago} seconds ago"
    is_well = ago <= LOOKS_MISSED_MAX * house.settings.watch_every_s
    return Check("watch", is_well, zh + waiting[0], en + waiting[1])

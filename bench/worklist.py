"""The department's desk against a crowd: a page of the worklist, of a search, of cases acted in.

Every case has its lines, one letter, three readers and three entries; the texts are made of the
signs of real names, so that some words are in every case, some in a few and some in one. Run
`python -m bench.worklist [cases]`; absolute figures are noisy, the ratio to a tenth of the crowd
is not.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from acts.searching import search
from api.worklists import days_of
from bench.town import Town, town
from ledger import search_index
from ledger.search_index import letter_text, own_text
from ledger.search_tables import CasePartyRow, SearchCaseRow, SearchTextRow
from ledger.search_views import Reader
from ledger.tables import CaseRow, DutyRow, EntryRow, LetterRow
from ledger.took_part import took_part
from ledger.work_views import WorkFilter, count_by_window, worklist
from states.terms import Actor

CASES, ROUNDS, BATCH = 100_000, 30, 500
DEPARTMENTS = ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl", "swj")
SIGNS = (
    "鹤壁市淇滨山城浚县宏图远大新能源科技材料食品镁业电子物流园区年产吨生产线建设项目改造热电"
    "联产水厂污水处理光伏风力发电储能汽车零部件智能装备制造基地服装纺织生物医药化工仓储冷链"
)
LETTER = (
    "本机关正在办理{enterprise}的“{name}”企业投资项目核准。现就该项目征求你单位意见，申请材料随函"
    "送达。请在7个工作日内书面反馈意见。意见应当明确。附条件同意的，请列明条件；认为材料需要补正"
    "的，请一次列明全部内容；提出异议的，请说明理由和依据。逾期未反馈的，视为同意。"
)
BEGUN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def measure(url: str, cases: int = CASES) -> dict[str, float]:
    """Milliseconds at the 95th percentile for a page of each, and seconds for the filling."""
    made = town(url, 0)
    began = time.perf_counter()
    names = _fill(made, cases)
    filled = time.perf_counter() - began
    asked = _asked(made, names)
    taken = {f"{what}_p95_ms": _p95(made, work) for what, work in asked.items()}
    made.ledger.close()
    return {"cases": float(cases), "filling_s": filled, **taken}


def _asked(made: Town, names: list[str]) -> dict[str, Callable[[Session], Any]]:
    days, mine = days_of(made.house, date(2026, 3, 12)), WorkFilter(("wgl",))
    everybody, wgl = made.people["guanli"], made.people["wgl.chengban"]
    enterprise = replace(made.people["qiye"], organisation="91410611MA00000007")
    rare, code = names[len(names) // 2], f"2603-410611-04-01-{len(names) // 3:06d}"

    def searched(words: str, actor: Actor) -> Callable[[Session], Any]:
        return lambda session: search(made.office(session), words, actor=actor, limit=21)

    def narrowed(words: str) -> Callable[[Session], Any]:
        return lambda session: worklist(session, WorkFilter(("wgl",), text=words), days, limit=101)

    return {
        "worklist": lambda session: worklist(session, mine, days, limit=101),
        "worklist_counts": lambda session: count_by_window(session, mine, days),
        "worklist_rare_word": narrowed(rare[:4]),
        "worklist_common_word": narrowed("有限公司"),
        "search_one_name": searched(rare, everybody),
        "search_two_signs": searched(rare[:2], everybody),
        "search_one_sign": searched(rare[0], everybody),
        "search_code": searched(code, everybody),
        "search_in_every_letter": searched("征求你单位意见", everybody),
        "search_two_words": searched(f"{rare[:3]} 征求", everybody),
        "search_nothing": searched("没有这个项目", everybody),
        "search_of_a_department": searched(rare[:2], wgl),
        "search_common_of_a_department": searched("有限公司", wgl),
        "search_of_an_enterprise": searched("有限公司", enterprise),
        "took_part": lambda session: took_part(session, "wgl", Reader("wgl"), limit=31),
    }


def _p95(made: Town, work: Callable[[Session], Any]) -> float:
    """SQLite works in this process, so its own time tells; PostgreSQL is waited for."""
    clock = time.process_time if made.ledger.is_sqlite else time.perf_counter
    taken = []
    for _ in range(ROUNDS):
        with made.ledger.reading() as session:
            began = clock()
            work(session)
            taken.append((clock() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def _fill(made: Town, cases: int) -> list[str]:
    """So many cases in batches, each batch a transaction; the names of their projects."""
    chance, names = random.Random(7), []
    for begin in range(1, cases + 1, BATCH):
        numbers = range(begin, min(begin + BATCH, cases + 1))
        facts = [_facts(number, chance) for number in numbers]
        names += [one["name"] for one in facts]
        with made.ledger.writing() as session:
            for table, rows in _rows(facts).items():
                session.execute(insert(table), rows)
            for one in facts:
                search_index.index_again(session, one["case_id"])
    with made.ledger.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return names


def _facts(number: int, chance: random.Random) -> dict[str, Any]:
    def some(count: int) -> str:
        return "".join(chance.choice(SIGNS) for _ in range(count))

    name, enterprise = some(9), f"鹤壁{some(4)}有限公司"
    return {
        "number": number,
        "case_id": f"2026-{number:06d}",
        "name": name,
        "enterprise": enterprise,
        "code": f"2603-410611-04-01-{number:06d}",
        "credit": f"91410611MA{number % 20_000:08d}",
        "seated": chance.sample(DEPARTMENTS, 2),
        "letter": LETTER.format(name=name, enterprise=enterprise),
    }


def _rows(facts: list[dict[str, Any]]) -> dict[type[SQLModel], list[dict[str, Any]]]:
    return {
        CaseRow: [_case(one) for one in facts],
        DutyRow: [row for one in facts for row in _duties(one)],
        EntryRow: [row for one in facts for row in _entries(one)],
        CasePartyRow: [
            {"case_id": one["case_id"], "organisation": party}
            for one in facts
            for party in ("fgw", one["credit"], *one["seated"])
        ],
        LetterRow: [_letter(one) for one in facts],
        SearchCaseRow: [{"case_id": one["case_id"]} for one in facts],
        SearchTextRow: [row for one in facts for row in _texts(one)],
    }


def _case(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "case_id": one["case_id"],
        "matter": "ratification.enterprise",
        "lead": "fgw",
        "region": "410611",
        "project_name": one["name"],
        "project_code": one["code"],
        "applicant_code": one["credit"],
        "applicant_name": one["enterprise"],
        "catalog_sha256": "",
        "received_at": BEGUN,
        "version": 3,
        "head_hash": "",
        "filing_state": "accepted",
        "review_state": "collecting",
        "approval_state": "running",
        "provisional": False,
        "light": "green",
        "stage": "review",
    }


def _duties(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for party in one["seated"]:
        yield {
            "case_id": one["case_id"],
            "party": party,
            "task": "give_opinion",
            "clock": "opinion",
            "breach_on": date(2026, 3, 10) + timedelta(days=one["number"] % 60),
            "provisional": False,
        }


def _entries(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    acted = ("window", "received"), ("fgw", "accepted"), (one["seated"][0], "opinion_given")
    for number, (organisation, kind) in enumerate(acted, start=1):
        at = BEGUN + timedelta(seconds=60 * one["number"] + number)
        yield {
            "case_id": one["case_id"],
            "number": number,
            "kind": kind,
            "actor": organisation,
            "on_authority_of": organisation,
            "effective_on": at.date(),
            "recorded_at": at,
            "payload": "{}",
            "prev_hash": "",
            "hash": "",
        }


def _letter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "letter_id": f"{one['case_id']}-3-1",
        "case_id": one["case_id"],
        "entry_number": 3,
        "kind": "opinion_request",
        "number": f"鹤发改征〔2026〕{one['number']}号",
        "recipient": one["seated"][0],
        "sealed_on": BEGUN.date(),
        "facts": "{}",
        "html": f"<p>{one['letter']}</p>",
        "sha256": "",
    }


def _texts(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lines = (one["case_id"], one["name"], one["code"], one["enterprise"], one["credit"])
    letter = _letter(one)
    texts = (
        own_text((*lines, "企业投资项目核准", "Ratification of an enterprise project")),
        letter_text(*(letter[name] for name in ("letter_id", "number", "recipient", "html"))),
    )
    for told in texts:
        yield {
            "case_id": one["case_id"],
            "place": told.place,
            "reader": told.reader,
            "content": told.content,
        }


def told(url_of: Callable[[str], str], cases: int) -> Iterator[str]:
    """The crowd and a tenth of it, with the ratio."""
    small, large = measure(url_of("tenth"), cases // 10), measure(url_of("whole"), cases)
    for name, value in large.items():
        yield f"{name}: {value:.2f} (a tenth of the crowd: {small[name]:.2f})"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gl-bench-") as folder:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
        for line in told(lambda name: f"sqlite:///{folder}/{name}.db", count):
            print(line, flush=True)

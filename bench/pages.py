"""Server time of each page in a city of 100,000 cases and 1,000,000 open duties.

Asked through the application itself, without a network: sign-in, reading, reckoning, rendering.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.security import SESSION_COOKIE
from bench.multitude import multiply
from bench.town import Town, town
from greenlane.wiring import open_demonstration_accounts

TEMPLATES = 20
ROUNDS = 20
PAGES = (
    ("board", "ducha", "/board"),
    ("board, the list behind a figure", "ducha", "/board/list?of=cases&light=green"),
    ("a reviewer's worklist", "sthj.chengban", "/"),
    ("the lead department's worklist", "fgw.chengban", "/"),
    ("the window's worklist", "chuangkou", "/"),
    ("worklist, narrowed by words", "sthj.chengban", "/?text=bench%2077"),
    ("search, words of one case", "ducha", "/search?q=bench%204077"),
    ("search, words in every case", "ducha", "/search?q=核准"),
    ("search, words in every letter, of a department", "sthj.chengban", "/search?q=征求你单位意见"),
    ("search, no such words", "ducha", "/search?q=没有这个项目"),
    ("cases that a department took part in", "sthj.chengban", "/took-part"),
    ("calendar of last days", "sthj.chengban", "/calendar"),
    ("worklist, due today", "sthj.chengban", "/?window=today"),
    ("an enterprise's desk", "qiye", "/"),
    ("an enterprise's notices", "qiye", "/notices"),
    ("an enterprise's letters", "qiye", "/letters"),
    ("ledger", "ducha", "/ledger"),
    ("ledger, narrowed by words", "ducha", "/ledger?text=bench%2077"),
    ("ledger as a table", "ducha", "/ledger/table"),
    ("ledger, what changed", "ducha", "/ledger/changes"),
    ("cards", "ducha", "/cards"),
    ("tasks", "ducha", "/tasks"),
    ("targets", "ducha", "/indicators"),
    ("registers", "ducha", "/registers"),
    ("a case", "sthj.chengban", "/cases/{case}"),
    ("a case's audit", "ducha", "/cases/{case}/audit"),
    ("a sign-off's form", "sthj.chengban", "/cases/{case}/acts/opinion"),
)


def measure(
    url: str, cases: int = 100_000, duties_each: int = 10
) -> Iterator[tuple[str, float, float]]:
    """Page, median and 95th percentile milliseconds."""
    city = town(url, TEMPLATES)
    try:
        open_demonstration_accounts(city.house)
        multiply(city, cases // TEMPLATES - 1, duties_each)
        for name, who, address in PAGES:
            yield name, *timed(city, who, address)
    finally:
        city.ledger.close()


def timed(city: Town, who: str, address: str) -> tuple[float, float]:
    """Median and 95th percentile of a page asked `ROUNDS` times after a first one that warms it."""
    with city.ledger.reading() as session:
        case = session.scalar(text("SELECT max(case_id) FROM cases"))
    with TestClient(create_app(city.house), base_url="http://127.0.0.1") as client:
        password = city.house.city.catalog.users[who].password
        signed = client.post("/api/v1/session", json={"username": who, "password": password})
        client.cookies.set(SESSION_COOKIE, signed.json()["token"])
        path = address.format(case=case)
        taken = []
        for _ in range(ROUNDS + 1):
            began = time.perf_counter()
            answer = client.get(path)
            taken.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
    steady = sorted(taken[1:])
    return statistics.median(steady), steady[int(len(steady) * 0.95) - 1]

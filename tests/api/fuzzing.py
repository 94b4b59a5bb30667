"""Requests made up from the API's own description, sent as each of its people.

`python -m tests.api.fuzzing [requests for each operation] [seed]` is the long run; it prints how
often each status came and every answer that the description does not foresee.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, openapi
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup

from acts import accounts
from tests.api.calling import open_accounts
from tests.apps import app_of
from tests.browser.looking import city_at_work
from tests.playing import Play, play_on

PEOPLE = (None, "qiye", "chuangkou", "fgw.chengban", "fgw.zhuren", "ducha", "guanli")
"""One of each role, and nobody."""
ASKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


@dataclass
class Report:
    """What was sent and what came: statuses, and one example of each kind of finding."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)


def fuzz(play: Play, examples: int, seed: int) -> Report:
    """Send so many requests for each operation, each by one of the people."""
    report, known = Report(), names_of(play)
    schema = openapi.from_asgi("/api/v1/openapi.json", app_of(play.house))
    for found in schema.get_all_operations():
        _fuzz_one(play, found.ok(), known, report, (examples, seed))
    return report


def _fuzz_one(
    play: Play,
    operation: APIOperation[Any, Any, Any, Any],
    known: Mapping[str, Sequence[str]],
    report: Report,
    how: tuple[int, int],
) -> None:
    examples, seed = how

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(), data=st.data())
    def send(case: Case, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(PEOPLE))
        for name in case.path_parameters or {}:
            if name in known and data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        answer = case.call(headers=headers_of(play, who))
        report.sent += 1
        report.statuses[answer.status_code] += 1
        for problem in problems_of(case, answer):
            place = f"{operation.label}: {problem.title} ({answer.status_code})"
            told = f"as {who}: {problem.message}\n{case.as_curl_command()}\n{answer.text[:600]}"
            report.findings.setdefault(place, told)

    send()


def problems_of(case: Case, answer: Any) -> Iterator[Failure]:
    """Where an answer is not what the description foresees."""
    checks = [CHECKS.get_one(name) for name in ASKED]
    try:
        case.validate_response(answer, checks=checks)
    except FailureGroup as group:
        yield from (one for one in group.exceptions if isinstance(one, Failure))
    except Failure as one:
        yield one


def headers_of(play: Play, who: str | None) -> dict[str, str]:
    """A session of this person, fresh: a request may end it."""
    if who is None:
        return {}
    return {"Authorization": f"Bearer {play.act(accounts.sign_in, who)}"}


def names_of(play: Play) -> dict[str, list[str]]:
    """Names that stand on the ledger, by the parameters of paths that ask for them."""
    known = city_at_work(play)
    catalog = play.house.city.catalog
    register, _, item = known["item"].removeprefix("/registers/").partition("/")
    return {
        "case_id": [known[name] for name in ("told", "paused", "review", "received")],
        "project_id": [known["project"]],
        "department": ["sthj", "slj", "fgw"],
        "matter": list(catalog.matters)[:4],
        "task_id": [known["task"]],
        "meeting_id": [known["meeting"]],
        "code": [register, *list(catalog.indicators)[:1]],
        "item": [item],
        "clock": ["statute", "promise"],
        "period": ["2025-Q4", "2025"],
        "sha256": [known["draft"]],
    }


def main(examples: int, seed: int) -> int:
    """Fuzz a city of its own and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        play = play_on(f"sqlite:///{Path(folder) / 'greenlane.db'}")
        open_accounts(play.house)
        report = fuzz(play, examples, seed)
        play.house.ledger.close()
    print(f"{report.sent} requests, statuses {dict(sorted(report.statuses.items()))}")
    for place, told in sorted(report.findings.items()):
        print(f"\n{place}\n{told}")
    return 1 if report.findings else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(*(int(given) for given in (*sys.argv[1:3], *("20", "1")[len(sys.argv) - 1 :]))))

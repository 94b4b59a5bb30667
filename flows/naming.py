"""How runs are named and tagged, so that an official finds a case in Prefect's own pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from prefect import Task
from prefect.context import FlowRunContext


def tags(case_id: str, department: str = "") -> set[str]:
    """`case:…`, and `department:…` where one is concerned; limits can be set on either."""
    both = {f"case:{case_id}"}
    return both | {f"department:{department}"} if department else both


def named(
    a_task: Task[..., Any], name: str, case_id: str = "", department: str = ""
) -> Callable[..., Awaitable[Any]]:
    """The task under this name and these tags; outside a run the plain function behind it."""
    if FlowRunContext.get() is None:
        return a_task.fn
    labels = tags(case_id, department) if case_id else set()
    return a_task.with_options(task_run_name=name, tags=labels)

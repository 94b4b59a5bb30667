"""How runs are named and tagged, so that an official finds a case in Prefect's own pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from prefect import Task
from prefect.context import FlowRunContext

from acts import correlation

REQUEST_TAG = "request:"


def correlate(run_tags: Iterable[str]) -> None:
    """Go on under the name of the request that caused this run, in logs and new nudges.

    A run that settles nudges of several requests goes under the first; its tags name all.
    """
    names = [tag.removeprefix(REQUEST_TAG) for tag in run_tags if tag.startswith(REQUEST_TAG)]
    correlation.request_id.set(names[0] if names else "")


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

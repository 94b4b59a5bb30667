"""What a run leaves behind: one Markdown artifact with links to the cases it touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prefect.artifacts import acreate_markdown_artifact
from prefect.context import FlowRunContext

from flows.settings import FlowSettings


async def leave(key: str, markdown: str, description: str = "") -> None:
    """Leave the artifact with the current run; outside a run there is nowhere to leave it."""
    if FlowRunContext.get() is None:
        return
    await acreate_markdown_artifact(markdown, key=key.lower(), description=description)


def link(settings: FlowSettings, case_id: str) -> str:
    """A Markdown link to the case's page."""
    return f"[{case_id}]({settings.case_url(case_id)})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; cells may hold any text."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")

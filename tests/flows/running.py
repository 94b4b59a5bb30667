"""Flows run to their end as plain functions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any


def ran(flow: Coroutine[Any, Any, Any]) -> Any:
    """The flow's result; in a thread, for a browser of this process keeps a loop in ours."""
    context = copy_context()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(context.run, asyncio.run, flow).result()

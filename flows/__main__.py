"""`python -m flows`: deployments, worker, post office and reconciler in one process.

`python -m flows deploy` registers the deployments and ends; `python -m flows post` keeps the
post office and the reconciler without a worker; `python -m flows work` keeps a worker alone.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
import threading

from flows.duty import Duty
from flows.settings import FlowSettings
from greenlane import logs, tracing

log = logging.getLogger("flows")


def main() -> int:
    """Keep the flows until SIGTERM or Ctrl-C.

    The event loop lives in a second thread: Prefect's engine would otherwise replace the
    answer to SIGTERM while a run is under way, and kill this process in the middle of it.
    """
    parser = argparse.ArgumentParser(prog="python -m flows", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["all", "deploy", "work", "post"], default="all")
    part = parser.parse_args().part
    settings = FlowSettings()
    logs.configure(settings)
    tracing.configure(settings)
    duty = Duty(settings, part)
    failed: list[BaseException] = []

    def keep() -> None:
        try:
            asyncio.run(duty.keep())
        except BaseException as fault:
            log.exception("the flows ended")
            failed.append(fault)

    keeping = threading.Thread(target=keep, name="flows")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: duty.end())
    keeping.start()
    while keeping.is_alive():
        keeping.join(0.2)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

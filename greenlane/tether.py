"""Run a module as this process's main, tied to its parent: `python -m greenlane.tether`.

`python -m greenlane.tether PARENT_PID MODULE ARGUMENTS…` runs MODULE as `python -m` would. When
the parent dies, even by kill -9, this process ends within about a second, and with it its whole
group where it leads one.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

LOOK_EVERY_S = 0.5


def end_with(parent_pid: int) -> None:
    """End this process, and the group it leads, once `parent_pid` is no longer the parent."""
    while os.getppid() == parent_pid:
        time.sleep(LOOK_EVERY_S)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Tie this process to its parent and become the module."""
    parent_pid, module = int(sys.argv[1]), sys.argv[2]
    threading.Thread(target=end_with, args=(parent_pid,), name="tether", daemon=True).start()
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

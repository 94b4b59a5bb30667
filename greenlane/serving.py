"""`greenlane serve`: pages first, then Prefect, then the flows; one stop ends them all.

The API runs in this process and never imports Prefect. A keeper thread starts two children
once the pages answer: an embedded Prefect server, unless one of your own is named, and the
flows (`python -m flows`: worker, post office, reconciler). Children that end unasked are
started again; children of a killed parent end by themselves (`greenlane.tether`).
"""

from __future__ import annotations

import fcntl
import gc
import os
import pkgutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from greenlane import flows_status as status
from greenlane import logs, prefect_home, tracing
from greenlane.children import Child
from greenlane.flows_status import flows_status
from greenlane.secret_files import file_of
from greenlane.settings import Settings
from greenlane.signing import make_own_key
from greenlane.wiring import build

__all__ = ["Keeper", "flows_status", "serve"]

# Named as any ASGI server names it, so that this room need not import the API's.
APP_FACTORY = "api.app:create_app"
LOOK_EVERY_S = 0.5
KEEP_ALIVE_S, TOGETHER_MAX = 5, 1000
API_GRACE_S, FLOWS_GRACE_S, PREFECT_GRACE_S = 5, 12.0, 8.0


class CannotServe(Exception):
    """Something of ours is in the way: the port is taken or the home is already served."""


def serve(settings: Settings) -> int:
    """Serve everything until Ctrl-C or SIGTERM; the exit code.

    Whatever happens, no child outlives the return of this function.
    """
    settings = settings.model_copy(update={"home": settings.home.absolute()})
    try:
        with _alone_in(settings.home), _listening(settings.host, settings.port) as listener:
            return _serve(settings, listener)
    except CannotServe as reason:
        print(f"greenlane serve: {reason}", file=sys.stderr)
        return 1


def _serve(settings: Settings, listener: socket.socket) -> int:
    logs.configure(settings)
    tracing.configure(settings)
    if settings.signing_key_file is None:
        make_own_key(settings.home)
    app = pkgutil.resolve_name(APP_FACTORY)(build(settings))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            timeout_graceful_shutdown=API_GRACE_S,
            timeout_keep_alive=KEEP_ALIVE_S,
            limit_concurrency=TOGETHER_MAX,
            # Whose word on the caller counts is a setting of ours (`trusted_proxies`).
            proxy_headers=False,
            server_header=False,
            log_level="warning",
            log_config=None,
        )
    )
    # What start-up left behind is never searched for garbage again: acts stay quick.
    gc.collect()
    gc.freeze()
    keeper = Keeper(settings, os.environ, ready=lambda: server.started)
    with _own_signals(server):
        keeper.start()
        try:
            print(f"Greenlane: http://{settings.host}:{settings.port}", flush=True)
            server.run(sockets=[listener])
        finally:
            keeper.stop()
    return 0


class Keeper(threading.Thread):
    """Keeps the children alive from the moment the pages are `ready` until it is stopped."""

    def __init__(
        self, settings: Settings, environ: Mapping[str, str], ready: Callable[[], bool]
    ) -> None:
        super().__init__(name="keeper", daemon=True)
        self._settings, self._ready, self._ending = settings, ready, threading.Event()
        self.api_url = settings.prefect_api_url or environ.get("PREFECT_API_URL")
        self.embedded = self.api_url is None
        if self.api_url is None:
            port = prefect_home.free_port()
            prefect_environ = prefect_home.embedded(settings.home, port, environ)
            self.api_url = prefect_environ["PREFECT_API_URL"]
        else:
            prefect_environ = prefect_home.separate(self.api_url, environ)
        logs = settings.home / "logs"
        self.flows = Child(
            "flows", ["flows"], prefect_environ | told_to_children(settings), logs / "flows.log"
        )
        server_command = ["prefect", "server", "start"]
        self.prefect = Child(
            "Prefect server", server_command, prefect_environ, logs / "prefect-server.log"
        )

    def run(self) -> None:
        """Start the children once the pages answer, and again whenever one ends."""
        while not self._ready() and not self._ending.wait(0.05):
            pass
        status.note(self._settings.home, "starting", "Prefect is starting", api_url=self.api_url)
        children = [self.prefect, self.flows] if self.embedded else [self.flows]
        while not self._ending.is_set():
            for child in children:
                self._look_after(child)
            self._ending.wait(LOOK_EVERY_S)

    def _look_after(self, child: Child) -> None:
        was_up = child.pid is not None
        if not child.keep() and not was_up:
            detail = f"the {child.name} ended and will be started again"
            status.note(self._settings.home, "down", detail, api_url=self.api_url)

    def stop(self) -> None:
        """End the flows first, then Prefect; bounded, and nothing is left."""
        self._ending.set()
        if self.is_alive():
            self.join()
        self.flows.stop(FLOWS_GRACE_S)
        self.prefect.stop(PREFECT_GRACE_S)
        status.note(self._settings.home, "down", "stopped", api_url=self.api_url)


def told_to_children(settings: Settings) -> dict[str, str]:
    """The settings as environment variables for a child.

    Secrets that stand in files or are masked stay where they are: the child reads them itself.
    """
    values = settings.model_dump(mode="json", exclude_none=True, exclude={"outward_secrets"})
    return {
        f"GREENLANE_{name.upper()}": str(value)
        for name, value in values.items()
        if file_of("GREENLANE_", name) is None
    }


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    """Hold the home; a second `serve` would fight over its Prefect and its mailbox."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise CannotServe(f"another greenlane serve runs with the home {home}") from taken
        yield


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket, taken before anything is started."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as taken:
        listener.close()
        raise CannotServe(f"cannot listen on {host}:{port}: {taken.strerror}") from taken
    with listener:
        yield listener


@contextmanager
def _own_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let signals only ask for the end.

    uvicorn takes them over while it runs and raises them again afterwards; the default
    answer to SIGTERM would then end this process before its children.
    """

    def ask(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)

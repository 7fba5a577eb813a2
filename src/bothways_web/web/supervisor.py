"""Keeping the processes of the app alive: web server, worker, clock."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bothways.errors import InputError
from bothways_web.web.alive import EVERY, NAME, write_alive

#: A process that ends sooner than this is begun again only after a pause that grows.
YOUNG = 10.0
LONGEST_PAUSE = 30.0
GRACE = 20.0


@dataclass
class Kept:
    """A process that is kept alive."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)
    times: int = 0

    def look_after(self, now: float) -> None:
        """Begin the process where it is not running and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            print(
                f"The {self.name} ended with {self.process.returncode}; it is begun again.",
                file=sys.stderr,
                flush=True,
            )
            self.pause = min(LONGEST_PAUSE, 2 * self.pause or 1.0) if now - self.begun < YOUNG else 0.0
            self.end_rest()
            self.due, self.process = now + self.pause, None
        if now >= self.due:
            self.process, self.begun = subprocess.Popen(self.command, process_group=0), now
            self.times += 1

    @property
    def runs(self) -> bool:
        """Whether the process runs now."""
        return self.process is not None and self.process.poll() is None

    def stop(self, how: int) -> None:
        """Send a signal to the process, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)

    def end_rest(self) -> None:
        """End what the process began and left behind, such as the workers of a web server that was killed."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def processes(host: str, port: int, workers: int) -> list[Kept]:
    """Return what makes up the app."""
    django = [sys.executable, "-m", "django"]
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", str(workers), "--blocking-threads", "16", "--backpressure", "64",
        "--respawn-failed-workers", "--log-level", "error",  # it warns of so many threads, which wait for the store
        "bothways_web.web.wsgi:application",
    ]  # fmt: skip
    return [
        Kept("web server", web),
        Kept("worker", [*django, "db_worker", "--interval", "1", "--verbosity", "0"]),
        Kept("clock", [*django, "clock"]),
    ]


def run(host: str, port: int, workers: int, *, url: str, home: Path) -> int:
    """Run the app until a signal ends it; returns the exit code.

    Parameters
    ----------
    home : Path
        Where it is written down every few seconds that the parts run.
    url : str
        Where people open the app; printed once the web server answers.

    Raises
    ------
    InputError
        Where something else listens at the port.
    """
    refuse_taken(host, port)
    kept, ended = processes(host, port, workers), threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    is_told, written = False, -EVERY
    while not ended.is_set():
        for one in kept:
            one.look_after(time.monotonic())
        if time.monotonic() - written >= EVERY:
            written = time.monotonic()
            write_alive(home, {one.name: (one.runs, max(one.times - 1, 0)) for one in kept})
        if not is_told and answers(host, port, url):
            print(f"Open {url}  (Ctrl+C stops it)", flush=True)
            is_told = True
        ended.wait(0.5)
    _stop_all(kept)
    (home / NAME).unlink(missing_ok=True)
    return 0


def answers(host: str, port: int, url: str) -> bool:
    """Say whether the web server answers at its port, asked by the name under which people open it."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    link = http.client.HTTPConnection(near, port, timeout=2)
    try:
        link.request("GET", "/health/", headers={"Host": urlsplit(url).netloc})
        return link.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def refuse_taken(host: str, port: int) -> None:
    """Refuse a port at which something listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise InputError(
                f"Nothing can listen at {host} port {port}: {problem.strerror}.",
                remedy=f"Stop what listens there, or choose another: --port {port + 1 if port < 65535 else 8000}.",
            ) from None


def _stop_all(kept: list[Kept]) -> None:
    """Let every process end what it does, then end it."""
    for one in kept:
        one.stop(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for one in kept:
        if one.process is not None:
            try:
                one.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.stop(signal.SIGKILL)
            one.end_rest()

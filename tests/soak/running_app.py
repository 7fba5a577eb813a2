"""The real app in a home folder of its own: `bothways serve`, its processes, and a door into its database."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

DOOR = Path(__file__).with_name("door.py")
KINDS = ("web worker", "web server", "worker", "clock")
_WORDS = {"web server": "granian", "worker": "db_worker", "clock": "clock"}


def wait_for(what: str, there: Callable[[], Any], seconds: float, step: float = 0.1) -> Any:
    """Return what is there as soon as it is; fails loudly where it does not come."""
    deadline = time.monotonic() + seconds
    while not (found := there()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds:.0f} seconds.")
        time.sleep(step)
    return found


class RunningApp:
    """Start it, kill parts of it, stop it."""

    def __init__(self, home: Path, port: int, *, database: str = "", smtp: str = "") -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("BOTHWAYS_")}
        kept.pop("DATABASE_URL", None)
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = kept | {"BOTHWAYS_HOME": str(home), "BOTHWAYS_URL": f"http://localhost:{port}"}
        if database:
            self.environment["DATABASE_URL"] = database
        if smtp:
            self.environment["BOTHWAYS_SMTP"] = smtp
        self.home, self.port = home, port
        self.log = home.with_name(home.name + ".log")
        self._serve: subprocess.Popen[bytes] | None = None
        self._door: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).with_name("bothways")), "serve", "--port", str(self.port)]
        with self.log.open("ab") as told:
            self._serve = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=told, stderr=told,
                cwd=self.home.parent, start_new_session=True,
            )  # fmt: skip
        wait_for("The app", self.answers, 600)
        self._door = subprocess.Popen(
            [sys.executable, str(DOOR)], env=self.environment | {"DJANGO_SETTINGS_MODULE": "bothways_web.web.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def answers(self) -> bool:
        """Return whether a page comes."""
        if self._serve is not None and self._serve.poll() is not None:
            raise RuntimeError(f"The app ended: {self.told()}")
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            line.request("GET", "/answer/left/", headers={"Host": f"localhost:{self.port}"})
            return line.getresponse().status == 200
        return False

    def ask(self, verb: str, **given: Any) -> Any:
        """Have something done or looked up in the app's database; tried again while the database is away."""
        assert self._door is not None
        assert self._door.stdin is not None
        assert self._door.stdout is not None
        deadline = time.monotonic() + 120
        while True:
            self._door.stdin.write(json.dumps([verb, given]) + "\n")
            self._door.stdin.flush()
            line = self._door.stdout.readline()
            if not line:
                raise RuntimeError("The door into the database broke.")
            answer = json.loads(line)
            if "away" not in answer:
                return answer["told"]
            if time.monotonic() > deadline:
                raise TimeoutError(answer["away"])
            time.sleep(0.3)

    def pids(self, kind: str) -> list[int]:
        """Return the processes of a kind that run now and belong to the supervisor."""
        assert self._serve is not None
        if kind == "web worker":
            return [
                pid for parent in self.pids("web server") for pid in _children(parent)
                if "resource_tracker" not in _words(pid)
            ]  # fmt: skip
        return [pid for pid in _children(self._serve.pid) if _WORDS[kind] in _words(pid).split("\0")]

    def kill(self, kind: str, choose: Callable[[list[int]], int]) -> int:
        """Kill one process of a kind with -9 as soon as there is one; returns its number."""
        pid = choose(wait_for(f"The {kind}", lambda: self.pids(kind), 120, 0.05))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    def told(self) -> str:
        """Return the end of what it printed."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def everything(self) -> list[int]:
        """Return every process of the app that runs, orphans too."""
        assert self._serve is not None
        return [pid for pid, session in _sessions() if session == self._serve.pid]

    def stop(self) -> list[int]:
        """Stop it the kind way; returns processes that were left behind, which are then killed."""
        if self._door is not None and self._door.stdin is not None:
            self._door.stdin.close()
            self._door.wait(20)
        if self._serve is None:
            return []
        self._serve.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._serve.wait(40)
        left = self.everything()
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return left


def _stat(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _children(parent: int) -> list[int]:
    return [pid for pid in _all() if (words := _stat(pid)) and words[0] != "Z" and int(words[1]) == parent]


def _sessions() -> list[tuple[int, int]]:
    return [(pid, int(words[3])) for pid in _all() if (words := _stat(pid)) and words[0] != "Z"]


def _words(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    return ""

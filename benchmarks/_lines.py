"""Many clients that talk to a running app at once, over connections that they keep."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the app answered, and the seconds until all of it was there."""

    status: int
    page: bytes
    seconds: float


class Line:
    """A connection to the app that is kept, with as little work of its own as can be."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        """Send a body, or ask for a page where there is none."""
        head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
        if body is not None:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        begun = time.perf_counter()
        self.socket.sendall(head.encode() + b"\r\n" + (body or b""))
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        names, _, page = got.partition(b"\r\n\r\n")
        lines = names.lower().split(b"\r\n")
        length = int(next(line for line in lines if line.startswith(b"content-length:"))[15:])
        while len(page) < length:
            page += self._more()
        return Answer(int(lines[0].split()[1]), page, time.perf_counter() - begun)

    def _more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("The app closed the connection.")
        return part


def at_once(
    port: int, clients: int, jobs: Sequence[Any], act: Callable[[Line, Any], float]
) -> tuple[float, list[float]]:
    """Do all jobs over so many connections; jobs a second, and the seconds that each took."""
    taken: list[float] = []
    trouble: list[BaseException] = []

    def work(mine: Sequence[Any], line: Line) -> None:
        try:
            taken.extend([act(line, one) for one in mine])
        except BaseException as problem:
            trouble.append(problem)

    threads = [threading.Thread(target=work, args=(jobs[one::clients], Line(port))) for one in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]
    return len(jobs) / (time.perf_counter() - begun), taken

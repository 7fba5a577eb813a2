"""A program on this machine that takes notices over HTTP or TLS, keeps them as they came, and answers as it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bothways_web.connect.models import Receiver
from bothways_web.connect.receivers import Wanted, add_receiver

EVERYTHING = [
    "round.opened", "round.closed", "results.released", "findings.computed", "plan.made", "plan.started", "study.told",
    "answer.published", "minutes.published", "cases.opened",
]  # fmt: skip


class Program(ThreadingHTTPServer):
    """Keeps headers and bodies; answers ``status``, or the next of ``statuses``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: list[tuple[dict[str, str], bytes]] = []
        self.status, self.statuses = 204, list[int]()
        self.scheme, self.more_headers = "http", dict[str, str]()

    @property
    def address(self) -> str:
        return f"{self.scheme}://localhost:{self.server_port}/hooks"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about connections that end early: they are meant to."""


class _Handler(BaseHTTPRequestHandler):
    server: Program

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append((dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else self.server.status)
        for name, value in self.server.more_headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Write nothing."""


@contextmanager
def running(file: Path | None = None) -> Iterator[Program]:
    """Run a program until the end of a test; over TLS where there is a certificate."""
    program = Program()
    if file is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        program.socket = context.wrap_socket(program.socket, server_side=True, do_handshake_on_connect=False)
        program.scheme = "https"
    threading.Thread(target=program.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield program
    finally:
        program.shutdown()
        program.server_close()


def added(company: Any, address: str, *events: str, name: str = "Intranet") -> Receiver:
    """A receiver of some events, or of all."""
    return add_receiver(Wanted(name, address, events or EVERYTHING), by=company.users["dua"])

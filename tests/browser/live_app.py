"""The app as people run it, for browser tests: its own home folder, its own mail server, started by its own command."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

BOTHWAYS = Path(sys.executable).with_name("bothways")


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Letters:
    """A mail server that keeps what it gets, by address."""

    kept: list[tuple[str, str, str]] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the server's own name
        letter = message_from_bytes(envelope.content, policy=default)
        for address in envelope.rcpt_tos:
            self.kept.append((address, str(letter["Subject"]), letter.get_content()))
        return "250 OK"

    def wait_for(self, address: str, pattern: str, *, seconds: float = 60) -> str:
        """Return the first link to an address that fits a pattern."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for to, _subject, text in self.kept:
                found = re.search(pattern, text)
                if to == address and found:
                    return found[0]
            time.sleep(0.2)
        raise AssertionError(
            f"No mail to {address} with {pattern} within {seconds:g} s: {len(self.kept)} mails."
        )


@dataclass
class App:
    """A running app."""

    url: str
    letters: Letters
    log: Path

    def printed(self, pattern: str) -> str:
        found = re.search(pattern, self.log.read_text())
        assert found, self.log.read_text()
        return found[1]


@contextmanager
def running_app(
    home: Path, *, company: Path | None = None, seconds: float = 600, **env: str
) -> Iterator[App]:
    """Start `bothways serve` and stop it in the end."""
    port, mail = unused_port(), unused_port()
    letters, log = Letters(), home.with_suffix(".log")
    server = Controller(letters, hostname="127.0.0.1", port=mail)
    server.start()
    told = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))
    }
    told |= {"BOTHWAYS_HOME": str(home), "BOTHWAYS_SMTP": f"smtp://127.0.0.1:{mail}", **env}
    command = [str(BOTHWAYS), "serve", "--port", str(port)] + (["--company", str(company)] if company else [])
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=told, stdout=stream, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://localhost:{port}/health/", process, log, seconds)
        yield App(f"http://localhost:{port}", letters, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)
        server.stop()


def close_round(lead: Page, address: str, *, band: str) -> None:
    """Close a round on its page, as somebody who runs it, and wait until its results are open."""
    lead.goto(address)
    expect(lead.get_by_role("main")).to_contain_text("Shown after the close, as a band.")
    lead.get_by_role("link", name="Close now").click()
    lead.get_by_role("button", name="Close now").click()
    for _ in range(60):
        lead.goto(address)
        if lead.get_by_text("closed, results are open").count():
            break
        lead.wait_for_timeout(1000)
    expect(lead.get_by_role("main")).to_contain_text(band)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"The app does not answer after {seconds:g} s: {log.read_text()}")

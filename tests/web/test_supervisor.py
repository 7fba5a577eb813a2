"""When somebody is told to open the app: once its web server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bothways_web.web import supervisor


@contextmanager
def serving(status: int) -> Iterator[tuple[int, list[str]]]:
    """A web server that answers everything alike, and the names by which it was asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']}{self.path}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("status", "expected"), [(200, True), (301, True), (400, False), (503, False)])
def test_only_a_server_that_is_well_answers(status, expected):
    with serving(status) as (port, asked):
        assert supervisor.answers("0.0.0.0", port, "https://voices.example:8443/") is expected
        assert asked == ["voices.example:8443/health/"]


def test_a_port_at_which_nothing_listens_does_not_answer():
    with serving(200) as (port, _asked):
        pass
    assert not supervisor.answers("127.0.0.1", port, "http://localhost")


def test_the_address_is_printed_once_and_only_after_the_server_answers(monkeypatch, capsys, tmp_path):
    looks = iter([False, False, True])
    ended = threading.Event()
    printed_after = []

    def answers(*_where: object) -> bool:
        printed_after.append(capsys.readouterr().out)
        return next(looks)

    def wait(_seconds: float) -> bool:
        waits.append(1)
        if len(waits) == 5:
            ended.set()
        return ended.is_set()

    waits: list[int] = []
    turn = type("Turn", (), {"is_set": ended.is_set, "set": ended.set, "wait": staticmethod(wait)})
    monkeypatch.setattr(supervisor.threading, "Event", turn)
    monkeypatch.setattr(supervisor.signal, "signal", lambda *_: None)
    monkeypatch.setattr(supervisor, "processes", lambda *_: [])
    monkeypatch.setattr(supervisor, "refuse_taken", lambda *_: None)
    monkeypatch.setattr(supervisor, "answers", answers)
    assert supervisor.run("127.0.0.1", 8000, 1, url="http://localhost:8000", home=tmp_path) == 0
    assert printed_after == ["", "", ""]
    assert capsys.readouterr().out == "Open http://localhost:8000  (Ctrl+C stops it)\n"

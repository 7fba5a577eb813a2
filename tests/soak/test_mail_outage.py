"""A mail server that is away, breaks off, and comes back: no invitation is lost, and it is told."""

from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cluster import free_port
from running_app import RunningApp, wait_for

PEOPLE = 48


class Postbox:
    """A mail server's handler: keeps who got mail; breaks off while `broken` is set."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.broken_after: int | None = None
        self.breaks = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.broken_after is not None and self.got.total() >= self.broken_after:
            self.breaks += 1
            return "451 Try again later"
        self.got.update(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def app(tmp_path: Path):
    made = RunningApp(tmp_path / "home", free_port(), smtp=f"smtp://127.0.0.1:{free_port()}")
    made.start()
    made.ask("found", people=PEOPLE)
    yield made
    left = made.stop()
    assert left == []


def test_no_invitation_is_lost_while_the_mail_server_is_away(app):
    smtp_port = int(app.environment["BOTHWAYS_SMTP"].rpartition(":")[2])
    number = app.ask("launch", title="Mail outage")["round"]

    def waiting() -> int:
        return int(app.ask("mails", round=number)["states"]["waiting"])

    # Away: nothing goes out, nothing is lost, the reason stands on the round's page.
    told = wait_for("A refusal", lambda: app.ask("mails", round=number)["problems"], 60)
    assert told == ["The mail server cannot be used: Connection refused."]
    assert waiting() == PEOPLE
    assert "Connection refused" in app.ask("round_page", round=number)

    # There, but it breaks off after some mails; the clock that sends them is killed besides.
    postbox = Postbox()
    postbox.broken_after = PEOPLE // 2
    controller = Controller(postbox, hostname="127.0.0.1", port=smtp_port)
    controller.start()
    try:
        app.ask("let_waits_pass", round=number)
        wait_for("Some mail", lambda: postbox.breaks, 60)
        app.kill("clock", lambda pids: pids[0])
        assert postbox.got.total() == PEOPLE // 2
        assert waiting() >= PEOPLE // 2

        # Back for good: everybody has it, and the page has no problem to tell.
        postbox.broken_after = None

        def all_sent() -> bool:
            app.ask("let_waits_pass", round=number)
            return waiting() == 0

        wait_for("All mail", all_sent, 90, 1)
    finally:
        controller.stop()
    states = app.ask("mails", round=number)
    assert states["states"] == {"waiting": 0, "sent": PEOPLE, "given_up": 0}
    assert states["problems"] == []
    assert states["tries"] >= 2
    assert len(postbox.got) == PEOPLE
    assert postbox.got.total() <= PEOPLE + 1  # one may have been taken when the clock was killed

"""The one door out: every mail and every post passes it, names its kind, and is held in quiet hours."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from bothways_web.people.notifications.kinds import KINDS, Kind
from bothways_web.people.notifications.quiet import next_allowed
from bothways_web.people.notifications.readers import Reader

#: So that no machine answers.
FROM_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Unsent(Exception):
    """The family of what keeps a mail from leaving."""


class Held(Unsent):
    """It is quiet where the reader is; ``until`` is the first moment after."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"It is held until {until.isoformat()}.")
        self.until = until


class Refused(Unsent):
    """The mail server does not know the address: trying again is of no use."""


class Unavailable(Unsent):
    """The mail server cannot be used now. Its words never name an address."""


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    reply_to: Sequence[str] = ()


def one_click(link: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to stop such mails (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def due(kind: Kind, reader: Reader, moment: dt.datetime) -> dt.datetime:
    """Return the first moment from ``moment`` on at which such a message may reach somebody."""
    if kind not in KINDS:
        raise ValueError(f"{kind.name} is no kind of message.")
    if not kind.waits:
        return moment
    return next_allowed(moment, reader.zone, *reader.rests)


def admit(kind: Kind, reader: Reader, now: dt.datetime | None = None) -> None:
    """Let a message pass; whoever sends it in another way than by mail asks here first.

    Raises
    ------
    Held
        Where it is quiet.
    """
    moment = now or timezone.now()
    until = due(kind, reader, moment)
    if until > moment:
        raise Held(until)


def send(
    kind: Kind, letter: Letter, reader: Reader, *, now: dt.datetime | None = None,
    connection: BaseEmailBackend | None = None,
) -> None:  # fmt: skip
    """Send a mail.

    Raises
    ------
    Held, Refused, Unavailable
    """
    mail = EmailMessage(
        " ".join(letter.subject.split()), letter.body, to=[reader.address], headers=dict(letter.headers),
        reply_to=list(letter.reply_to) or None, connection=connection,
    )  # fmt: skip
    send_made(kind, mail, reader, now=now)


def send_made(kind: Kind, mail: EmailMessage, reader: Reader, *, now: dt.datetime | None = None) -> None:
    """Send a mail that a package has made.

    Raises
    ------
    Held, Refused, Unavailable
    """
    admit(kind, reader, now)
    try:
        taken = mail.send()
    except smtplib.SMTPRecipientsRefused:
        raise Refused("The mail server does not know an address.") from None
    except (OSError, smtplib.SMTPException) as problem:
        raise Unavailable(f"The mail server cannot be used: {_reason(problem)}") from problem
    if not taken:
        raise Unavailable("The mail server cannot be used: it took nothing.")


def open_connection(timeout: float | None = None) -> BaseEmailBackend:
    """Return a connection for several mails; whoever asks for it closes it.

    Parameters
    ----------
    timeout : float, optional
        Seconds to wait for a mail server; as the settings say where not given.
    """
    asked: dict[str, Any] = {} if timeout is None else {"timeout": timeout}
    connection: BaseEmailBackend = get_connection(**asked)
    return connection


def _reason(problem: Exception) -> str:
    """Return why, without an address that the server's reply may name."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answers {problem.smtp_code}."
    return f"{getattr(problem, 'strerror', None) or type(problem).__name__}."

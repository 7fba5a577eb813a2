"""Logs without rights and without ballots: addresses that open a survey, an account or a ballot box are cut."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(
    r"/(answer|open|kiosk|no-more|welcome|reset/key|ballots|huddles/card|huddles/calendar|calendar|told|reminders)/+[^\s'\"<>]+",
    re.IGNORECASE,
)


class WithoutTokens(logging.Filter):
    """Cut tokens out of every line, tracebacks included; a ballot that is refused leaves no line at all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line, and say whether it is written."""
        if record.levelno < logging.ERROR and "/ballots/" in record.getMessage():
            return False
        record.msg = _TOKEN.sub(r"/\1/…", record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _TOKEN.sub(r"/\1/…", record.exc_text)
        return True

"""Logs without rights, without ballots and without addresses of people; as lines to read, or as JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from types import TracebackType

_TOKEN = re.compile(
    r"/(answer|open|kiosk|no-more|welcome|reset/key|ballots|huddles/card|huddles/calendar|calendar|told|reminders)/+[^\s'\"<>]+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+%~-]+@[\w-]+(\.[\w-]+)+")


def without_people(text: str) -> str:
    """Cut tokens and addresses of people out of a text.

    Examples
    --------
    >>> without_people("GET /answer/aBc:1x/ for ana@company.example")
    'GET /answer/… for …@…'
    """
    return _MAIL.sub("…@…", _TOKEN.sub(r"/\1/…", text))


class WithoutTokens(logging.Filter):
    """Cut tokens and addresses out of every line, tracebacks too; a ballot that is refused leaves no line at all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line, and say whether it is written."""
        if record.levelno < logging.ERROR and "/ballots/" in record.getMessage():
            return False
        record.msg = without_people(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_people(record.exc_text)
        return True


class AsJson(logging.Formatter):
    """One line of JSON for each: time, level, logger, message, and of an error its kind and where it came from.

    What an error says is left out: databases quote the row that they refuse.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(where: TracebackType | None) -> list[str]:
    """Return the places of a traceback as module and line, without values and without what stands there."""
    frames = traceback.extract_tb(where, limit=-12)
    return [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]

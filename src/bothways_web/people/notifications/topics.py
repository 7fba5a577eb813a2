"""What the one mail a week can speak of: each room hangs its own in, and the mail says no more than their lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bothways_web.people.models import User


@dataclass(frozen=True)
class Topic:
    """Something that can be new for somebody.

    Attributes
    ----------
    name : str
        As it is stored.
    line : str
        A whole sentence without a number, a name or a word of what it is; translated when it is written.
    comes_again : bool
        Whether it is told again as long as it lasts: then once a week at most.
    is_new : callable or None
        Called with an account and the days looked at, the first included and the last not: whether something is new.
        Without it the room says so itself, by ``let_wait``.
    """

    name: str
    line: Any
    comes_again: bool = False
    is_new: Callable[[User, dt.date, dt.date], bool] | None = None


TOPICS: dict[str, Topic] = {}


def contribute(topic: Topic) -> Topic:
    """Hang a topic in; a second time changes nothing."""
    return TOPICS.setdefault(topic.name, topic)

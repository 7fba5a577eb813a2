"""Telling who reported with a name that there is an answer: in the mail that says what is new, without a word of it."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways_web.listen.models import Problem
from bothways_web.people.notifications.digest import let_wait
from bothways_web.people.notifications.topics import Topic, contribute

MY_REPORTS = contribute(Topic("my reports", _("There is something new under “My reports”.")))


def tell_reporter(problem: Problem, now: dt.datetime | None = None) -> bool:
    """Let the mail to the one who reported it with a name say so; return whether it will."""
    return problem.reporter is not None and let_wait(problem.reporter, MY_REPORTS, now)

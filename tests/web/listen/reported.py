"""Reporting problems the way people do, for tests."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from bothways_web.listen.models import Problem
from bothways_web.listen.problems import mixing, triage
from bothways_web.listen.problems import reporting as problems

FORM, CODE_PAGE, TRIAGE = "/problems/", "/problems/code/", "/problems/triage/"
TEXT = "Customers have to type their address twice, on two forms."
_CODE = re.compile(r'<bdi dir="ltr">([0-9A-Z-]+)</bdi>')


def key_on(page: Any) -> str:
    """The key of the form on a page."""
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def send(client: Client, text: str = TEXT, **given: str) -> Any:
    """Open the form and send it, past the page of similar ones."""
    key = given.pop("key", None) or key_on(client.get(FORM))
    data = {"key": key, "prompt": "easier", "text": text, "mode": "named", "step": "send"} | given
    return client.post(FORM, data)


def send_without_name(client: Client, text: str = TEXT, **given: str) -> str:
    """Report without a name; returns the private code."""
    return code_on(send(client, text, mode="anonymous", **given))


def code_on(page: Any) -> str:
    return _CODE.search(page.content.decode())[1]


def problem_of(text: str = TEXT) -> Problem:
    return Problem.objects.get(text=text)


def let_days_pass(monkeypatch: pytest.MonkeyPatch, days: int = 1) -> None:
    """Let it be so many days later."""
    later = problems.today() + dt.timedelta(days=days)
    for module in (problems, triage, mixing):
        monkeypatch.setattr(module, "today", lambda: later)


def open_problem(company: Any, text: str = TEXT, state: str = "looked_at", **given: str) -> Problem:
    """A problem with Cem's name that somebody has looked at."""
    send(company.client("cem"), text, **given)
    Problem.objects.filter(text=text).update(state=state)
    return problem_of(text)

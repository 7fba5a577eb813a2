"""Webhooks for programs: who is told of events, and what became of each notice."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from urllib.parse import urlsplit

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from bothways_web.api.callers import found
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.connect.models import Notice, Receiver

router = Router(tags=["webhooks"])


class OneReceiver(Schema):
    """A program that is told of events; its whole address may hold a secret, so the host alone is told."""

    number: int
    name: str
    host: str
    events: list[str]
    state: str = Field(description="on, off, or broken: switched off since it did not answer for days.")
    failing_since: dt.datetime | None


class ReceiverList(Schema):
    """Programs by name."""

    items: list[OneReceiver]
    total: int
    next_offset: int | None


class OneNotice(Schema):
    """What became of telling one program of one event."""

    number: int
    event: str
    at: dt.datetime
    state: str = Field(description="waiting, taken or given_up.")
    attempts: int
    tried_at: dt.datetime | None
    status: int | None = Field(description="What the program answered last.")
    problem: str


class NoticeList(Schema):
    """Notices, newest first."""

    items: list[OneNotice]
    total: int
    next_offset: int | None


class WhichNotices(Cut):
    """Which notices are wanted."""

    state: Literal["", "waiting", "taken", "given_up"] = ""


@router.get(
    "/webhooks", response=told(200, ReceiverList), auth=Bearer(Scope.WEBHOOKS), summary="List webhooks"
)
def list_webhooks(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Programs that are told of events. No secret is told."""
    rows = Receiver.objects.all()
    return cut(rows, rows.count(), wanted, _receiver)


@router.get(
    "/webhooks/{number}/notices", response=told(200, NoticeList, 404), auth=Bearer(Scope.WEBHOOKS),
    summary="List notices of a webhook",
)  # fmt: skip
def list_notices(request: HttpRequest, number: Number, wanted: Query[WhichNotices]) -> dict[str, Any]:
    """What became of each event that a program was to be told of."""
    receiver = found(Receiver.objects.filter(pk=number).first())
    rows = Notice.objects.filter(receiver=receiver).select_related("event")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return cut(rows, rows.count(), wanted, _notice)


def _receiver(one: Receiver) -> dict[str, Any]:
    return {
        "number": one.pk, "name": one.name, "host": urlsplit(one.address).hostname or "", "events": list(one.events),
        "state": one.state, "failing_since": one.failing_since,
    }  # fmt: skip


def _notice(one: Notice) -> dict[str, Any]:
    return {
        "number": one.pk, "event": one.event.kind, "at": one.event.at, "state": one.state, "attempts": one.attempts,
        "tried_at": one.tried_at, "status": one.status, "problem": one.problem,
    }  # fmt: skip

"""What stands about an account where no key leads to it: sessions, tries to sign in, jobs, mails that are files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bothways_web.keeping.personal.subject import Subject

_TRIES = (AccessAttempt, AccessFailureLog, AccessLog)


def sessions_of(subject: Subject) -> list[Session]:
    """Return the sessions in which somebody is signed in; what they hold is signed, so each is looked into."""
    if subject.user is None:
        return []
    key = str(subject.user.pk)
    every = Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500)
    return [one for one in every if str(one.get_decoded().get(SESSION_KEY, "")) == key]


def tries_of(subject: Subject) -> Iterator[tuple[str, dt.datetime]]:
    """Give the tries to sign in with an address of somebody: of which kind, and when."""
    for model in _TRIES:
        for address in subject.addresses:
            for one in model.objects.filter(username__iexact=address):
                yield model.__name__, one.attempt_time


def forget_sessions(subject: Subject) -> dict[str, int]:
    """Delete sessions, tries to sign in and ended jobs of somebody; return how many of each."""
    done = {"sessions.Session": 0}
    for one in sessions_of(subject):
        one.delete()
        done["sessions.Session"] += 1
    for model in _TRIES:
        gone = sum(
            model.objects.filter(username__iexact=address).delete()[0] for address in subject.addresses
        )
        done[model._meta.label] = gone
    if subject.user is not None:
        key = subject.user.pk
        ended = DBTaskResult.objects.exclude(status__in=("READY", "RUNNING")).iterator(chunk_size=500)
        mine = [one.pk for one in ended if key in one.args_kwargs.get("args", ())]
        done[DBTaskResult._meta.label] = DBTaskResult.objects.filter(pk__in=mine).delete()[0]
    return {name: count for name, count in done.items() if count}


def mail_files(addresses: tuple[str, ...]) -> list[Path]:
    """Return the mails to somebody that lie as files, where no mail server is set."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or Path(settings.HOME) / "mail")
    found = []
    for path in folder.glob("*.log") if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        if any(address in text for address in addresses):
            found.append(path)
    return found

"""What can be measured of a running site without telling of anybody: used by doctor, readiness and metrics.

Nothing here counts answers, requests, sessions or mails, nor grows with them: at a small site a counter that moves at
a quarter past nine tells who answered then (docs/decisions/0063).
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bothways_web.keeping.backup.making import MADE
from bothways_web.listen.models import Delivery
from bothways_web.people.models import Change, Organisation

GIGABYTE = 1 << 30


def free_gigabytes() -> int:
    """Return the free room of the home folder's disk, in whole GB: finer would move with each answer."""
    return int(shutil.disk_usage(settings.HOME).free // GIGABYTE)


def database_answers() -> bool:
    """Return whether the database answers now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


def migrations_waiting() -> int:
    """Return how many migrations are to be run.

    Raises
    ------
    django.db.Error
        Where the database does not answer.
    """
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@cache
def tables_seen_ready() -> bool:
    """Return that no migration waited once; asked again until it is so."""
    if migrations_waiting():
        raise LookupError
    return True


def oldest_job() -> dt.timedelta:
    """Return how long the oldest job waits that could have begun; zero where none waits."""
    now = timezone.now()
    ready = DBTaskResult.objects.filter(status="READY", run_after__lte=now)
    since = ready.aggregate(since=Min("enqueued_at"))["since"]
    return max(now - since, dt.timedelta()) if since else dt.timedelta()


def oldest_mail() -> dt.timedelta:
    """Return for how long a mail is overdue, or zero. Never how many are: reminders go to who has not answered."""
    now = timezone.now()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now)
    since = waiting.filter(invitation__round__state="open").aggregate(since=Min("due_at"))["since"]
    return max(now - since, dt.timedelta()) if since else dt.timedelta()


def last_backup() -> dt.datetime | None:
    """Return when the last backup was made; ``None`` where there was none."""
    return Change.objects.filter(verb=MADE).order_by("-pk").values_list("at", flat=True).first()


def set_up_for() -> dt.timedelta | None:
    """Return for how long the site is set up; ``None`` where it is not, or has the example company in it."""
    site = Organisation.current()
    if site.set_up_on is None or site.is_demo:
        return None
    return timezone.now().date() - site.set_up_on


def is_ready() -> bool:
    """Return whether requests can be answered: the database is there with the tables of this version, the disk too."""
    from bothways_web.keeping.backup.restoring import UNFINISHED

    home = Path(settings.HOME)
    try:
        return (
            database_answers() and tables_seen_ready() and home.is_dir() and not (home / UNFINISHED).exists()
        )
    except (Error, LookupError):
        return False


def answer_time() -> float:
    """Return how many seconds a smallest question to the database takes."""
    begun = time.perf_counter()
    database_answers()
    return time.perf_counter() - begun

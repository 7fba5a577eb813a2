"""What the doctor looks at of a site that runs: disk, keys, clock, mail, processes, queue, backups."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.keeping.backup.erased import missing_elsewhere
from bothways_web.listen.models import Round, Sealing
from bothways_web.listen.sealed import files
from bothways_web.people.models import Change
from bothways_web.people.notifications.door import open_connection
from bothways_web.web import alive, vital_signs

LEAST_GIGABYTES = 1
OLDEST_JOB, OLDEST_MAIL = dt.timedelta(minutes=15), dt.timedelta(hours=2)
OLDEST_BACKUP = dt.timedelta(days=2)
_PYTHON, _SQLITE, _POSTGRES = (3, 11), (3, 37), 140000


class Advice(InputError):
    """Something that ought to be better, and that no promise depends on today."""


def disk() -> None:
    """Refuse a disk on which the next answers may find no room."""
    if vital_signs.free_gigabytes() < LEAST_GIGABYTES:
        raise InputError(
            f"Less than {LEAST_GIGABYTES} GB are free at {settings.HOME}.",
            remedy="Make room: answers that find none are refused, and no backup can be made.",
        )


def keys() -> None:
    """Refuse keys that others may read, and a ledger without its key."""
    home = Path(settings.HOME)
    secret = [*home.glob("*.key"), *home.glob("ledgers/*/ledger.key"), *home.glob("sealed/*/*.pem")]
    open_to_others = [path for path in secret if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        name = open_to_others[0].relative_to(home)
        raise InputError(
            f"Others may read {name}.", remedy=f"Run: chmod 600 on it (in all {len(open_to_others)})."
        )
    for ledger in home.glob("ledgers/*/ledger.json"):
        if not ledger.with_name("ledger.key").exists():
            raise InputError(
                f"The ledger of {ledger.parent.name} has lost its key: nothing more can be released of them.",
                remedy="Put ledger.key back beside ledger.json from the last backup.",
            )


def versions() -> None:
    """Refuse programs that are older than what Bothways needs."""
    if sys.version_info < _PYTHON or sqlite3.sqlite_version_info < _SQLITE or django.VERSION[:2] != (5, 2):
        raise InputError(
            f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, Django {django.get_version()}: "
            "one of them is not what Bothways is made for.",
            remedy="Install requirements/web.txt on Python 3.11 or newer.",
        )


def database_settings() -> None:
    """Refuse a database that may lose what it has confirmed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
            wrong = [name for name, value in wanted.items()
                     if cursor.execute(f"PRAGMA {name}").fetchone()[0] != value]  # fmt: skip
        else:
            if cursor.connection.info.server_version < _POSTGRES:
                raise InputError("The server is older than PostgreSQL 14.", remedy="Update PostgreSQL.")
            wanted_on = ("fsync", "full_page_writes", "synchronous_commit")
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(wanted_on)])
            wrong = [name for name, setting in cursor.fetchall() if setting == "off"]
    if wrong:
        raise InputError(
            f"The database may lose answers that were confirmed: {', '.join(wrong)}.",
            remedy="Leave these settings as they come; on a disk of its own SQLite can write its journal.",
        )


def clock() -> None:
    """Refuse a time before what the change log says was done already."""
    last = Change.objects.order_by("-at").values_list("at", flat=True).first()
    if last is not None and last - timezone.now() > dt.timedelta(minutes=2):
        raise InputError(
            f"This machine says {timezone.now():%Y-%m-%d %H:%M} UTC, and something was done at {last:%Y-%m-%d %H:%M}.",
            remedy="Set its clock, best by NTP: rounds open and close by it.",
        )


def mail() -> None:
    """Refuse a mail server that does not answer, or mails that lie; files instead of mails are an advice."""
    if "filebased" in settings.EMAIL_BACKEND:
        raise Advice("Mails are written as files: nobody gets any.", remedy="Set BOTHWAYS_SMTP.")
    if "smtp" in settings.EMAIL_BACKEND:
        server = open_connection(timeout=10)
        try:
            server.open()
            server.close()
        except OSError as problem:
            raise InputError(
                f"The mail server {settings.EMAIL_HOST} does not take us ({type(problem).__name__}).",
                remedy="Look at BOTHWAYS_SMTP: name, password, port, and what stands after tls=.",
            ) from problem
    if vital_signs.oldest_mail() > OLDEST_MAIL:
        raise InputError(
            "Mails are overdue for hours.",
            remedy="See that the clock runs, and what it writes about the mail server.",
        )


def processes() -> None:
    """Refuse an app of which a part is missing; that it does not run at all is an advice."""
    home = Path(settings.HOME)
    found = alive.read_alive(home)
    if not found.supervised:
        raise Advice("The app does not run here.", remedy="Start it: bothways serve.")
    if gone := [name for name, runs in found.running.items() if not runs]:
        raise InputError(
            f"Not running: {', '.join(gone)}.", remedy="Look at what bothways serve writes about it."
        )
    age = alive.clock_age(home)
    if found.age is not None and age is not None and age > alive.CLOCK_HANGS_AFTER:
        raise InputError(
            f"The clock has not ticked for {age / 60:.0f} minutes.",
            remedy="Start the app again: bothways serve.",
        )


def queue() -> None:
    """Refuse jobs that nobody takes, and sealed rounds whose keys are gone."""
    oldest = vital_signs.oldest_job()
    if oldest > OLDEST_JOB:
        raise InputError(
            f"A job has been waiting for {oldest.total_seconds() / 60:.0f} minutes.",
            remedy="See that the worker runs; a long computation may be before it.",
        )
    for sealing in Sealing.objects.filter(round__state=Round.State.OPEN):
        if files.keys_made(sealing.name) < sealing.strata.count():
            raise InputError(
                "An open sealed round has lost its keys: nobody can answer any more.",
                remedy="Close it; a backup never holds these keys.",
            )


def backups() -> None:
    """Refuse a site whose last backup is too old, or that has none."""
    age, last = vital_signs.set_up_for(), vital_signs.last_backup()
    if age is None or age < OLDEST_BACKUP:
        return
    if last is None:
        raise InputError("There was never a backup.", remedy="Let bothways backup FOLDER run every night.")
    if timezone.now() - last > OLDEST_BACKUP:
        raise InputError(
            f"The last backup is of {last:%Y-%m-%d %H:%M} UTC.",
            remedy="See why bothways backup does not run.",
        )


def erased_list() -> None:
    """Refuse a list of erasures elsewhere that lacks somebody."""
    if number := missing_elsewhere():
        raise InputError(
            f"The list that BOTHWAYS_ERASED_LIST names lacks {number} of those who were erased.",
            remedy="See that it can be written; bothways backup brings it up to date.",
        )

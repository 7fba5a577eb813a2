"""What ``bothways doctor`` looks at: whether this site can do what it promises, and the remedy where it cannot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection

from bothways.errors import InputError
from bothways_web.listen.sealed.readiness import refuse_unready
from bothways_web.people.models import Organisation, SignOnProvider
from bothways_web.people.sign_on.emergencies import ready_accounts
from bothways_web.people.sign_on.providers import missing
from bothways_web.web import doctor_running as running


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what is wrong with it; blank where nothing is. An advice does not stop anything."""

    name: str
    problem: str
    advice: bool = False


def examine() -> Iterator[tuple[str, str]]:
    """Give what was looked at and what is wrong with it, in a sentence; blank where nothing is."""
    return ((one.name, one.problem) for one in findings())


def findings() -> Iterator[Finding]:
    """Give every finding, in the order in which to mend them; what needs the database only where it is there."""
    is_there = True
    for name, check in _FIRST.items():
        found = _look(name, check)
        is_there = is_there and not (name == "Database" and found.problem)
        yield found
    for name, check in _NEEDS_DATABASE.items() if is_there else ():
        yield _look(name, check)


def _look(name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except running.Advice as problem:
        return Finding(name, str(problem), advice=True)
    except InputError as problem:
        return Finding(name, str(problem))
    except Error as problem:
        return Finding(
            name, f"The database failed while it was looked at ({type(problem).__name__}). Try again."
        )
    return Finding(name, "")


def _home() -> None:
    """Refuse a folder that cannot be written to, or that others may read."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.HOME, os.W_OK | os.X_OK):
        raise InputError(
            f"Nothing can be written to {settings.HOME}.",
            remedy="Give it to the user who runs Bothways, or set BOTHWAYS_HOME to another folder.",
        )


def _proxy() -> None:
    """Refuse a site that is reached over HTTPS, which something in front must end, without knowing of it.

    Everybody would seem to come from one address, and one person's wrong codes would count against all.
    """
    if settings.BASE_URL.startswith("https:") and settings.SECURE_PROXY_SSL_HEADER is None:
        raise InputError(
            "The site is reached over HTTPS, but nothing is said of the proxy that ends it.",
            remedy="Set BOTHWAYS_BEHIND_PROXY=1 if it sets X-Forwarded-Proto and X-Forwarded-For.",
        )


def _sign_on() -> None:
    """Refuse providers that are on while their packages are not here, and shut passwords without a way in."""
    lacking = [one.name for one in SignOnProvider.objects.filter(is_on=True) if missing(one.protocol)]
    if lacking:
        raise InputError(
            f"Nobody can sign on at {', '.join(lacking)}: packages are missing.",
            remedy="Install requirements/signon.txt, and start the app again.",
        )
    if Organisation.current().only_sign_on and not ready_accounts().exists():
        raise InputError(
            "Passwords are shut, and no account for emergencies would work.",
            remedy="Let an administrator with password and second factor be named for emergencies.",
        )


def _database() -> None:
    """Refuse a database that does not answer, or whose tables are not those of this version."""
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        raise InputError(
            f"The database does not answer ({type(problem).__name__}).",
            remedy="Start it, or correct DATABASE_URL.",
        ) from problem
    if waiting:
        raise InputError(
            "The tables in the database are older than this version.",
            remedy="Start the app once: bothways serve.",
        )


_FIRST: dict[str, Callable[[], None]] = {
    "Home folder": _home,
    "Disk": running.disk,
    "Keys": running.keys,
    "Versions": running.versions,
    "Proxy": _proxy,
    "Sealed rounds": refuse_unready,
    "Database": _database,
}
_NEEDS_DATABASE: dict[str, Callable[[], None]] = {
    "Database settings": running.database_settings,
    "Clock": running.clock,
    "Signing on": _sign_on,
    "Mail": running.mail,
    "Processes": running.processes,
    "Queue": running.queue,
    "Backups": running.backups,
    "List of erasures": running.erased_list,
}

"""What is done before the app starts: tables, static files, the example company, the first code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def prepare(company: Path | None) -> None:
    """Bring the database and the static files up to date, and load an example company into an empty site."""
    from bothways_web.keeping.backup.restoring import refuse_unfinished

    settings.HOME.mkdir(parents=True, exist_ok=True)
    refuse_unfinished(Path(settings.HOME))
    os.umask(0o077)
    print("Bringing the database up to date.", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    _bring_providers()
    if company is not None:
        _load(company)
    _tell_first_code()


def _bring_providers() -> None:
    from bothways_web.people.sign_on.providers import bring_from_environment

    bring_from_environment()


def _load(company: Path) -> None:
    from bothways.reports.progress import progress
    from bothways_web.people.models import Unit
    from bothways_web.web.example.loading import load_company

    if Unit.objects.exists():
        return
    print("Loading the example company; this takes a minute or two, once.", flush=True)
    with progress(sys.stderr, quiet=False) as report:
        load_company(company, report=report)


def _tell_first_code() -> None:
    """Print where the first administrator begins, and with which code."""
    from django.urls import reverse

    from bothways_web.people.organisations import first_run_code

    code = first_run_code()
    if code is not None:
        print(f"Begin at {settings.BASE_URL}{reverse('first_run')} with the code {code}", flush=True)

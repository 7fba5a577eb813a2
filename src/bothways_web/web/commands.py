"""Commands that the app adds to ``bothways``."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bothways.errors import BothwaysError

SETTINGS = "bothways_web.web.settings"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer requests.")] = 2,
    company: Annotated[
        Path | None, typer.Option(help="Folder of a simulated company to load where nothing is set up yet.")
    ] = None,
) -> None:
    """Start the app: web server, worker and clock, until Ctrl+C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("BOTHWAYS_URL", f"http://localhost:{port}")
    _set_up()
    from bothways_web.web.start import prepare
    from bothways_web.web.supervisor import run

    prepare(company)
    from django.conf import settings

    raise SystemExit(run(host, port, workers, url=os.environ["BOTHWAYS_URL"], home=Path(settings.HOME)))


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs that watch.")] = False,
) -> None:
    """Look whether this site can do what it promises; ends with 1 where something is wrong."""
    load_settings()
    from bothways_web.web.doctor import findings

    found = []
    for one in findings():
        found.append(one)
        if not as_json:
            words = f"advice: {one.problem}" if one.advice else one.problem or "in order."
            print(f"{one.name}: {words}", flush=True)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    raise SystemExit(1 if any(one.problem and not one.advice for one in found) else 0)


def load_settings() -> None:
    """Load the settings for a command that needs nothing else."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _set_up()


def _set_up() -> None:
    """Load the settings; one that cannot be understood is one sentence."""
    import django

    from bothways_web.web.environment import SettingError

    try:
        django.setup()
    except SettingError as problem:
        raise BothwaysError(str(problem)) from None
    except ImportError as problem:
        raise BothwaysError(f"The app is not installed ({problem}). Install bothways[web].") from problem
    sys.stdout.flush()

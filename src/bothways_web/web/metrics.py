"""Figures for programs that watch a site, in the text form of Prometheus, which OpenTelemetry reads as well.

What is here and what is not is decided in docs/decisions/0063: nothing that moves when somebody answers.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.utils import timezone

import bothways
from bothways_web.web import alive, vital_signs

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BEGUN = time.time()
#: Every figure with what it says; all are gauges. A test holds the pages against this list.
FIGURES: dict[str, str] = {
    "bothways_info": "Version of Bothways and of Python.",
    "bothways_ready": "1 where requests can be answered.",
    "bothways_database_up": "1 where the database answers.",
    "bothways_migrations_waiting": "Migrations that are to be run.",
    "bothways_disk_free_gigabytes": "Free room of the disk of the home folder, in whole GB.",
    "bothways_process_running": "1 where a part of the app runs.",
    "bothways_process_begun_again": "How often a part of the app had to be begun again.",
    "bothways_clock_age_seconds": "Seconds since the clock ticked, in steps of ten.",
    "bothways_oldest_job_minutes": "Minutes for which the oldest job waits.",
    "bothways_oldest_mail_hours": "Hours for which a mail is overdue.",
    "bothways_backup_age_hours": "Hours since the last backup; missing where there was none.",
    "bothways_web_process_start_time_seconds": "When the process that answers was begun, in seconds of Unix.",
}
Sample = tuple[str, dict[str, str], float]


def exposition() -> str:
    """Return all figures as text; what cannot be known now is left out."""
    samples = list(_samples())
    lines: list[str] = []
    for name, what in FIGURES.items():
        own = [one for one in samples if one[0] == name]
        if own:
            lines += [f"# HELP {name} {what}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_labels(labels)} {value:g}" for _name, labels, value in own]
    return "\n".join(lines) + "\n"


def _samples() -> Iterator[Sample]:
    yield "bothways_info", {"version": bothways.__version__, "python": platform.python_version()}, 1
    yield "bothways_ready", {}, float(vital_signs.is_ready())
    yield "bothways_disk_free_gigabytes", {}, vital_signs.free_gigabytes()
    yield "bothways_web_process_start_time_seconds", {}, round(_BEGUN)
    yield from _of_processes()
    yield from _of_database()


def _of_processes() -> Iterator[Sample]:
    home = Path(settings.HOME)
    found = alive.read_alive(home)
    if found.supervised:
        for name, runs in found.running.items():
            yield "bothways_process_running", {"process": name}, float(runs)
        for name, times in found.begun_again.items():
            yield "bothways_process_begun_again", {"process": name}, times
    age = alive.clock_age(home)
    if age is not None:
        yield "bothways_clock_age_seconds", {}, age // 10 * 10


def _of_database() -> Iterator[Sample]:
    is_up = vital_signs.database_answers()
    yield "bothways_database_up", {}, float(is_up)
    if not is_up:
        return
    try:
        yield "bothways_migrations_waiting", {}, vital_signs.migrations_waiting()
        yield "bothways_oldest_job_minutes", {}, vital_signs.oldest_job().total_seconds() // 60
        yield "bothways_oldest_mail_hours", {}, vital_signs.oldest_mail().total_seconds() // 3600
        last = vital_signs.last_backup()
        if last is not None:
            yield "bothways_backup_age_hours", {}, (timezone.now() - last).total_seconds() // 3600
    except Error:
        return


def _labels(labels: dict[str, str]) -> str:
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

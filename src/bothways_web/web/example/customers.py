"""Customers' numbers of the example company, and the findings made with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bothways.tables import read_table
from bothways_web.link.checking import read_metrics
from bothways_web.link.computing import compute
from bothways_web.link.imports import import_metrics
from bothways_web.link.models import MetricImport, Run
from bothways_web.link.showing import show_import
from bothways_web.listen.models import Round
from bothways_web.people.models import User

Report = Callable[[int, int, str], None]


def bring_in_customers(path: Path, *, by: User, report: Report) -> None:
    """Import the tidy file of customers' metrics and release what may be shown of it."""
    report(0, 2, "Bringing in customers' numbers")
    table = read_table(path)
    columns = {name: name for name in table.header}
    reading = read_metrics(table, "customer", columns)
    made = import_metrics(
        reading, side=MetricImport.Side.CUSTOMERS, file_name=path.name, columns=columns, replace=False, by=by
    )
    report(1, 2, "Bringing in customers' numbers")
    show_import(made.pk)
    report(2, 2, "Bringing in customers' numbers")


def make_findings(asked: Round, *, report: Report) -> None:
    """Compute the findings of the last round."""
    report(0, 1, "Linking both voices")
    run, _made = Run.objects.get_or_create(round=asked)
    compute(run.pk)
    report(1, 1, "Linking both voices")

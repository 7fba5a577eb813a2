"""bothways link."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.app import app

if TYPE_CHECKING:
    from bothways.linkage import Findings


def _between(low: float, high: float, value: float, name: str) -> None:
    if not low < value < high:
        raise typer.BadParameter(f"{name} lies between {low:g} and {high:g}, not {value:g}.")


@app.command()
def link(
    employees: Annotated[Path, typer.Argument(help="Employee metrics: CSV, Parquet or XLSX.")],
    customers: Annotated[Path, typer.Argument(help="Customer metrics: CSV, Parquet or XLSX.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("findings"),
    columns: Annotated[
        str | None, typer.Option(help="What your columns mean, such as unit=trust,period=year.")
    ] = None,
    covariance: Annotated[
        Path | None, typer.Option(help="Noise that two metrics share, where the same people gave both.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet to read from a spreadsheet.")] = None,
    alpha: Annotated[
        float, typer.Option(help="Share of false alarms accepted among what is claimed.")
    ] = 0.05,
    negligible: Annotated[float, typer.Option(help="Size below which a link does not matter.")] = 0.10,
    title: Annotated[str | None, typer.Option(help="Heading of the report.")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="truth.json of a simulated company: stands beside each finding.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Threads; all processors by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Link employee metrics with customer outcomes: what comes first, how sure, and what cannot be told."""
    _between(0, 0.5, alpha, "--alpha")
    _between(0, 1, negligible, "--negligible")
    from bothways.linkage import link as link_panel
    from bothways.panel import read_panel
    from bothways.reports.placing import refuse_unwritable
    from bothways.reports.progress import progress
    from bothways.reports.truth import read_truth
    from bothways.tables import parse_columns

    refuse_unwritable(out)
    planted = read_truth(truth) if truth else None
    mapping = parse_columns(columns) if columns else None
    with progress(sys.stderr, quiet=quiet) as report:
        panel = read_panel(
            employees,
            customers,
            columns=mapping,
            covariance=covariance,
            sheet=sheet,
            progress=lambda name, records: report(records, 0, f"Reading {name}"),
        )
        findings = link_panel(panel, alpha=alpha, negligible=negligible, jobs=jobs, progress=report)
    _print(findings, planted, quiet=quiet)
    _write(findings, out, title, quiet=quiet)


def _print(findings: Findings, truth: Any, *, quiet: bool) -> None:
    if quiet:
        return
    from rich.console import Console

    from bothways.reports.terminal import print_findings

    print_findings(findings, Console(highlight=False), truth=truth)


def _write(findings: Findings, out: Path, title: str | None, *, quiet: bool) -> None:
    from bothways.reports.outputs import FILES, write_findings

    older = [name for name in FILES if (out / name).exists()]
    *tables, report = write_findings(findings, out, title=title)
    if quiet:
        return
    print(f"Report: {report}")
    print(f"Tables: {', '.join(str(path) for path in tables)}")
    if older:
        print(f"Replaced in {out}: {', '.join(older)}", file=sys.stderr)

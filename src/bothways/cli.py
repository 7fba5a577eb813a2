"""Command line: bothways link, bothways simulate, bothways version."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways import __version__
from bothways.errors import BothwaysError, InputError

if TYPE_CHECKING:
    from bothways.linkage import Findings

# Heavy rooms are loaded inside the commands that need them, so that --help is quick.

app = typer.Typer(
    name="bothways",
    help="Find which part of the employee experience leads which customer outcome.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)

#: Other packages add commands under this entry-point group: a function, or a ``typer.Typer``.
PLUGINS = "bothways.commands"


def _say_version(asked: bool) -> None:
    if asked:
        print(f"bothways {__version__}")
        raise typer.Exit


@app.callback()
def bothways(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find which part of the employee experience leads which customer outcome."""


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


@app.command()
def simulate(
    shape: Annotated[str, typer.Argument(help="demo, small or large.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same company.")],
    out: Annotated[Path, typer.Option(help="Folder for the company.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Simulate a company whose truth is known."""
    from bothways.reports.progress import progress
    from bothways.simulate import write_company

    with progress(sys.stderr, quiet=quiet) as report:
        write_company(shape, seed=seed, out=out, progress=report)
    if not quiet:
        print(f"Company: {out}")


@app.command()
def version() -> None:
    """Print the version."""
    print(f"bothways {__version__}")


def add_plugins(to: typer.Typer, found: Iterable[EntryPoint]) -> None:
    """Add commands of other packages by name; each is loaded when it is called, not before.

    Parameters
    ----------
    to : typer.Typer
    found : iterable of EntryPoint
        A name that is taken already is left out.
    """
    taken = {command.name or getattr(command.callback, "__name__", "") for command in to.registered_commands}
    for entry in found:
        if entry.name not in taken:
            taken.add(entry.name)
            _add_plugin(to, entry)


def _add_plugin(to: typer.Typer, entry: EntryPoint) -> None:
    passed_on = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

    def run(ctx: typer.Context) -> None:
        command = _load(entry)
        ctx.exit(command(args=ctx.args, prog_name=f"bothways {entry.name}", standalone_mode=True))

    package = entry.dist.name if entry.dist else entry.value.partition(":")[0]
    to.command(entry.name, help=f"Comes with {package}.", context_settings=passed_on)(run)


def _load(entry: EntryPoint) -> Any:
    try:
        loaded = entry.load()
    except Exception as problem:  # whatever is wrong in another package, the user gets a sentence
        reason = f"{type(problem).__name__}: {problem}"
        raise BothwaysError(
            f"The command {entry.name!r} cannot be loaded from {entry.value} ({reason}). "
            "Update or remove the package that brings it."
        ) from problem
    if isinstance(loaded, typer.Typer):
        return typer.main.get_command(loaded)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    single.command(entry.name)(loaded)
    return typer.main.get_command(single)


def main() -> None:
    """Run the command line; what is wrong with the input is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without our glyphs shows question marks, no crash
            stream.reconfigure(errors="replace")
    add_plugins(app, entry_points(group=PLUGINS))
    try:
        app()
    except InputError as problem:
        _fail(problem, code=2)
    except BothwaysError as problem:
        _fail(problem, code=1)


def _fail(problem: BothwaysError, *, code: int) -> None:
    print(f"Error: {problem}", file=sys.stderr)
    raise SystemExit(code)

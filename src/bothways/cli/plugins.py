"""Commands that other packages add."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import Any

import typer

from bothways.errors import BothwaysError

#: Other packages add commands under this entry-point group: a function, or a ``typer.Typer``.
PLUGINS = "bothways.commands"


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

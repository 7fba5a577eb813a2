"""The command line, a module a command. Heavy rooms are loaded inside the commands, so that --help is quick."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

from bothways.cli import (  # noqa: F401  (importing a command adds it)
    audit,
    convert,
    leaving,
    link,
    mission,
    moments,
    release,
    simulate,
    store,
    sweep,
    teams,
    themes,
)
from bothways.cli.app import app
from bothways.cli.plugins import PLUGINS, add_plugins
from bothways.errors import BothwaysError, InputError

__all__ = ["PLUGINS", "add_plugins", "app", "main"]


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

"""Progress on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

_RECORDS = 1_000_000

#: Called with the steps done, the steps in all (0 where nobody knows) and what is being done.
Report = Callable[[int, int, str], None]


@contextmanager
def progress(stream: TextIO, *, quiet: bool = False) -> Iterator[Report]:
    """Give a function that shows how far a command is.

    Parameters
    ----------
    stream : text file
        Where to show it: a bar where the stream is a terminal, else one line a stage and tenth of the way.
    quiet : bool
        Show nothing.

    Yields
    ------
    callable
        Takes (done, total, text); a new text begins a new stage.
    """
    if quiet:
        yield lambda done, total, text: None
    elif stream.isatty():
        with _bars(stream) as report:
            yield report
    else:
        yield _lines(stream)


def _lines(stream: TextIO) -> Report:
    reached: dict[str, int] = {}

    def report(done: int, total: int, text: str) -> None:
        step = 10 * done // total if total else done // _RECORDS
        if step > reached.get(text, -1):
            reached[text] = step
            amount = f"{done:,} of {total:,}" if total else f"{done:,}"
            print(f"{text}: {amount}", file=stream, flush=True)

    return report


@contextmanager
def _bars(stream: TextIO) -> Iterator[Report]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bars:
        bar = bars.add_task("", total=None)
        yield lambda done, total, text: bars.update(
            bar, completed=done, total=total or None, description=escape(text)
        )

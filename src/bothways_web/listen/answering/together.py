"""Several who wait for the store share one transaction, so that they share its flush to the disk.

Whoever finds nobody at it goes at once, alone if nobody waits: no thread of its own, no timer and no delay. Who comes
meanwhile waits, and the first of those takes all of them along next. So it does nothing where people come one by one,
and the more where the store is slow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Given = TypeVar("Given")
Became = TypeVar("Became")


class Busy(Exception):
    """The store does not keep up, or cannot be reached: nobody may be told that anything is stored."""


@dataclass(eq=False)
class _Place(Generic[Given, Became]):
    """One who waits, and what became of it: neither before its batch has ended, one of both after it."""

    given: Given
    became: Became | None = None
    failed: Exception | None = None
    is_done: bool = False


class Together(Generic[Given, Became]):
    """Does for many at once what each of them waits for.

    Parameters
    ----------
    act : callable
        Does it for a batch, in the thread of one of those who wait: returns what became of each in order, an exception
        for whom it failed for. What it raises holds for all of them.
    most : int
        So many may wait; more are turned away at once.
    patience : float
        Seconds. Who was not taken up by then is turned away, and so is who comes while a batch takes longer.

    Examples
    --------
    >>> Together(lambda numbers: [2 * one for one in numbers]).do(4)
    8
    """

    def __init__(
        self,
        act: Callable[[Sequence[Given]], Sequence[Became | Exception]],
        *,
        most: int = 64,
        patience: float = 10.0,
    ) -> None:
        self._act, self.most, self.patience = act, most, patience
        self._waiting: list[_Place[Given, Became]] = []
        self._begun: float | None = None
        self._moved = threading.Condition()

    def do(self, given: Given) -> Became:
        """Return what became of it, once the batch that it was in has ended.

        Raises
        ------
        Busy
            Where too many wait, or it was not taken up in time: nothing was done with it.
        Exception
            What the act raised, or returned for this one.
        """
        mine: _Place[Given, Became] = _Place(given)
        batch = self._wait(mine)
        if batch:
            self._lead(batch)
        if mine.failed is not None:
            raise mine.failed
        return mine.became  # type: ignore[return-value]  # set where it did not fail

    def _wait(self, mine: _Place[Given, Became]) -> list[_Place[Given, Became]]:
        """Wait for one's turn; returns whom to take along, nobody where another one has taken this one along."""
        with self._moved:
            stuck = self._begun is not None and time.monotonic() - self._begun > self.patience
            if stuck or len(self._waiting) >= self.most:
                raise Busy("Too many wait for the store.")
            self._waiting.append(mine)
            if not self._moved.wait_for(lambda: mine.is_done or self._begun is None, self.patience):
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise Busy("The store has not come to it in time.")
                self._moved.wait_for(lambda: mine.is_done)  # it is being done: only the end tells how it ends
            if mine.is_done:
                return []
            batch, self._waiting, self._begun = self._waiting, [], time.monotonic()
            return batch

    def _lead(self, batch: list[_Place[Given, Became]]) -> None:
        """Do it for a batch, and let everybody in it go, however it ends."""
        failed: Exception = Busy("The thread that stored was ended.")
        became: Sequence[Became | Exception] | None = None
        try:
            became = self._act([one.given for one in batch])
        except Exception as problem:
            failed = problem
        finally:
            with self._moved:
                for number, one in enumerate(batch):
                    outcome = failed if became is None else became[number]
                    if isinstance(outcome, Exception):
                        one.failed = outcome
                    else:
                        one.became = outcome
                    one.is_done = True
                self._begun = None
                self._moved.notify_all()

"""The certificate over everything that was ever shown, rebuilt when a new set asks."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt

from bothways.privacy.certificate import Certificate
from bothways.privacy.certificate.space import Decision

IntArray = npt.NDArray[np.int64]
#: From so many people on, the certificate works department by department.
MANY = 3000
#: From so many on, it is never asked about everybody at once.
FAR_TOO_MANY = 12_000
#: Orders in which what was admitted is replayed: sets that find no room come first the next time.
ORDERS = 3


class History:
    """Asks the certificate across rounds whether a set may ever stand behind a number.

    Built only when the first set asks, from the admitted sets in their order; so it depends on the saved state alone.
    If one of them is not admitted again, every new set is refused: what was shown stays as safe as when it was
    admitted, and nothing is added to it.
    """

    def __init__(
        self, people: int, admitted: Sequence[tuple[int, ...]], *, k: int, blocks: IntArray | None
    ) -> None:
        self._people, self._k, self._blocks = people, k, blocks
        self._admitted = list(admitted)
        self._known = set(self._admitted)
        self._certificate: Certificate | None = None
        self.closed = False

    @property
    def admitted(self) -> tuple[tuple[int, ...], ...]:
        """Every set admitted so far, in order."""
        return tuple(self._admitted)

    def admits(self, columns: tuple[int, ...]) -> bool:
        """Say whether these people may stand behind a panel, and remember them if so."""
        return columns in self._known or self._takes(columns, {"admitted", "implied"})

    def admits_others(self, columns: tuple[int, ...]) -> bool:
        """Say the same, and refuse people whose number could be combined out of the sets admitted so far."""
        return columns not in self._known and self._takes(columns, {"admitted"})

    def _takes(self, columns: tuple[int, ...], wanted: AbstractSet[Decision]) -> bool:
        certificate = self._certificate or self._rebuild()
        if self.closed or certificate.offer(np.array(columns, np.int64)) not in wanted:
            return False
        self._admitted.append(columns)
        self._known.add(columns)
        return True

    def _rebuild(self) -> Certificate:
        """Replay what was admitted; any way of working, and any order, that admits it all again covers it all."""
        kept = [np.array(columns, np.int64) for columns in self._admitted]
        ways = [self._blocks, None] if self._people >= MANY else [None, self._blocks]
        for blocks in ways[: 1 if self._people >= FAR_TOO_MANY else 2]:
            for _ in range(ORDERS):
                certificate = Certificate(self._people, k=self._k, blocks=blocks)
                decisions = certificate.offer_many(kept)
                self.closed = "withheld" in decisions
                if not self.closed:
                    self._certificate = certificate
                    return certificate
                pairs = list(zip(decisions, kept, strict=True))
                denied = [one for decision, one in pairs if decision == "withheld"]
                kept = denied + [one for decision, one in pairs if decision != "withheld"]
        self._certificate = certificate
        return certificate

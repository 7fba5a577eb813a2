"""What other rooms want done once a round is released; they hang it here, so that listening knows none of them."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the number of the round, after its results were released.
AFTER_RELEASE: list[Callable[[int], None]] = []
#: Called every few seconds: what takes up again what was left lying. Each must be quick and harmless.
ON_TICK: list[Callable[[], object]] = []

"""What other rooms want done once a round is released; they hang it here, so that listening knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bothways_web.listen.answering.asking import Draft
    from bothways_web.listen.models import Invitation

#: Called with the number of the round, after its results were released.
AFTER_RELEASE: list[Callable[[int], None]] = []
#: Called with the invitation and what was answered, inside the transaction that stores it; quick, and never for a
#: sealed or open round. What it cannot do it notes for later: an answer is never refused because of it.
ON_RESPONSE: list[Callable[[Invitation, Draft], None]] = []
#: Called every few seconds: what takes up again what was left lying. Each must be quick and harmless.
ON_TICK: list[Callable[[], object]] = []

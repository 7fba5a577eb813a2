"""Hours as whole seconds, so that sums and ties are exact, and the lot that settles ties."""

from __future__ import annotations

import math
from collections.abc import Iterable
from hashlib import blake2b

from bothways.errors import InputError

SECONDS = 3600


def to_seconds(hours: float, what: str, *, at_least_one: bool = False) -> int:
    """Return hours in whole seconds; ``what`` names them where they cannot be read."""
    try:
        number = float(hours)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number < 0 or (at_least_one and number == 0):
        least = "more than 0" if at_least_one else "0 or more"
        raise InputError(f"{what} is not a number that is {least}.", remedy="Give hours as a number.")
    return max(round(number * SECONDS), int(at_least_one))


def check_keys(keys: Iterable[str], of_what: str) -> None:
    """Refuse keys that are doubled, empty or no text."""
    seen: set[str] = set()
    for key in keys:
        if not isinstance(key, str) or not key:
            raise InputError(
                f"A key of the {of_what} is empty or no text.", remedy="Give each a text of its own."
            )
        if key in seen:
            raise InputError(f"Two of the {of_what} have the same key.", remedy="Give each a key of its own.")
        seen.add(key)


def lot(seed: int, *keys: str) -> int:
    """Return a number that looks drawn at random, always the same for the same seed and keys."""
    text = "".join(f"{len(part)}:{part}" for part in (str(int(seed)), *keys))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")

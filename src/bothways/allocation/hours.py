"""Hours as whole seconds, so that sums and ties are exact, and the lot that settles ties."""

from __future__ import annotations

import math
from collections.abc import Iterable
from hashlib import blake2b

from bothways.errors import InputError

SECONDS = 3600


def read_number(value: object, what: str, *, above_zero: bool = False) -> float:
    """Return a number of 0 or more; ``what`` names it where it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or number < 0 or (above_zero and number == 0):
        least = "more than 0" if above_zero else "0 or more"
        raise InputError(f"{what} is not a number that is {least}.", remedy=f"Give a number that is {least}.")
    return number


def to_seconds(hours: float, what: str, *, above_zero: bool = False) -> int:
    """Return hours in whole seconds, of a time above zero one at least."""
    return max(round(read_number(hours, what, above_zero=above_zero) * SECONDS), int(above_zero))


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

"""How kernels are compiled: cached, without the interpreter's lock, sums in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

#: NaN and infinity keep their meaning; only the order of sums is free.
_FAST = {"reassoc", "contract", "nsz", "arcp"}


def compiled(function: F) -> F:
    """Compile a kernel with numba. Import modules that use it inside functions: numba is slow to load."""
    from numba import njit

    return cast(F, njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")(function))

"""Lists in pages: every list of the API is cut the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol

from ninja import Field, Path, Schema

MOST, USUAL = 500, 100
#: The number of one thing, as it stands in an address.
Number = Annotated[int, Path(ge=1, lt=2**63)]


class Rows(Protocol):
    """A list, or a query of one."""

    def __getitem__(self, part: slice, /) -> Any: ...


class Cut(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="Most rows in an answer.")
    offset: int = Field(0, ge=0, le=10_000_000, description="Rows to leave out in front.")


def cut(rows: Sequence[Any] | Any, total: int, wanted: Cut, show: Callable[[Any], Any]) -> dict[str, Any]:
    """Return one part of a list, how long the whole is, and where the next part begins."""
    part = [show(one) for one in rows[wanted.offset : wanted.offset + wanted.limit]]
    following = wanted.offset + len(part)
    return {"items": part, "total": total, "next_offset": following if part and following < total else None}

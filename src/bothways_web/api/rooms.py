"""Operations of rooms above this one: they hang them here before the addresses are read."""

from __future__ import annotations

from ninja import Router

ROUTERS: list[Router] = []


def join(router: Router) -> None:
    """Add the operations of a room to the API."""
    if router not in ROUTERS:
        ROUTERS.append(router)

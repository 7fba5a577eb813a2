"""Map of a flow: who serves whom, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.reports.charts.intervals import canvas
from bothways.reports.figures import number
from bothways.reports.markup import Markup, join, tag

#: In drawing units, so that letters of 12 stay readable where the page is 390 wide.
_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD = 360.0, 118.0, 242.0, 20.0, 26.0
_WIDEST, _THINNEST, _LETTERS = 10.0, 0.8, 16
#: Rows on a side; what is beyond is drawn as one.
MOST_ROWS = 24


@dataclass(frozen=True)
class Flow:
    """How much one unit serves another; ``weight`` is above 0."""

    provider: str
    client: str
    weight: float


def flow_map(
    flows: Sequence[Flow],
    *,
    most: int = MOST_ROWS,
    heads: tuple[str, str] = ("Providers", "Clients"),
    others: str = "{count} others",
) -> Markup:
    """Providers on the left, clients on the right, a line an edge, as wide as its weight.

    Parameters
    ----------
    flows : sequence of Flow
    most : int
        Names on a side, at least 2; those with the least weight are drawn together.
    heads : (str, str)
        What stands above the two sides.
    others : str
        What those drawn together are called; ``{count}`` is how many they are.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``, 360 wide; empty where there is no flow. Its figures are in `flow_table`.

    Examples
    --------
    >>> flow_map([]) == ""
    True
    """
    drawn = [flow for flow in flows if flow.weight > 0]
    if not drawn:
        return Markup("")
    left = _gathered({flow.provider for flow in drawn}, _totals(drawn, "provider"), most, others)
    right = _gathered({flow.client for flow in drawn}, _totals(drawn, "client"), most, others)
    summed: dict[tuple[str, str], float] = {}
    for flow in drawn:
        edge = left[flow.provider], right[flow.client]
        summed[edge] = summed.get(edge, 0.0) + flow.weight
    rows = max(len(set(left.values())), len(set(right.values())))
    places = [_places(list(dict.fromkeys(side.values())), rows) for side in (left, right)]
    widest = max(summed.values())
    lines = join(
        _line(places[0][a], places[1][b], weight / widest) for (a, b), weight in sorted(summed.items())
    )
    names = join(_name(name, y, left=True) for name, y in places[0].items())
    names += join(_name(name, y, left=False) for name, y in places[1].items())
    return canvas(_heads(heads) + lines + names, height=_HEAD + rows * _ROW + 6, class_="flow", width=_WIDTH)


def flow_table(flows: Sequence[Flow], *, caption: str = "Who serves whom") -> Markup:
    """All flows as a table: provider, client, share of what the client is served."""
    head = tag("tr", join(tag("th", name, scope="col") for name in ("Provider", "Client", "Share")))
    rows = join(
        tag(
            "tr",
            tag("th", tag("bdi", flow.provider), scope="row")
            + tag("td", tag("bdi", flow.client))
            + tag("td", number(flow.weight, 2)),
        )
        for flow in flows
    )
    return tag("table", tag("caption", caption), tag("thead", head), tag("tbody", rows), class_="flow-table")


def _totals(flows: Sequence[Flow], side: str) -> dict[str, float]:
    totals: dict[str, float] = {}
    for flow in flows:
        name = flow.provider if side == "provider" else flow.client
        totals[name] = totals.get(name, 0.0) + flow.weight
    return totals


def _gathered(names: set[str], totals: dict[str, float], most: int, others: str) -> dict[str, str]:
    """Return what each name is drawn as, in the order of the drawing: the alphabet, others last."""
    if len(names) <= most:
        return {name: name for name in sorted(names)}
    kept = sorted(names, key=lambda name: (-totals[name], name))[: most - 1]
    together = others.format(count=len(names) - len(kept))
    return {name: name for name in sorted(kept)} | dict.fromkeys(sorted(names - set(kept)), together)


def _places(names: list[str], rows: int) -> dict[str, float]:
    """Return the height of each name, spread over all rows."""
    step = rows * _ROW / len(names)
    return {name: _HEAD + (k + 0.5) * step for k, name in enumerate(names)}


def _line(left: float, right: float, share: float) -> Markup:
    middle = (_LEFT + _RIGHT) / 2
    path = f"M{_LEFT:g} {left:.1f}C{middle:g} {left:.1f} {middle:g} {right:.1f} {_RIGHT:g} {right:.1f}"
    return tag("path", d=path, stroke_width=max(_THINNEST, _WIDEST * share), class_="flow-line")


def _name(name: str, y: float, *, left: bool) -> Markup:
    short = name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
    side = "flow-name end" if left else "flow-name"
    return tag("text", short, x=_LEFT - 6 if left else _RIGHT + 6, y=y + 4, class_=side)


def _heads(heads: tuple[str, str]) -> Markup:
    return tag("text", heads[0], x=_LEFT - 6, y=14.0, class_="flow-head end") + tag(
        "text", heads[1], x=_RIGHT + 6, y=14.0, class_="flow-head"
    )

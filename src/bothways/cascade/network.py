"""Who serves whom, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, NotEnoughData
from bothways.tables import Table, read_table
from bothways.tables.columns import find_columns
from bothways.tables.gather import Columns, gather

Floats = npt.NDArray[np.float64]
SYNONYMS: dict[str, tuple[str, ...]] = {
    "provider": ("serves", "from", "supplier", "server", "provider unit", "from unit"),
    "client": ("served", "to", "receiver", "client unit", "to unit"),
    "weight": ("share", "strength", "volume", "hours", "tickets", "amount", "how much"),
}


@dataclass(frozen=True)
class Network:
    """Who serves whom.

    Attributes
    ----------
    providers, clients : tuple of str
        In the order of the file; each has an edge of a weight above 0.
    weights : (clients, providers) float
        At least 0; each row sums to 1.
    notes : tuple of str
    """

    providers: tuple[str, ...]
    clients: tuple[str, ...]
    weights: Floats
    notes: tuple[str, ...] = ()


def read_network(
    source: Any,
    units: Collection[str],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    known_from: str = "the metrics",
) -> Network:
    """Read a table of who serves whom.

    Parameters
    ----------
    source : path or table
        One row an edge: ``provider, client[, weight]``; weights at least 0, 1 where there is no such column.
    units : collection of str
        Units that are known.
    columns : mapping of str to str, optional
        Field -> column of the table.
    sheet : str, optional
        Of an XLSX file.
    known_from : str
        What ``units`` are taken from, as errors call it.

    Returns
    -------
    Network
        Weights are divided by their sum over the providers of each client. Edges of weight 0 are left out.

    Raises
    ------
    CellError
        A blank or unknown unit, a unit that serves itself, an edge that is there twice, a weight that is
        missing, negative or infinite.
    ColumnError
        A column is missing or could be two.
    NotEnoughData
        No edge has a weight above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> edges = pd.DataFrame({"provider": ["IT", "HR"], "client": ["shop", "shop"], "weight": [3, 1]})
    >>> read_network(edges, ["IT", "HR", "shop"]).weights.tolist()
    [[0.75, 0.25]]
    """
    provider, client, weight, notes = _edges(source, units, columns, sheet, known_from)
    return _normalised(provider, client, weight, notes)


def read_edges(
    source: Any,
    units: Collection[str],
    *,
    columns: Mapping[str, str] | None = None,
    known_from: str = "the metrics",
) -> list[tuple[str, str, float]]:
    """Read a table of who serves whom, and return its rows with their weights as they are.

    Takes and raises what :func:`read_network` does, but that no edge at all is an empty list.

    Examples
    --------
    >>> import pandas as pd
    >>> read_edges(pd.DataFrame({"provider": ["IT"], "client": ["shop"], "weight": [3]}), ["IT", "shop"])
    [('IT', 'shop', 3.0)]
    """
    provider, client, weight, _notes = _edges(source, units, columns, None, known_from)
    return list(zip(map(str, provider), map(str, client), map(float, weight), strict=True))


def _edges(
    source: Any,
    units: Collection[str],
    columns: Mapping[str, str] | None,
    sheet: str | None,
    known_from: str,
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_], Floats, tuple[str, ...]]:
    """Return providers, clients and weights, row by row, once every row is sound."""
    table = source if isinstance(source, Table) else read_table(source, sheet=sheet)
    places = find_columns(table, synonyms=SYNONYMS, needed=("provider", "client"), columns=columns)
    numbers = {name: place for name, place in places.items() if name == "weight"}
    read = gather(table, texts={name: places[name] for name in ("provider", "client")}, numbers=numbers)
    for name in ("provider", "client"):
        _refuse_unknown(read, name, set(units), known_from)
    provider, client = _names(read, "provider"), _names(read, "client")
    _refuse(
        read,
        provider == client,
        "A unit serves itself.",
        "Remove the row: what a unit does to itself is shown beside, from its own overload.",
        "client",
    )
    _refuse(
        read, _again(provider, client), "This edge is there twice.", "Keep one row, with the sum.", "client"
    )
    return provider, client, _weights(read), read.notes


def _names(read: Columns, field: str) -> npt.NDArray[np.object_]:
    text = read.texts[field]
    return np.array([*text.names, ""], dtype=object)[text.codes]


def _again(provider: npt.NDArray[np.object_], client: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    seen: set[tuple[str, str]] = set()
    out = np.zeros(len(provider), dtype=bool)
    for k, edge in enumerate(zip(provider, client, strict=True)):
        out[k] = edge in seen
        seen.add(edge)
    return out


def _weights(read: Columns) -> Floats:
    if "weight" not in read.numbers:
        return np.ones(read.records)
    weight = read.numbers["weight"]
    remedy = "Give a number from 0, or leave the whole column out, so that all count alike."
    _refuse(read, np.isnan(weight), "The weight is missing.", remedy, "weight")
    _refuse(read, np.isinf(weight), "The weight is infinite.", remedy, "weight")
    _refuse(read, weight < 0, "The weight is negative.", remedy, "weight")
    return weight


def _refuse_unknown(read: Columns, field: str, units: set[str], known_from: str) -> None:
    text = read.texts[field]
    _refuse(read, text.codes < 0, f"The {field} is blank.", "Fill it in or remove the row.", field)
    strange = np.array([name not in units for name in text.names], dtype=bool)
    wrong = strange[text.codes] if len(strange) else np.zeros(0, dtype=bool)
    if wrong.any():
        name = text.names[text.codes[int(np.argmax(wrong))]]
        remedy = f"Write it as in {known_from}, letter by letter, or remove the row."
        _refuse(read, wrong, f"The unit {name!r} is not in {known_from}.", remedy, field)


def _refuse(read: Columns, wrong: npt.NDArray[np.bool_], what: str, remedy: str, field: str) -> None:
    if wrong.any():
        raise read.error(CellError, what, remedy=remedy, field=field, record=int(np.argmax(wrong)))


def _normalised(
    provider: npt.NDArray[np.object_], client: npt.NDArray[np.object_], weight: Floats, notes: tuple[str, ...]
) -> Network:
    there = weight > 0
    if not there.any():
        raise NotEnoughData("Nobody serves anybody: the network has no edge with a weight above 0.")
    if not there.all():
        notes = (*notes, f"{int((~there).sum())} edges of the network have weight 0 and are left out.")
    provider, client, weight = provider[there], client[there], weight[there]
    providers, clients = list(dict.fromkeys(provider)), list(dict.fromkeys(client))
    weights = np.zeros((len(clients), len(providers)))
    row, column = ({name: k for k, name in enumerate(names)} for names in (clients, providers))
    weights[[row[name] for name in client], [column[name] for name in provider]] = weight
    weights /= weights.sum(axis=1, keepdims=True)
    return Network(tuple(providers), tuple(clients), weights, notes)

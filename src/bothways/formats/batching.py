"""From the records of a layout to an export: what is dropped, what is asked, and batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from bothways.errors import ColumnError, FileError
from bothways.formats.export import RESPONSE_COLUMNS, Export, Layout, Question, Record, Source
from bothways.formats.identifying import holds_addresses, is_identifying
from bothways.formats.kinds import question_of

#: Responses that are looked at to guess what a column is.
LOOKED_AT = 2000
#: Cells and characters of a batch, about.
CELLS, CHARACTERS = 1 << 18, 1 << 22
YES = frozenset(
    {"true", "1", "1.0", "yes", "finished", "complete", "completed", "y", "wahr", "ja", "sí", "si"}
)
NO = frozenset({"false", "0", "0.0", "no", "partial", "incomplete", "unfinished", "n", "falsch", "nein"})


def make_export(layout: Layout, keep: Collection[str]) -> Export:
    """Return the export of a layout.

    Parameters
    ----------
    layout : Layout
    keep : collection of str
        ``respondent``, or ids of identifying columns that are kept.

    Raises
    ------
    ColumnError
        Where something is to be kept that is not there.
    FileError
        Where there are no responses, or the first ones cannot be read.
    """
    seen = [cells for _, cells in islice(layout.records(), LOOKED_AT)]
    if not seen:
        raise FileError(
            "The file has a header but no responses.", remedy="Export it again.", file=layout.name
        )
    samples = {source.place: _sample(seen, source.place) for source in layout.sources}
    named = [_judged(source, samples[source.place]) for source in layout.sources]
    hidden = [source for source in named if source.role == "identifying"]
    _refuse_unknown(layout, keep, hidden)
    dropped = tuple(source.id for source in hidden if source.id not in keep)
    asked = [
        source
        for source in named
        if source.role == "question" or (source.role == "identifying" and source.id in keep)
    ]
    asked = [source for source in asked if source.id or any(samples[source.place])]
    ids = unique_ids([source.id or f"column {source.place + 1}" for source in asked], RESPONSE_COLUMNS)
    questions = tuple(
        question_of(source, column, samples[source.place])
        if source.role == "question"
        else Question(column, source.text or source.id, "identifying")
        for source, column in zip(asked, ids, strict=True)
    )
    places: dict[str, int] = {
        source.role: source.place
        for source in reversed(named)
        if source.role in RESPONSE_COLUMNS and (source.role != "respondent" or "respondent" in keep)
    }
    columns = [places.get(column) for column in RESPONSE_COLUMNS] + [source.place for source in asked]
    return Export(
        layout.name,
        layout.format,
        questions,
        _numbered(layout.records, columns, [*RESPONSE_COLUMNS, *ids]),
        dropped,
        layout.notes,
    )


def unique_ids(names: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Return names of which no two are the same: later ones get a number.

    Examples
    --------
    >>> unique_ids(["Q1", "Q1", "started"], taken=["started"])
    ['Q1', 'Q1 (2)', 'started (2)']
    """
    used, unique = set(taken), []
    times: dict[str, int] = {}
    for name in names:
        chosen = name
        while chosen in used:
            times[name] = times.get(name, 1) + 1
            chosen = f"{name} ({times[name]})"
        used.add(chosen)
        unique.append(chosen)
    return unique


def finished(cell: str | None) -> bool | None:
    """Return whether a response is complete; None where the file does not tell."""
    word = (cell or "").strip().casefold()
    return True if word in YES else False if word in NO else None


def _sample(records: Sequence[Sequence[str | None]], place: int) -> list[str]:
    """Return the filled cells of a column in the first responses."""
    cells = (record[place] for record in records if place < len(record))
    return [cell for cell in cells if cell and cell.strip()]


def _judged(source: Source, cells: Sequence[str]) -> Source:
    """Return a column as identifying where its name says so and its format says nothing, or its cells say so."""
    named = source.kind is None and (is_identifying(source.id) or is_identifying(source.text))
    if source.role != "question" or not (named or holds_addresses(cells)):
        return source
    return Source(
        source.place, source.id or source.text or f"column {source.place + 1}", source.text, "identifying"
    )


def _refuse_unknown(layout: Layout, keep: Collection[str], hidden: Sequence[Source]) -> None:
    """Refuse to keep what is not there."""
    known = {source.id for source in hidden}
    known |= {source.role for source in layout.sources if source.role == "respondent"}
    for name in keep:
        if name not in known:
            listed = ", ".join(sorted(known)[:20]) or "nothing"
            raise ColumnError(
                f"There is no identifying column {name[:60]!r} to keep.",
                remedy=f"What can be kept: {listed}.",
                file=layout.name,
            )


def _numbered(
    records: Callable[[], Iterator[Record]], places: Sequence[int | None], names: Sequence[str]
) -> Callable[[], Iterator[tuple[list[int], Any]]]:
    """Return what gives rows and batches."""
    size = max(16, CELLS // len(places))

    def numbered() -> Iterator[tuple[list[int], Any]]:
        for piece in _pieces(records(), size):
            yield [row for row, _ in piece], _batch([cells for _, cells in piece], places, names)

    return numbered


def _pieces(records: Iterator[Record], most: int) -> Iterator[list[Record]]:
    """Yield records in lists of so many at most, fewer where they are long."""
    piece: list[Record] = []
    characters = 0
    for record in records:
        piece.append(record)
        characters += sum(len(cell) for cell in record[1] if cell)
        if len(piece) == most or characters > CHARACTERS:
            yield piece
            piece, characters = [], 0
    if piece:
        yield piece


def _batch(records: list[list[str | None]], places: Sequence[int | None], names: Sequence[str]) -> Any:
    """Return records as a batch of text, ``finished`` as yes or no."""
    import pyarrow as pa

    arrays = []
    for name, place in zip(names, places, strict=True):
        cells = [None] * len(records) if place is None else [_cell(record, place) for record in records]
        if name == "finished":
            arrays.append(pa.array([finished(cell) for cell in cells], pa.bool_()))
        else:
            arrays.append(pa.array(cells, pa.string()))
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


def _cell(record: Sequence[str | None], place: int) -> str | None:
    """Return a cell, None where it is blank; halves of characters that JSON can hold are replaced."""
    cell = record[place] if place < len(record) else None
    if not cell or not cell.strip():
        return None
    return cell if cell.isascii() else cell.encode("utf-8", "replace").decode("utf-8")

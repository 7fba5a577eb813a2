"""A folder of answers by period: immutable files, and one manifest that says which of them count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.table import Table

#: The list of files that count; whoever reads it once reads one state of the folder.
MANIFEST = "manifest.json"
#: Version of the manifest that is written and understood.
FORMAT = 1
BATCH = 1 << 16


@dataclass(frozen=True)
class Partition:
    """The answers of one period.

    Attributes
    ----------
    period : str
    token : str
        Names this state of the partition; another one once it is rewritten.
    files : tuple of str
        Relative to the folder.
    rows : int
        Responses. Not for publication.
    columns : mapping of str to str
        Column -> its Arrow type, in order.
    """

    period: str
    token: str
    files: tuple[str, ...]
    rows: int
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Partitions:
    """One state of a folder of answers by period.

    Attributes
    ----------
    folder : Path
    period : str
        The column by which the folder is divided.
    version : int
        Counts the changes of the folder; 0 where nothing was put into it.
    parts : mapping of str to Partition
        By period, in order of their names.
    """

    folder: Path
    period: str = "period"
    version: int = 0
    parts: Mapping[str, Partition] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """Every column with the type that holds what all partitions have."""
        found: dict[str, str] = {}
        for part in self.parts.values():
            for name, kind in part.columns.items():
                found[name] = _wider(found.get(name, kind), kind)
        return found

    def paths(self, periods: Sequence[str] | None = None) -> list[Path]:
        """Return the files of some periods, all where not given, in order."""
        wanted = self.parts if periods is None else periods
        return [self.folder / name for period in wanted for name in self.parts[period].files]

    def table(self, only: Sequence[str] = ()) -> Table:
        """Return the answers as a table that is read piece by piece.

        Parameters
        ----------
        only : sequence of str
            Periods to read. Where one of them is none of the folder, all are read, for whoever asks to say so.
        """
        columns = self.columns
        periods = list(only) if only and all(name in self.parts for name in only) else list(self.parts)
        header = tuple(columns)

        def batches(places: tuple[int, ...]) -> Iterator[Any]:
            for period in periods:
                yield from self._batches(self.parts[period], places, header, columns)

        return Table(name=self.folder.name or "the folder", header=header, batches=batches)

    def _batches(
        self, part: Partition, places: Sequence[int], header: Sequence[str], columns: Mapping[str, str]
    ) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        wanted = [(header[place], pa.type_for_alias(columns[header[place]])) for place in places]
        there = [name for name, _ in wanted if name in part.columns]
        for file_name in part.files:
            try:
                with pq.ParquetFile(self.folder / file_name) as file:
                    for batch in file.iter_batches(BATCH, columns=there):
                        made = [
                            batch.column(name).cast(kind) if name in there else pa.nulls(len(batch), kind)
                            for name, kind in wanted
                        ]
                        yield pa.RecordBatch.from_arrays(made, names=[str(place) for place in places])
            except OSError as error:
                raise self.lost(file_name) from error

    def lost(self, name: str) -> FileError:
        """Return the error for a file that counts and cannot be read."""
        return FileError(
            "A file of this folder is gone or damaged.",
            remedy="Put it back from a backup, or put the answers of its period in again with --replace.",
            file=f"{self.folder.name}/{name}",
        )


def is_partitioned(source: Any) -> bool:
    """Return whether something is the path of a folder of answers by period."""
    if not isinstance(source, str | PathLike):
        return False
    try:
        return Path(source, MANIFEST).is_file()
    except OSError:  # no file can have such a name; whoever opens it says so
        return False


def open_partitions(folder: str | PathLike[str]) -> Partitions:
    """Return the state of a folder of answers.

    Parameters
    ----------
    folder : path

    Returns
    -------
    Partitions
        It stays as it is while others change the folder: files that it names are kept for a day.

    Raises
    ------
    FileError
        Where there is no manifest, or it cannot be understood.
    """
    place = Path(folder)
    shown = f"{place.name}/{MANIFEST}"
    try:
        told = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise FileError(
                "This folder was written by a newer Bothways.", remedy="Update Bothways.", file=shown
            )
        parts = {
            period: Partition(
                period, one["token"], tuple(one["files"]), int(one["rows"]), dict(one["columns"])
            )
            for period, one in sorted(told["partitions"].items())
        }
        return Partitions(place, str(told["period"]), int(told["version"]), parts)
    except FileNotFoundError:
        raise FileError(
            "This is no folder of answers by period.",
            remedy="Put answers into one with bothways store, or name a file.",
            file=place.name,
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileError(
            "The manifest of this folder cannot be read.", remedy="Put it back from a backup.", file=shown
        ) from error


def manifest_text(state: Partitions) -> str:
    """Return the manifest of a state as text."""
    parts = {
        period: {
            "token": one.token,
            "files": list(one.files),
            "rows": one.rows,
            "columns": dict(one.columns),
        }
        for period, one in sorted(state.parts.items())
    }
    told = {"format": FORMAT, "version": state.version, "period": state.period, "partitions": parts}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _wider(one: str, other: str) -> str:
    """Return the type that holds two: text holds everything, a float every number.

    Examples
    --------
    >>> _wider("int16", "int64"), _wider("int64", "double"), _wider("double", "string"), _wider("bool", "int8")
    ('int64', 'double', 'string', 'double')
    """
    if one == other:
        return one
    if "string" in (one, other):
        return "string"
    return "int64" if {one, other} <= {"int8", "int16", "int32", "int64"} else "double"

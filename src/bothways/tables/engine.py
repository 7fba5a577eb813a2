"""Where tables are grouped: DuckDB in this process, or Spark on many machines, by one setting."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bothways.errors import InputError

#: Settings of the engine: which one, and how much memory it may take.
ENGINE, MEMORY = "BOTHWAYS_ENGINE", "BOTHWAYS_ENGINE_MEMORY"
_MASTER = re.compile(r"spark://[^\s/]+:\d+(?:,[^\s/]+:\d+)*|local\[(?:\d+|\*)\]|local-cluster\[\d+,\d+,\d+\]")
_SIZE = re.compile(r"([1-9]\d*)\s*(MB|GB)", re.IGNORECASE)


@dataclass(frozen=True)
class EngineSetting:
    """Which engine, as the environment says.

    Attributes
    ----------
    kind : {"duckdb", "spark"}
    master : str
        Of Spark: ``spark://host:7077``, ``local[2]`` or ``local-cluster[2,1,1024]``; blank for DuckDB.
    memory : int or None
        Megabytes that DuckDB, or each executor of Spark, may take; its own default where not given.
    """

    kind: Literal["duckdb", "spark"] = "duckdb"
    master: str = ""
    memory: int | None = None


def engine_setting(given: Mapping[str, str] | None = None) -> EngineSetting:
    """Return which engine an environment asks for.

    Parameters
    ----------
    given : mapping of str to str, optional
        The environment of this process where not given.

    Returns
    -------
    EngineSetting

    Raises
    ------
    InputError
        Where a setting cannot be understood.

    Examples
    --------
    >>> engine_setting({"BOTHWAYS_ENGINE": "local[2]", "BOTHWAYS_ENGINE_MEMORY": "2GB"})
    EngineSetting(kind='spark', master='local[2]', memory=2048)
    """
    given = os.environ if given is None else given
    text, size = given.get(ENGINE, "").strip(), given.get(MEMORY, "").strip()
    memory = None
    if size:
        found = _SIZE.fullmatch(size)
        if not found:
            raise InputError(
                f"{MEMORY} is {size!r}.", remedy="Write a whole number of MB or GB, such as 4GB."
            )
        memory = int(found[1]) * (1024 if found[2].upper() == "GB" else 1)
    if text in ("", "duckdb"):
        return EngineSetting(memory=memory)
    if not _MASTER.fullmatch(text):
        raise InputError(
            f"{ENGINE} is {text!r}, which is no engine.",
            remedy="Write duckdb, spark://host:7077, local[2] or local-cluster[2,1,1024].",
        )
    return EngineSetting("spark", text, memory)


def open_engine(setting: EngineSetting | None = None) -> Any:
    """Return the Ibis backend of a setting.

    Parameters
    ----------
    setting : EngineSetting, optional
        What the environment says where not given.

    Returns
    -------
    ibis backend
        A fresh DuckDB in memory, or the one Spark session that this process has: it is started at the first
        call and ends with the process.

    Raises
    ------
    InputError
        Where Spark or Java is missing, the cluster does not answer, or a session of another setting is open.
    """
    setting = engine_setting() if setting is None else setting
    if setting.kind == "spark":
        from bothways.tables.spark import open_spark

        return open_spark(setting.master, setting.memory)
    import ibis

    return ibis.duckdb.connect(**_duckdb_options(setting.memory))


def _duckdb_options(memory: int | None) -> dict[str, Any]:
    """Return how DuckDB keeps within a limit: what does not fit goes to files in the scratch folder of the machine."""
    if memory is None:
        return {}
    import tempfile

    # Order of rows is of no use to sums, and keeping it needs memory.
    return {
        "memory_limit": f"{memory}MiB",
        "temp_directory": str(Path(tempfile.gettempdir()) / f"bothways-{os.getpid()}-{secrets.token_hex(4)}"),
        "preserve_insertion_order": False,
    }


def is_spark(backend: Any) -> bool:
    """Return whether a backend is Spark."""
    return bool(backend.name == "pyspark")


def read_parquet(backend: Any, files: Sequence[Path]) -> Any:
    """Return Parquet files as one Ibis table; columns that a file does not have are missing there.

    Parameters
    ----------
    backend : ibis backend
    files : sequence of Path
        At least one. With Spark, every executor must see them under these paths.

    Returns
    -------
    ibis table
    """
    names = [str(file.resolve()) for file in files]
    if not is_spark(backend):
        return backend.read_parquet(names, union_by_name=len(names) > 1)
    from bothways.tables.spark import read_files

    return read_files(backend, names)


def read_csv(backend: Any, path: Path) -> Any:
    """Return a CSV file as an Ibis table of texts, so that a unit "007" stays one.

    Spark reads no CSV here: its dialect is another one (quotes, blanks), and the same file must say the same.
    It is read by DuckDB in this process and handed over.
    """
    import ibis

    if is_spark(backend):
        table = ibis.duckdb.connect().read_csv(path, all_varchar=True, header=True)
        return hold(backend, table.to_pyarrow())
    return backend.read_csv(path, all_varchar=True, header=True)


def hold(backend: Any, table: Any) -> Any:
    """Return an Arrow table of this process as an Ibis table of the backend."""
    import ibis

    if not is_spark(backend):
        return ibis.memtable(table)
    from bothways.tables.spark import hold_table

    return hold_table(backend, table)


def fetch(backend: Any, expression: Any) -> Any:
    """Return the rows of an expression as an Arrow table in this process."""
    if not is_spark(backend):
        return backend.to_pyarrow(expression)
    from bothways.tables.spark import fetch_table

    return fetch_table(backend, expression)


def write_parquet(backend: Any, expression: Any, folder: Path) -> tuple[Path, ...]:
    """Write the rows of an expression into a new folder, and return its files in order.

    Parameters
    ----------
    backend : ibis backend
    expression : ibis table
    folder : Path
        Must not be there yet. Spark's executors write into it, so they must see it under this path.

    Returns
    -------
    tuple of Path
        Files that are complete and on the disk. Whoever is stopped before leaves a folder that nobody knows.
    """
    if is_spark(backend):
        from bothways.tables.spark import write_files

        write_files(backend, expression, folder)
    else:
        folder.mkdir(parents=True)
        backend.to_parquet(expression, folder / "part-0.parquet", compression="zstd")
    files = tuple(sorted(folder.glob("*.parquet")))
    for name in (*files, folder):
        flush(name)
    return files


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

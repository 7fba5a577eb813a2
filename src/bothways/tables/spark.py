"""Spark as the engine: starting it, and handing tables over and back."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bothways.errors import InputError

#: The oldest Java that Spark 4 runs on.
OLDEST_JAVA = 17
#: Parts into which a grouping is split: enough for some dozens of processors, few enough for small tables.
PARTS = 64
_INSTALL = "pip install bothways[spark], or install requirements/spark.txt; make test-spark does both"
_JAVA = "Install Java 17 or 21 (on Debian: apt install openjdk-17-jre-headless), or set JAVA_HOME."


def open_spark(master: str, memory: int | None = None) -> Any:
    """Return the Ibis backend of the Spark session of this process, started where there is none.

    Parameters
    ----------
    master : str
        Such as ``spark://host:7077``, ``local[2]`` or ``local-cluster[2,1,1024]``.
    memory : int, optional
        Megabytes of each executor (of the whole for ``local``); Spark's default where not given.

    Returns
    -------
    ibis backend

    Raises
    ------
    InputError
        Where pyspark or Java is missing or too old, the cluster does not answer, or a session with another
        master is open.
    """
    import ibis

    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError(
            "The engine is Spark, and pyspark is not installed.", remedy=f"{_INSTALL}."
        ) from None
    _require_java()
    there = SparkSession.getActiveSession()
    if there is None:
        there = _start(SparkSession, master, memory)
    elif there.sparkContext.master != master:
        raise InputError(
            f"This process has a Spark session of {there.sparkContext.master} already.",
            remedy=f"End it, or start another process with {master}.",
        )
    return ibis.pyspark.connect(there)


def java_version(told: str) -> int | None:
    """Return the number of a Java from what ``java -version`` prints; ``None`` where it cannot be told.

    Examples
    --------
    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('java version "1.8.0_402"')
    (17, 8)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else None


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise InputError("The engine is Spark, and there is no Java.", remedy=_JAVA)
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)
    version = java_version(told.stderr + told.stdout)
    if version is None or version < OLDEST_JAVA:
        raise InputError(
            f"The engine is Spark, which needs Java {OLDEST_JAVA}; here is "
            f"{'one that does not start' if version is None else f'Java {version}'}.",
            remedy=_JAVA,
        )


def _start(sessions: Any, master: str, memory: int | None) -> Any:
    """Start a session; options of the environment's own spark-defaults.conf are kept."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",  # a text that is no number is missing, as in DuckDB's try_cast
        "spark.sql.parquet.mergeSchema": "true",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.shuffle.partitions": str(PARTS),
    }
    if master.startswith("local"):
        options |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    if memory:
        whose = "driver" if master.startswith("local[") else "executor"
        options[f"spark.{whose}.memory"] = f"{memory}m"
    builder = sessions.builder.master(master).appName("bothways")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    except Exception as error:
        raise InputError(
            f"Spark could not be started at {master}.",
            remedy="Check that the cluster runs, is Spark 4.0, and can reach this machine.",
        ) from error
    return session


def read_files(backend: Any, names: Sequence[str]) -> Any:
    """Return Parquet files as a table; the schemas of all files are put together."""
    return _named(backend, backend._session.read.parquet(*(f"file:{name}" for name in names)))


def hold_table(backend: Any, table: Any) -> Any:
    """Return an Arrow table of this process as a table of Spark."""
    import pyarrow as pa

    plain = pa.table(
        {name: _plain(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    )
    return _named(backend, backend._session.createDataFrame(plain))


def _plain(column: Any) -> Any:
    """Return a column in a type that Spark knows: no unsigned numbers, dictionaries, views or nulls alone."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_unsigned_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    return column.cast(pa.float32()) if pa.types.is_float16(kind) else column


def fetch_table(backend: Any, expression: Any) -> Any:
    """Return the rows of an expression as an Arrow table, in the types that Ibis expects."""
    return _frame(backend, expression).toArrow().cast(expression.as_table().schema().to_pyarrow())


def write_files(backend: Any, expression: Any, folder: Path) -> None:
    """Write the rows of an expression as Parquet; a task that is lost is done again and counts once."""
    _frame(backend, expression).write.mode("errorifexists").parquet(f"file:{folder.resolve()}")


def _frame(backend: Any, expression: Any) -> Any:
    return backend._session.sql(backend.compile(expression.as_table()))


def _named(backend: Any, frame: Any) -> Any:
    name = f"bothways_{secrets.token_hex(8)}"
    frame.createOrReplaceTempView(name)
    return backend.table(name)

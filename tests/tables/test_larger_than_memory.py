"""Files larger than the memory that the process may have."""

from __future__ import annotations

import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

MEGABYTE = 1 << 20
#: The process may grow by this much after the libraries are loaded; the files are three times larger. Reading ahead
#: takes up to some 130 MB of it.
ROOM = 200 * MEGABYTE
SIZE = 630 * MEGABYTE
SCRIPT = """
import resource, sys
import pyarrow
from bothways.tables import read_table, gather

pyarrow.set_memory_pool(pyarrow.system_memory_pool())
pyarrow.set_cpu_count(1)
pyarrow.set_io_thread_count(1)
large, small, room = sys.argv[1], sys.argv[2], int(sys.argv[3])

def read(path):
    return gather(read_table(path), texts={"unit": 0}, numbers={"value": 1})

read(small)  # loads libraries and starts threads
data = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (data * 1024 + room,) * 2)
columns = read(large)
print(columns.records, len(columns.texts["unit"].names), round(columns.numbers["value"].sum()))
try:
    everything = bytearray(room + (16 << 20))
except MemoryError:
    print("the limit holds")
"""


def read_with_little_room(large, small):
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(large), str(small), str(ROOM)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.splitlines()


def write_rows(path, block, repeats):
    """The same rows over and over."""
    table = pa.table(block)
    if path.suffix == ".parquet":
        with pq.ParquetWriter(path, table.schema, compression="none", use_dictionary=False) as writer:
            for _ in range(repeats):
                writer.write_table(table)
        return path
    text = "".join(",".join(map(str, row)) + "\n" for row in zip(*block.values(), strict=True)).encode()
    with path.open("wb") as stream:
        stream.write(",".join(block).encode() + b"\n")
        for _ in range(repeats):
            stream.write(text)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="The limit on memory is Linux's.")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_it_reads_a_file_three_times_as_large_as_its_memory(tmp_path, ending):
    comment = "nobody needs this column that makes the file large " * 20
    rows = 1000
    block = {"unit": [f"unit {i}" for i in range(rows)], "value": [1.5] * rows, "comment": [comment] * rows}
    repeats = SIZE // (len(comment) * rows) + 1
    small = write_rows(tmp_path / f"small.{ending}", block, 5)
    large = write_rows(tmp_path / f"large.{ending}", block, repeats)
    assert large.stat().st_size > 3 * ROOM
    first, limit = read_with_little_room(large, small)
    assert first == f"{repeats * rows} {rows} {round(1.5 * repeats * rows)}"
    assert limit == "the limit holds"

"""An export larger than the memory that the process may have."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from export_files import as_csv, delivery, limesurvey_xml, qualtrics, qualtrics_row

MEGABYTE = 1 << 20
#: The process may grow by this much after the libraries are loaded; the files are more than twice as large. Columns of
#: text of one batch take most of it.
ROOM = 120 * MEGABYTE
SIZE = 260 * MEGABYTE
SCRIPT = """
import resource, sys
import pyarrow
from bothways.formats import read_export

pyarrow.set_memory_pool(pyarrow.system_memory_pool())
large, small, room = sys.argv[1], sys.argv[2], int(sys.argv[3])

def read(path):
    return sum(batch.num_rows for batch in read_export(path).responses())

read(small)
data = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (data * 1024 + room,) * 2)
print(read(large))
try:
    everything = bytearray(room + (16 << 20))
except MemoryError:
    print("the limit holds")
"""
COMMENT = "nobody needs this comment that makes the file large " * 100


def write(path, start, block, end, repeats):
    with path.open("wb") as stream:
        stream.write(start.encode())
        for turn in range(repeats):
            stream.write(block.replace("TURN", str(turn)).encode())
        stream.write(end.encode())
    return path


def parts(format):
    """The beginning, a block of a hundred responses, and the end of a file."""
    if format == "qualtrics":
        row = as_csv([qualtrics_row(1, Q3=COMMENT)])
        return as_csv(qualtrics([])), row * 100, ""
    if format == "formbricks":
        one = json.dumps(delivery("rTURN-n", "responseFinished", {"q": 1, "why": COMMENT})) + "\n"
        return "", "".join(one.replace("-n", f"-{n}") for n in range(100)), ""
    whole = limesurvey_xml([{"id": "1", "_1X2X3": COMMENT}])
    start, rest = whole.split("<row>")
    row, end = rest.split("</row>")
    return start, f"<row>{row}</row>" * 100, end


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="The limit on memory is Linux's.")
@pytest.mark.parametrize("format", ["qualtrics", "formbricks", "limesurvey-xml"])
def test_it_reads_an_export_twice_as_large_as_its_memory(tmp_path, format):
    start, block, end = parts(format)
    repeats = SIZE // len(block) + 1
    small = write(tmp_path / "small", start, block, end, 2)
    large = write(tmp_path / "large", start, block, end, repeats)
    assert large.stat().st_size > 2 * ROOM
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(large), str(small), str(ROOM)],
        capture_output=True, text=True, check=False, timeout=240, env={**os.environ, "MALLOC_ARENA_MAX": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.splitlines() == [str(100 * repeats), "the limit holds"]

"""The client that is made of the description: the same each time, and at work against the running app."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]
CLIENT = Path(os.environ.get("CLIENT", HOUSE / "build" / "client"))
PYTHON = CLIENT / ".venv" / "bin" / "python"
MADE = CLIENT / "bothways-client"
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(not MADE.exists(), reason="There is no client yet: make client")


def generate(folder):
    """Describe the app and make a client of it, in a folder of its own."""
    description = folder / "openapi.json"
    subprocess.run(
        [sys.executable, HERE / "write_description.py", description], check=True, capture_output=True
    )
    path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        [PYTHON.with_name("openapi-python-client"), "generate", "--path", description, "--config", HERE / "client.yaml",
         "--meta", "setup", "--output-path", folder / "client"],
        capture_output=True, text=True, env=os.environ | {"PATH": path}, check=True,
    )  # fmt: skip
    return folder / "client", run.stdout


def files_of(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.py")}


def test_it_is_the_same_each_time_and_leaves_no_operation_out(tmp_path):
    made, told = generate(tmp_path)
    assert "Warning" not in told, told
    assert files_of(made) == files_of(MADE), "The client is older than the description: make client"
    described = json.loads((tmp_path / "openapi.json").read_text())
    operations = {one["operationId"] for methods in described["paths"].values() for one in methods.values()}
    modules = {one.stem for one in made.glob("bothways_client/api/*/*.py")} - {"__init__"}
    assert operations == modules


@pytest.mark.django_db(transaction=True)
def test_it_sends_reads_and_is_refused_in_types(live_server, company, program):
    run = subprocess.run(
        [PYTHON, HERE / "use_client.py", live_server.url], capture_output=True, text=True, check=False, timeout=600,
        env={"PYTHONPATH": str(MADE), "TOKEN": program("fay").secret, "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "values": 3, "same": True, "refused": "there_already", "problem": "ProblemDetails", "periods": ["2026-09"],
        "kind": "rate", "shown": 3, "survey": "not_found",
    }  # fmt: skip

"""Which engine groups tables, by one setting."""

from __future__ import annotations

import builtins
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bothways.errors import InputError
from bothways.tables.engine import EngineSetting, engine_setting, is_spark, open_engine
from bothways.tables.spark import open_spark


@pytest.mark.parametrize(
    ("given", "kind", "master"),
    [
        ("", "duckdb", ""),
        ("duckdb", "duckdb", ""),
        ("spark://a:7077", "spark", "spark://a:7077"),
        ("spark://a:7077,b:7077", "spark", "spark://a:7077,b:7077"),
        ("local[2]", "spark", "local[2]"),
        ("local[*]", "spark", "local[*]"),
        ("local-cluster[2,1,1024]", "spark", "local-cluster[2,1,1024]"),
    ],
)
def test_the_setting_says_which_engine(given: str, kind: str, master: str) -> None:
    assert engine_setting({"BOTHWAYS_ENGINE": given}) == EngineSetting(kind, master)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", ["spark", "spark://a", "local", "local[two]", "local-cluster[2,1]", "polars"]
)
def test_an_engine_that_is_none_is_refused_with_what_there_is(given: str) -> None:
    with pytest.raises(InputError, match=r"no engine\. Write duckdb, spark://host:7077"):
        engine_setting({"BOTHWAYS_ENGINE": given})


@pytest.mark.parametrize("given", ["4", "0GB", "-1GB", "1.5GB", "all"])
def test_a_memory_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="such as 4GB"):
        engine_setting({"BOTHWAYS_ENGINE_MEMORY": given})


def test_duckdb_keeps_to_the_memory_it_is_given() -> None:
    engine = open_engine(engine_setting({"BOTHWAYS_ENGINE_MEMORY": "512MB"}))
    assert not is_spark(engine)
    [[limit]] = engine.raw_sql("select current_setting('memory_limit')").fetchall()
    assert limit == "512.0 MiB"


def test_without_pyspark_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return there(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(InputError, match=r"pyspark is not installed\. pip install bothways\[spark\]"):
        open_spark("local[1]")


def java(folder: Path, says: str) -> Path:
    """A Java that only tells its version."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.parametrize(
    ("says", "said"),
    [(None, "there is no Java"), ('openjdk version "11.0.2"', "here is Java 11"), ("?", "one that does not start")],
    ids=["none", "old", "broken"],
)  # fmt: skip
def test_without_a_java_that_fits_the_error_says_what_to_install(
    says: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "packages" / "pyspark" / "sql"
    stand_in.mkdir(parents=True)
    (stand_in.parent / "__init__.py").touch()
    (stand_in / "__init__.py").write_text("class SparkSession: pass\n")
    home = tmp_path / "java" if says is None else java(tmp_path / "java", says)
    code = "from bothways.tables.spark import open_spark\nopen_spark('local[1]')"
    paths = [str(tmp_path / "packages"), *sys.path]
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "JAVA_HOME": str(home), "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in run.stderr
    assert "apt install openjdk-17-jre-headless" in run.stderr

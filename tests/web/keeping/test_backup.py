"""A backup of the running site and back: exact, of one moment, whole or not at all, and nobody erased comes back."""

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import addressed_company as made
import pytest
from django.conf import settings
from django.db import connection

from bothways.errors import FileError, InputError
from bothways_web.keeping.backup import erased as lists
from bothways_web.keeping.backup import making, moment
from bothways_web.keeping.backup.databases import database_of_site
from bothways_web.keeping.exports.files import write_numbers
from bothways_web.keeping.exports.reach import EVERYTHING
from bothways_web.keeping.exports.rows import Chosen
from bothways_web.keeping.models import ErasedKey
from bothways_web.listen.models import Round

pytestmark = pytest.mark.skipif(
    "TEST_DATABASE_URL" in os.environ, reason="On PostgreSQL tests/soak/test_restore_drill.py looks at it."
)


def run(home, *words, **more):
    """Run our command on a site of its own, as whoever keeps the server does."""
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("BOTHWAYS_", "DJANGO_", "DATABASE_"))
    }
    code = "from bothways.cli import main; import sys; sys.argv[0] = 'bothways'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=environment | {"BOTHWAYS_HOME": str(home), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def world(company, settings):
    """A company in which every page has something to show, in a file of its own as on a server."""
    built = made.build(company)
    file = Path(settings.HOME) / "bothways.sqlite3"
    file.write_bytes(connection.connection.serialize())
    with sqlite3.connect(file) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
    opened.close()
    (Path(settings.HOME) / "secret.key").write_text("a secret for tests " * 3)
    return built


def parts_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))["parts"]


def backed_up(home, folder):
    folder.mkdir(exist_ok=True)
    done = run(home, "backup", folder)
    assert done.returncode == 0, done.stderr
    return max(folder.glob("bothways-*.zip"))


def test_a_site_comes_back_exact_and_is_found_whole(world, tmp_path, own_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    path = backed_up(own_home, folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(own_home.glob(".backup-*"))
    told = run(own_home, "restore", "--check", path)
    assert "whole" in told.stdout, told.stderr

    home = tmp_path_factory.mktemp("elsewhere") / "home"
    done = run(home, "restore", path)
    assert done.returncode == 0, done.stderr
    before, after = folder / "before.csv", folder / "after.csv"
    write_numbers(before, ".csv", EVERYTHING, Chosen(), None)
    assert run(home, "export", after).returncode == 0
    assert before.read_bytes() == after.read_bytes()
    for name in parts_of(path):
        if name.startswith("home/"):
            there = home / name.removeprefix("home/")
            assert there.read_bytes() == (own_home / name.removeprefix("home/")).read_bytes()
            assert there.stat().st_mode & 0o777 == 0o600
    assert run(home, "doctor").stdout.count("Database: in order.") == 1

    again = run(home, "restore", path)
    assert again.returncode == 2
    assert "not empty" in again.stderr

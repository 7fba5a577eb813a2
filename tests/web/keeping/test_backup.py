"""A backup of the running site and back: exact, of one moment, whole or not at all."""

import datetime as dt
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest
from django.db import connection
from rounds_at_work import answer_all, launch

from bothways.errors import FileError, InputError
from bothways_web.keeping.backup import making, moment, restoring, sqlite
from bothways_web.keeping.backup.contents import LEFT_OUT_FILES
from bothways_web.keeping.backup.databases import database_of_site
from bothways_web.keeping.exports.files import write_numbers
from bothways_web.keeping.exports.reach import EVERYTHING
from bothways_web.keeping.exports.rows import Chosen
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round

pytestmark = pytest.mark.skipif(
    "TEST_DATABASE_URL" in os.environ, reason="On PostgreSQL tests/soak/test_restore_drill.py looks at it."
)
#: Restores a backup, then writes the released numbers, in one process.
ELSEWHERE = """
import sys
from bothways.cli import main
backup, numbers = sys.argv[1:]
for words in (["restore", backup], ["export", numbers], ["restore", backup]):
    sys.argv = ["bothways", *words]
    try:
        main()
    except SystemExit as ended:
        print(words[0], ended.code or 0, flush=True)
"""


@pytest.fixture
def copies(tmp_path_factory):
    return tmp_path_factory.mktemp("copies")


@pytest.fixture
def as_on_a_server(own_home, monkeypatch):
    """Put what is in the tests' database into the home folder, as the file of a running site."""

    def put():
        file = own_home / "bothways.sqlite3"
        file.write_bytes(connection.connection.serialize())
        with closing(sqlite3.connect(file)) as opened:
            opened.execute("PRAGMA journal_mode=WAL")
        (own_home / "secret.key").write_text("a secret of a site " * 3)
        for name in LEFT_OUT_FILES:
            (own_home / name).mkdir(exist_ok=True)
            (own_home / name / "thing").write_text("left out")
        monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
        return file

    return put


def parts_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))["parts"]


def test_a_site_comes_back_exact(company, own_home, copies, as_on_a_server):
    asked = launch(company)
    answer_all(asked)
    close_round(asked)
    assert release_round(asked.pk)
    write_numbers(copies / "before.csv", ".csv", EVERYTHING, Chosen(), None)
    as_on_a_server()
    path, _made = making.make_backup(copies)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(own_home.glob(".backup-*"))
    names = set(parts_of(path))
    assert {
        sqlite.PART, "home/secret.key", "home/ledgers/employees/ledger.json", "home/ledgers/employees/ledger.key",
        f"home/rounds/{asked.pk}/answers.parquet",
    } <= names  # fmt: skip
    assert not [name for name in names if name.endswith("/thing")]

    home = copies / "elsewhere"
    environment = {n: t for n, t in os.environ.items() if not n.startswith(("BOTHWAYS_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(path), str(copies / "after.csv")],
        env=environment | {"BOTHWAYS_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ended = [line for line in done.stdout.splitlines() if line in ("restore 0", "export 0", "restore 2")]
    assert ended == ["restore 0", "export 0", "restore 2"], done.stderr
    assert "not empty" in done.stderr
    assert (copies / "before.csv").read_bytes() == (copies / "after.csv").read_bytes()
    for name in names - {sqlite.PART}:
        there = home / name.removeprefix("home/")
        assert there.read_bytes() == (own_home / name.removeprefix("home/")).read_bytes()
        assert there.stat().st_mode & 0o777 == 0o600
    assert not (home / restoring.UNFINISHED).exists()


@pytest.fixture
def path(company, copies, as_on_a_server):
    as_on_a_server()
    return making.make_backup(copies / "site.zip")[0]


def changed(path, *, manifest=None, parts=None):
    """Write a backup again with other parts or another list."""
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        found = json.loads(old.read("manifest.json"))
        for name, content in ({name: old.read(name) for name in found["parts"]} | (parts or {})).items():
            new.writestr(name, content)
        new.writestr("manifest.json", json.dumps(manifest(found) if manifest else found))
    return other


def listed(name, content):
    part = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return lambda found: found | {"parts": found["parts"] | {name: part}}


def refused(path, words):
    with pytest.raises(InputError, match=words):
        restoring.check_backup(path)


def test_a_whole_backup_is_found_whole_and_a_half_one_is_refused(path):
    assert restoring.check_backup(path)["kind"] == "backup"
    content = path.read_bytes()
    for share in (0.01, 0.5, 0.99):
        path.write_bytes(content[: int(len(content) * share)])
        refused(path, "no whole archive")


def test_damage_newer_versions_and_places_outside_are_refused(path):
    with zipfile.ZipFile(path) as file:
        database = file.read(sqlite.PART)
    refused(changed(path, parts={sqlite.PART: database[:-1] + b"x"}), "damaged")
    torn = database[:4096] + bytes(reversed(database[4096:40960])) + database[40960:]
    refused(
        changed(path, parts={sqlite.PART: torn}, manifest=listed(sqlite.PART, torn)), "database is damaged"
    )
    newer = changed(
        path, manifest=lambda found: found | {"migrations": [*found["migrations"], ["people", "9999_x"]]}
    )
    refused(newer, "newer version")
    for name in (
        "home/../x",
        "home/sealed/box.db",
        "home/bothways.sqlite3",
        "home/.hidden",
        "tables/a.b.jsonl",
    ):
        refused(
            changed(path, parts={name: b"x"}, manifest=listed(name, b"x")), "outside|not those of its list"
        )


def test_a_backup_is_never_written_over_nor_into_the_site_nor_half(path, own_home, copies, monkeypatch):
    with pytest.raises(FileError, match="There is a file"):
        making.make_backup(path)
    with pytest.raises(FileError, match="within the home folder"):
        making.make_backup(own_home / "site.zip")

    def breaks(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "put_part", breaks)
    with pytest.raises(FileError, match="No space left"):
        making.make_backup(copies / "other.zip")
    assert {one.name for one in copies.iterdir()} == {"site.zip", "erased.json"}
    assert not list(own_home.glob(".backup-*"))


def test_two_backups_at_once_are_refused(path, own_home, copies):
    with moment.one_at_a_time(own_home), pytest.raises(InputError, match="is being made"):
        making.make_backup(copies / "other.zip")


def test_what_is_written_after_the_moment_is_not_in_it_and_nobody_waits(company, own_home, as_on_a_server):
    file = as_on_a_server()
    (own_home / "metrics").mkdir()
    old = own_home / "metrics" / "a.parquet"
    old.write_text("before")
    with moment.moment_of(own_home, database_of_site()) as found:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as writer:
            writer.execute(
                "BEGIN IMMEDIATE"
            )  # with an open transaction of a writer a copy must not hang either
            writer.execute("UPDATE people_organisation SET name = 'After'")
            beside = own_home / "metrics" / ".part"
            beside.write_text("after")
            beside.replace(old)
            copy = own_home.with_name("copy.sqlite3")
            for _name, blocks in found.view.parts():
                copy.write_bytes(b"".join(blocks))
            writer.execute("COMMIT")
        assert (found.folder / "metrics" / "a.parquet").read_text() == "before"
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT name FROM people_organisation").fetchone() == ("The company",)
    copy.unlink()
    assert old.read_text() == "after"


def test_files_that_change_meanwhile_are_looked_at_again_and_files_that_never_rest_are_named(
    company, own_home, as_on_a_server, monkeypatch
):
    as_on_a_server()
    monkeypatch.setattr(moment, "PAUSE", 0.0)
    restless, times = own_home / "restless.txt", [0]

    class Changing:
        kind = "sqlite"

        def __init__(self, until):
            self.until = until

        def view(self, stage):
            times[0] += 1
            if times[0] <= self.until:
                restless.write_text("x" * times[0])
            return database_of_site().view(stage)

    with moment.moment_of(own_home, Changing(3)) as found:
        assert (found.folder / "restless.txt").read_text() == "xxx"
    assert times[0] == 4
    with pytest.raises(InputError, match=r"restless\.txt"), moment.moment_of(own_home, Changing(10**6)):
        pass


def test_old_backups_go_and_the_newest_stays(copies):
    for day in ("2020-01-01T000000Z", "2020-02-01T000000Z"):
        (copies / f"bothways-{day}.zip").write_text("")
    (copies / "bothways-mine.zip").write_text("")
    assert [one.name for one in making.forget_old(copies, days=3)] == ["bothways-2020-01-01T000000Z.zip"]
    assert sorted(one.name for one in copies.iterdir()) == [
        "bothways-2020-02-01T000000Z.zip",
        "bothways-mine.zip",
    ]


def test_a_restore_that_was_cut_off_keeps_the_app_from_starting(tmp_path):
    (tmp_path / restoring.UNFINISHED).write_text("")
    with pytest.raises(InputError, match="cut off"):
        restoring.refuse_unfinished(tmp_path)


def test_a_restore_that_fails_leaves_an_empty_home(path, tmp_path_factory, settings, monkeypatch):
    home = settings.HOME = tmp_path_factory.mktemp("other") / "home"
    home.mkdir()

    def breaks(*_):
        raise InputError("It broke.", remedy="Try again.")

    database = database_of_site()
    monkeypatch.setattr(
        type(database), "clear", lambda self: (home / "bothways.sqlite3").unlink(missing_ok=True)
    )
    monkeypatch.setattr(
        type(database), "fill", lambda self, names, about, read: (home / "bothways.sqlite3").write_text("x")
    )
    monkeypatch.setattr(restoring, "refuse_full_tables", lambda tables: None)
    monkeypatch.setattr(restoring, "settle", breaks)
    none = restoring.ErasedList(frozenset(), dt.datetime.now(dt.UTC))
    with pytest.raises(InputError, match="It broke"):
        restoring.restore_backup(path, erased=none, wishes=restoring.Wishes())
    assert [one.name for one in home.iterdir()] == ["secret.key"]  # one is made wherever a command starts
    assert path.exists()

"""The whole site out and in: byte-equal tables, ledgers and released numbers; and every archive that is refused."""

import hashlib
import json
import os
import random
import subprocess
import sys
import zipfile
from urllib.parse import urlsplit

import addressed_company as made
import pytest

from bothways.errors import FileError, InputError
from bothways_web.keeping.archive import checking, making, restoring
from bothways_web.keeping.archive.contents import STOPPED
from bothways_web.keeping.exports.files import write_numbers
from bothways_web.keeping.exports.reach import EVERYTHING
from bothways_web.keeping.exports.rows import Chosen
from bothways_web.listen.models import ChatRoom, Round

#: Lines of the change log about the archive itself come after it.
LOG = "tables/people.Change.jsonl"


@pytest.fixture
def world(company):
    built = made.build(company)
    ChatRoom.objects.create(name="Front desk", address="https://chat.example/hook/very-secret-part")
    Round.objects.filter(mode="sealed").update(state=Round.State.RELEASED)
    return built


def run(home, *words, **more):
    """Run our command on a site of its own, as whoever keeps the server does."""
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))
    }
    environment |= {"BOTHWAYS_HOME": str(home), **more}
    if "DATABASE_URL" not in more:
        environment.pop("DATABASE_URL", None)
    code = "from bothways.cli import main; import sys; sys.argv[0] = 'bothways'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))["parts"]


def there_and_back(world, tmp_path, database=""):
    """Archive this site, restore it elsewhere, archive that one: both archives, and the released numbers of both."""
    first, second, home = tmp_path / "first.zip", tmp_path / "second.zip", tmp_path / "elsewhere"
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    making.make_archive(first)
    write_numbers(before, ".csv", EVERYTHING, Chosen(), None)
    more = {"DATABASE_URL": database} if database else {}
    restored = run(home, "restore", first, **more)
    assert restored.returncode == 0, restored.stderr
    for words in (("archive", second), ("export", after)):
        done = run(home, *words, **more)
        assert done.returncode == 0, done.stderr
    return first, second, before, after, restored.stdout


def assert_same(first, second, before, after):
    one, other = parts_of(first), parts_of(second)
    one.pop(LOG), other.pop(LOG)
    for model in STOPPED:  # what came back without its secret is stopped
        one.pop(f"tables/{model}.jsonl"), other.pop(f"tables/{model}.jsonl")
    assert one == other
    assert {
        "tables/act.Plan.jsonl",
        "tables/act.CommitteeDraw.jsonl",
        "home/ledgers/employees/ledger.json",
    } <= one.keys()
    assert before.read_bytes() == after.read_bytes()


def test_a_site_comes_back_as_it_was(world, tmp_path):
    first, second, before, after, told = there_and_back(world, tmp_path)
    assert_same(first, second, before, after)
    assert "dua@company.example: http" in told
    assert "/welcome/" in told
    assert first.stat().st_mode & 0o777 == 0o600
    text = b"".join(zipfile.ZipFile(first).read(name) for name in parts_of(first))
    assert b"very-secret-part" not in text
    assert b"md5$" not in text
    again = run(tmp_path / "elsewhere", "restore", first)
    assert again.returncode == 2
    assert "not empty" in again.stderr


@pytest.fixture
def empty_postgres():
    """Make an empty database beside the one of the tests; "make test-postgres" names one."""
    address = os.environ.get("TEST_DATABASE_URL")
    if not address:
        pytest.skip("make test-postgres looks at PostgreSQL.")
    import psycopg

    parts = urlsplit(address)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE archived")
        yield parts._replace(path="/archived").geturl()
        server.execute("DROP DATABASE archived WITH (FORCE)")


def test_a_site_goes_from_postgres_to_sqlite_and_back(world, tmp_path, empty_postgres):
    first, second, before, after, _told = there_and_back(world, tmp_path)  # into SQLite
    assert_same(first, second, before, after)
    back = run(tmp_path / "back", "restore", second, DATABASE_URL=empty_postgres)
    assert back.returncode == 0, back.stderr
    third = tmp_path / "third.zip"
    again = run(tmp_path / "back", "archive", third, DATABASE_URL=empty_postgres)
    assert again.returncode == 0, again.stderr
    one, other = parts_of(second), parts_of(third)
    assert {name for name in one if one[name] != other.get(name)} == {LOG}
    assert one.keys() == other.keys()


def test_an_archive_of_before_a_table_was_there_is_brought_up_to_date(world, tmp_path):
    making.make_archive(tmp_path / "new.zip")
    with zipfile.ZipFile(tmp_path / "new.zip") as new, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        manifest = json.loads(new.read("manifest.json"))
        manifest["migrations"] = [one for one in manifest["migrations"] if one[0] != "keeping"]
        parts = {name: part for name, part in manifest["parts"].items() if "/keeping." not in name}
        for name in parts:
            old.writestr(name, new.read(name))
        old.writestr("manifest.json", json.dumps(manifest | {"parts": parts}))
    restored = run(tmp_path / "home", "restore", tmp_path / "old.zip")
    assert restored.returncode == 0, restored.stderr
    assert run(tmp_path / "home", "archive", tmp_path / "again.zip").returncode == 0
    same = "tables/act.Plan.jsonl"
    assert parts_of(tmp_path / "again.zip")[same] == parts[same]


def test_nothing_is_taken_out_while_results_come_to_be_or_a_sealed_round_is_open(company, tmp_path):
    built = made.build(company)
    with pytest.raises(InputError, match="sealed round is open"):
        making.make_archive(tmp_path / "a.zip")
    Round.objects.filter(mode="sealed").update(state=Round.State.RELEASED)
    Round.objects.filter(pk=built.rounds[0].pk).update(state=Round.State.CLOSING)
    with pytest.raises(InputError, match="being closed"):
        making.make_archive(tmp_path / "a.zip")
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".*"))


@pytest.fixture
def archive(company, tmp_path):
    """An archive of a small site, and a way to write it again with something changed."""
    path = tmp_path / "site.zip"
    making.make_archive(path)
    return path


def changed(path, *, manifest=None, parts=None, infos=()):
    """Write an archive again with other parts or another list."""
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        found = json.loads(old.read("manifest.json"))
        contents = {name: old.read(name) for name in found["parts"]} | (parts or {})
        for name, content in contents.items():
            if content is not None:
                new.writestr(name, content)
        for info, content in infos:
            new.writestr(info, content)
        new.writestr("manifest.json", json.dumps(manifest(found) if manifest else found))
    return other


def listed(name, content):
    """Add a part to a list."""
    part = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return lambda found: found | {"parts": found["parts"] | {name: part}}


def refused(path, words):
    with pytest.raises(InputError, match=words) as told:
        restoring.check_archive(path)
    assert (
        "Nothing was" in str(told.value) or "nothing was" in str(told.value) or "Make room" in str(told.value)
    )


def test_a_whole_archive_is_found_whole(archive):
    assert restoring.check_archive(archive)["form"] == making.FORM


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.999])
def test_a_half_archive_is_refused(archive, share):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    refused(archive, "no whole archive")


def test_a_part_that_is_damaged_missing_or_added_is_refused(archive):
    name = "tables/people.Person.jsonl"
    rows = zipfile.ZipFile(archive).read(name)
    refused(changed(archive, parts={name: rows.replace(b"Day 1", b"Day 9")}), "damaged")
    refused(changed(archive, parts={name: None}), "not those of its list")
    refused(changed(archive, parts={"tables/people.Extra.jsonl": b""}), "not those of its list")
    refused(changed(archive, parts={name: rows + b"{}\n"}), "not those of its list")


def test_any_byte_that_is_changed_is_noticed_or_harmless(archive):
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as found:
        contents = {name: found.read(name) for name in found.namelist()}
    drawn = random.Random(7)
    noticed = 0
    for _try in range(60):
        place = drawn.randrange(len(whole))
        archive.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << drawn.randrange(8))]) + whole[place + 1 :]
        )
        try:
            restoring.check_archive(archive)
        except FileError:
            noticed += 1
            continue
        with zipfile.ZipFile(archive) as found:
            assert {name: found.read(name) for name in found.namelist()} == contents
    assert noticed > 30


@pytest.mark.parametrize(
    "name",
    ["home/../outside.txt", "/elsewhere/x", "home/rounds/../../x", "home\\rounds\\x", "home/secret.key", "other/x",
     "home/sealed/box.db", "home/static/x.js", "tables/../x.jsonl", "home/./rounds/x", "home//rounds/x",
     "home/.hidden/x"],
)  # fmt: skip
def test_a_place_outside_is_refused(archive, name):
    content = b"hello"
    refused(
        changed(archive, parts={name: content}, manifest=listed(name, content)),
        "outside|not those of its list",
    )


def test_a_link_is_refused(archive):
    info = zipfile.ZipInfo("home/rounds/link")
    info.external_attr = 0o120777 << 16
    refused(changed(archive, infos=[(info, b"elsewhere")], manifest=listed("home/rounds/link", b"elsewhere")),
            "something else than plain files")  # fmt: skip


def test_what_grows_without_measure_is_refused_unread(archive, monkeypatch):
    bomb = b"\0" * (40 << 20)
    path = changed(archive, parts={"home/rounds/a": bomb}, manifest=listed("home/rounds/a", bomb))
    monkeypatch.setattr(checking, "part_blocks", None)  # nothing is unpacked
    refused(path, "grows without measure")


def test_what_has_no_room_is_refused(archive, monkeypatch):
    monkeypatch.setattr(checking.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10}))
    refused(archive, "MB are free")


def test_a_newer_version_is_refused(archive):
    newer = changed(
        archive, manifest=lambda found: found | {"migrations": [*found["migrations"], ["people", "9999_x"]]}
    )
    refused(newer, "newer version")


def test_another_form_and_another_file_are_refused(archive, tmp_path):
    refused(changed(archive, manifest=lambda found: found | {"form": 2}), "no whole archive")
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as new:
        new.writestr("readme.txt", "hello")
    refused(other, "no whole archive")
    other.write_text("hello")
    refused(other, "no whole archive")


def test_a_site_that_is_not_empty_is_left_alone(archive, tmp_path):
    with pytest.raises(InputError, match="not empty"):
        restoring.restore_archive(archive)
    home = tmp_path / "full"
    (home / "rounds").mkdir(parents=True)
    (home / "rounds" / "answers").write_text("x")
    refused_here = run(home, "restore", archive)
    assert refused_here.returncode == 2
    assert "not empty" in refused_here.stderr
    assert not (home / "ledgers").exists()


def test_rows_that_do_not_fit_leave_an_empty_site(archive, tmp_path):
    name = "tables/people.Post.jsonl"
    content = zipfile.ZipFile(archive).read(name).replace(b"2024-01-01", b"2024-99-01")
    broken = changed(archive, parts={name: content}, manifest=listed(name, content))
    told = run(tmp_path / "home", "restore", broken)
    assert told.returncode == 2
    assert "no row of the table" in told.stderr
    mended = run(tmp_path / "home", "restore", archive)
    assert mended.returncode == 0, mended.stderr


def test_an_archive_is_never_written_over(archive):
    with pytest.raises(FileError, match="There is a file"):
        making.make_archive(archive)

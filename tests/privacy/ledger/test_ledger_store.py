"""The folder of a ledger: whole at any moment, one writer at a time, and nothing in it that it may not hold."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_rounds import TREE, people, round_of

from bothways.errors import BothwaysError, FileError, InputError
from bothways.privacy import ImportedCell, ImportedMetric, Ledger
from bothways.privacy.ledger import FileStore, store

HERE = Path(__file__).parent
WORKER = """
import sys
sys.path.insert(0, {here!r})
from ledger_rounds import TREE, people, round_of
from bothways.privacy import ImportedCell, ImportedMetric, Ledger
ledger = Ledger({folder!r}, TREE)
for number in range({rounds}):
    answers = round_of(people(day=14, night=15, late=11), name=f"{{number}}",
                       attributes={{"role": ["a", "b"] * 20, "tenure": ["n", "o", "x", "y"] * 10}})
    ledger.release(answers, by=[{by!r}])
    ledger.write_tables({folder!r})
print("done")
"""


def start(folder: Path, by: str, rounds: int) -> subprocess.Popen[str]:
    code = WORKER.format(here=str(HERE), folder=str(folder), by=by, rounds=rounds)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_two_processes_at_once_make_one_ledger(tmp_path: Path) -> None:
    folder, rounds = tmp_path / "ledger", 8
    workers = [start(folder, by, rounds) for by in ("role", "tenure")]
    assert [worker.communicate(timeout=50)[0].strip() for worker in workers] == ["done", "done"]
    ledger = Ledger(folder, TREE)
    assert sorted(ledger.rounds) == [str(number) for number in range(rounds)]
    for name in ledger.rounds:
        groups = [row.group for row in ledger.released([name])]
        assert len(groups) == len(set(groups))
        assert "all" in groups
    # groups that come later join the newest round alone
    assert {"role=a", "role=b", "tenure=n"} <= {row.group for row in ledger.released([str(rounds - 1)])}
    lines = (folder / "released.csv").read_text().splitlines()
    assert len(lines) == 1 + len(ledger.released())


def test_whoever_waits_for_the_lock_gets_it_in_the_end(tmp_path: Path) -> None:
    place = FileStore(tmp_path / "ledger")
    with place.locked():
        worker = start(place.folder, "role", 1)
        time.sleep(1.5)
        assert worker.poll() is None
        assert not (place.folder / "ledger.json").exists()
    assert worker.communicate(timeout=30)[0].strip() == "done"


@pytest.mark.parametrize("name", ["ledger.people", "ledger.json"])
def test_killed_between_writing_and_moving_it_leaves_the_old_ledger(tmp_path: Path, name: str) -> None:
    """Kill -9 in the middle of the second release: the first stands, and the next call goes on."""
    folder = tmp_path / "ledger"
    first = Ledger(folder, TREE).release(round_of(people(day=14, night=15, late=11), name="first"))
    code = WORKER.format(here=str(HERE), folder=str(folder), by="role", rounds=1)
    stop = (
        "import os, signal\nfrom bothways.privacy.ledger import store\n"
        "move = store.put_in_place\n"
        f"stop = lambda beside, path: path.name == {name!r} and os.kill(os.getpid(), signal.SIGKILL)\n"
        "store.put_in_place = lambda beside, path: stop(beside, path) or move(beside, path)\n"
    )
    killed = subprocess.run([sys.executable, "-c", stop + code], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert list(folder.glob(f".{name}.*.part"))
    ledger = Ledger(folder, TREE)
    assert ledger.released() == first
    ledger.release(round_of(people(day=14, night=15, late=11), name="second"))
    assert ledger.rounds == ("first", "second")
    assert not list(folder.glob("*.part"))
    assert not list(folder.glob(".*.part"))


def test_killed_at_any_moment_the_ledger_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    worker = start(folder, "role", 2_000)
    deadline = time.monotonic() + 20
    while not (folder / "ledger.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    seen: list[int] = []
    for _ in range(30):
        seen.append(len(Ledger(folder, TREE).rounds))
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    ledger = Ledger(folder, TREE)
    assert len(ledger.rounds) >= seen[-1] >= seen[0] >= 1
    assert {row.round for row in ledger.released()} == set(ledger.rounds)


def test_a_disk_that_refuses_leaves_the_old_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path, TREE)
    first = ledger.release(round_of(people(day=6, night=7)))

    def refuse(beside: Path, path: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "put_in_place", refuse)
    with pytest.raises(BothwaysError, match=r"No space left.*Nothing there was changed"):
        ledger.release(round_of(people(day=8, night=7), name="2024-02"))
    monkeypatch.undo()
    assert Ledger(tmp_path, TREE).released() == first


def test_a_refused_release_leaves_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    answers = round_of(people(day=6, night=7))
    with pytest.raises(BothwaysError):
        Ledger(folder, TREE).release(answers, by=["role"])
    assert not folder.exists()


def test_it_holds_no_exact_number_no_respondent_and_no_answer(tmp_path: Path) -> None:
    names = [f"{name} {number}" for name in ("Ben Miller", "Cem Aydin") for number in range(15)]
    answers = round_of(people(day=17, night=13), answers=[4.0] * 17 + [2.0] * 13)
    answers = type(answers)(**{**vars(answers), "people": tuple(names)})
    ledger = Ledger(tmp_path, TREE)
    ledger.release(answers)
    ledger.write_tables(tmp_path)
    text = "".join((tmp_path / name).read_text() for name in ("ledger.json", "released.csv", "withheld.csv"))
    text += (tmp_path / "ledger.people").read_text()
    assert not any(name in text for name in ("Ben", "Cem"))
    document = json.loads((tmp_path / "ledger.json").read_text())
    numbers = set(
        re.findall(r"(?<![\w.-])\d+(?![\w.])", json.dumps(document["rounds"]["2024-01"]["released"]))
    )
    assert not numbers & {"17", "13", "30"}
    assert set(document["rounds"]["2024-01"]) == {
        "floor", "roster", "one_each", "attributes", "checks", "metrics", "sets", "released",
    }  # fmt: skip


def test_digests_cannot_be_tried_out_without_the_key(tmp_path: Path) -> None:
    """The same answers in two ledgers have no digest in common, so a guess cannot be compared."""
    found = []
    for name in ("one", "two"):
        Ledger(tmp_path / name, TREE).release(round_of(people(day=6, night=7)))
        text = (tmp_path / name / "ledger.json").read_text()
        found.append(set(re.findall(r"[0-9a-f]{64}", text)))
    assert len(found[0]) == 3
    assert not found[0] & found[1]
    for name in ("ledger.key", "ledger.people"):
        assert (tmp_path / "one" / name).stat().st_mode & 0o077 == 0


def test_without_its_key_a_ledger_can_be_read_and_not_added_to(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, TREE)
    first = ledger.release(round_of(people(day=6, night=7)))
    (tmp_path / "ledger.key").unlink()
    assert Ledger(tmp_path, TREE).released() == first
    with pytest.raises(FileError, match=r"key of the ledger is missing.*ledger\.key"):
        ledger.release(round_of(people(day=6, night=7), name="2024-02"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"format":1', '"format":2'),
        lambda text: text.replace('"rounds"', '"round"'),
        lambda text: text.replace('"released":[[', '"released":[[7,'),
        lambda text: "\udcff",
    ],
)
def test_a_damaged_ledger_is_refused_and_never_begun_anew(tmp_path: Path, damage) -> None:
    Ledger(tmp_path, TREE).release(round_of(people(day=6, night=7)))
    path = tmp_path / "ledger.json"
    broken = damage(path.read_text()).encode("utf-8", "surrogateescape")
    path.write_bytes(broken)
    with pytest.raises(FileError, match=r"ledger.*backup"):
        Ledger(tmp_path, TREE)
    assert path.read_bytes() == broken


def test_what_was_released_survives_the_way_to_disk_and_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, TREE)
    made = ledger.release(round_of(people(day=6, night=7), answers=[1.0] * 6 + [5.0] * 7))
    assert Ledger(tmp_path, TREE).released() == made
    assert {row.text[:2] for row in made} >= {"<=", ">="}


def test_releases_together_are_written_once_or_not_at_all(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "ledger")
    ledger = Ledger(store, TREE)
    metric = ImportedMetric("csat", "percent")

    def break_off() -> None:
        with ledger.together():
            ledger.release_imported("2026-10", metric, [ImportedCell(TREE.roots[0], 68, 60)])
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert ledger.rounds == ()
    with ledger.together():
        for month in ("2026-10", "2026-11"):
            ledger.release_imported(month, metric, [ImportedCell(TREE.roots[0], 68, 60)])
        with pytest.raises(InputError):
            ledger.release_imported("2026-11", metric, [ImportedCell(TREE.roots[0], 30, 60)])
        assert Ledger(store, TREE).rounds == ()
    assert ledger.rounds == ("2026-10", "2026-11")
    assert store.read()["generation"] == 1

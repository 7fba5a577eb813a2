"""Stores that threads of several processes open anew for each step, as the app does: no lock and no change is lost."""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from pathlib import Path

from bothways.privacy.ballots import HeldBallot, SqliteBox, SqliteRegister

PROCESSES, THREADS, EACH = 3, 4, 15


def record(path: Path, thread: str) -> None:
    for number in range(EACH):
        SqliteRegister(path).record("r", "team", f"{thread} {number}", secrets.token_bytes(32))


def put(path: Path, _thread: str) -> None:
    for _number in range(EACH):
        SqliteBox(path).put("r", "team", HeldBallot(secrets.token_bytes(32), bytes(32), bytes(200)))


def work(path: Path, act: str, process: str) -> None:
    """What one process does: its threads act, and any trouble ends it."""
    trouble: list[BaseException] = []

    def run(number: int) -> None:
        try:
            {"record": record, "put": put}[act](path, f"{process}.{number}")
        except BaseException as problem:
            trouble.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]


def at_once(path: Path, act: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, str(path), act, str(number)], stderr=subprocess.PIPE, text=True
        )
        for number in range(PROCESSES)
    ]
    told = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, "\n".join(told)


def test_requests_are_recorded_by_threads_that_each_open_the_register(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    everybody = [
        f"{process}.{thread} {number}"
        for process in range(PROCESSES)
        for thread in range(THREADS)
        for number in range(EACH)
    ]
    SqliteRegister(path).open("r", "hash", {"team": everybody}, {"team": 3})
    at_once(path, "record")
    again = SqliteRegister(path)
    assert {again.record("r", "team", name, bytes(32)) for name in everybody} == {"other"}


def test_ballots_are_put_by_threads_that_each_open_the_box(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    SqliteBox(path).open("r", "hash", {"team": 3})
    at_once(path, "put")
    assert len(SqliteBox(path).held("r", "team")) == PROCESSES * THREADS * EACH


def test_a_new_file_is_one_and_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    threads = [threading.Thread(target=SqliteBox, args=(path,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["one.db"]


if __name__ == "__main__":
    work(Path(sys.argv[1]), *sys.argv[2:])

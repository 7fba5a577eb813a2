"""The drill: a site is backed up while people answer, restored elsewhere, and goes on there; on both databases."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from answering_crowd import Crowd
from cluster import free_port
from rounds_under_kills import POSTGRES, site
from running_app import RunningApp, wait_for

BOTHWAYS = Path(sys.executable).with_name("bothways")
PEOPLE, RATE = 96, 12


def command(app, *words):
    """Run a command on a site, as whoever keeps the server does."""
    done = subprocess.run(
        [BOTHWAYS, *map(str, words)], env=app.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def see_released(app, opened):
    app.ask("end", round=opened["round"])
    wait_for("The release", lambda: app.ask("look", round=opened["round"])["state"] == "released", 240, 0.5)


def another_database(server):
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as link:
        link.execute("CREATE DATABASE restored")
    return urlsplit(server.url())._replace(path="/restored").geturl()


def acknowledged(crowd):
    """Return who was told that the answers are stored, and which answers these may be."""
    return {
        person["respondent"]: [person["drafts"][which]["answers"] for which in story.told_that("stored")]
        for person, story in zip(crowd.people, list(crowd.stories), strict=True)
        if story.told_that("stored")
    }


@pytest.mark.parametrize("store", ["SQLite", POSTGRES])
def test_a_site_under_load_is_restored_elsewhere_and_goes_on(store, tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    with site(store, PEOPLE) as (app, server):
        first = app.ask("launch", drafts=8, seed=1, title="First")
        crowd = Crowd(app.port, first["people"], rate=4 * RATE)
        crowd.begin()
        crowd.wait(240)
        see_released(app, first)
        command(app, "export", copies / "before.csv")
        second = app.ask("launch", drafts=8, seed=2, title="Second")
        crowd = Crowd(app.port, second["people"], rate=RATE)
        crowd.begin()
        wait_for("Some answers", lambda: crowd.done > 0.25, 240)
        before = acknowledged(crowd)
        command(app, "backup", copies)
        done_meanwhile = crowd.done
        crowd.wait(240)
        assert len(acknowledged(crowd)) > len(before) >= PEOPLE // 5
        assert done_meanwhile > 0.25
        [backup] = copies.glob("bothways-*.zip")
        elsewhere = RunningApp(
            tmp_path / "home", free_port(), database=another_database(server) if server else ""
        )
        try:
            go_on_elsewhere(elsewhere, backup, copies, second, before)
        finally:
            assert elsewhere.stop() == []


def go_on_elsewhere(elsewhere, backup, copies, second, before):
    command(elsewhere, "restore", "--check", backup)
    assert "Erased again: 0" in command(elsewhere, "restore", backup)
    command(elsewhere, "export", copies / "after.csv")
    numbers = (copies / "before.csv").read_bytes()
    assert numbers == (copies / "after.csv").read_bytes()
    assert numbers.count(b"\n") > 5
    elsewhere.start()
    there = {one["respondent"]: one["answers"] for one in elsewhere.ask("stored", round=second["round"])}
    assert set(before) <= set(there)
    assert all(there[who] in answers for who, answers in before.items())
    assert 0 < len(there) <= PEOPLE
    rest = [one for one in second["people"] if one["respondent"] not in there]
    crowd = Crowd(elsewhere.port, rest, rate=4 * RATE)
    crowd.begin()
    crowd.wait(240)
    see_released(elsewhere, second)
    look = elsewhere.ask("look", round=second["round"])
    assert (look["in_ledger"], look["rows"], look["trouble"]) == (1, 0, "")
    assert len(list((elsewhere.home / "rounds").iterdir())) == 2

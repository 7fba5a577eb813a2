"""A disk that is full and an app that is stopped, while people answer: nothing is lost and nothing half."""

import resource
import threading

import answering_crowd
import pytest
from answering_crowd import Crowd, Story, post
from rounds_under_kills import site
from running_app import wait_for

PEOPLE, RATE = 96, 24.0
#: Bytes: the log of the database holds more after one change, what the app prints does not.
FULL = 4096


@pytest.fixture(scope="module")
def app():
    with site("SQLite", PEOPLE) as (running, _server):
        yield running


def limit_files(app, size):
    """Let the web workers write no file beyond a size, as a disk does that is full; lifted by what is unlimited."""
    for pid in app.pids("web worker"):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def what_is_wrong(crowd, rows):
    """Compare what people were told with what is stored: whole, and as one of their tries has it."""
    wrong = []
    for person, story in zip(crowd.people, crowd.stories, strict=True):
        row = rows.pop(person["respondent"], None)
        tries = [person["drafts"][number] for number in sorted(story.told_that("stored") or story.sent)]
        if story.told and row is None:
            wrong.append("acknowledged and lost")
        if row is not None and [row["answers"], row["comment"]] not in [
            [draft["answers"], draft["label"]] for draft in tries
        ]:
            wrong.append("other than what was sent")
    return wrong + ["of nobody"] * len(rows)


def test_a_disk_that_is_full_is_told_and_what_was_acknowledged_is_stored(app):
    opened = app.ask("launch", drafts=8, seed=1)
    crowd = Crowd(app.port, opened["people"], rate=RATE, at_a_time=24)
    crowd.begin()
    wait_for("Some answers", lambda: crowd.done > 0.2, 300)
    limit_files(app, FULL)
    wait_for("A page that says so", lambda: sum(story.busy for story in crowd.stories) > 10, 300)
    limit_files(app, resource.RLIM_INFINITY)
    crowd.wait(400)
    assert what_is_wrong(crowd, app.ask("stored_now", round=opened["round"])) == []
    told = [bool(story.told) for number, story in enumerate(crowd.stories) if number % 10 != 7]
    assert all(told)  # who tried again was heard in the end; number 7 of ten gives up after the first try
    assert "OperationalError" in app.told()


def test_an_app_that_is_stopped_while_people_answer_ends_what_it_has_begun(app, monkeypatch):
    monkeypatch.setattr(answering_crowd, "PATIENT", 600.0)  # a busy machine takes minutes to begin again
    opened = app.ask("launch", drafts=8, seed=2)
    crowd = Crowd(app.port, opened["people"], rate=RATE / 8, at_a_time=24)
    crowd.begin()
    wait_for("Some answers", lambda: crowd.done > 0.1, 300)
    assert app.stop() == []
    assert crowd.done < 0.8
    app.start()
    crowd.wait(900)
    assert what_is_wrong(crowd, app.ask("stored_now", round=opened["round"])) == []
    heard = [bool(story.told) for number, story in enumerate(crowd.stories) if number % 10 != 7]
    assert all(heard)


def test_what_a_full_disk_shows_is_a_page_that_sends_again(app):
    opened = app.ask("launch", drafts=2, seed=3)
    first, second = opened["people"][:2]
    assert post(app.port, first["token"], first["drafts"][0]["draft"]) == "stored"
    limit_files(app, FULL)
    story, threads = Story(), []
    for _ in range(4):  # several wait at once, and all are told the same
        send = threading.Thread(
            target=lambda: story.told.append(
                (0, post(app.port, second["token"], second["drafts"][0]["draft"], 60))
            )
        )
        send.start()
        threads.append(send)
    for one in threads:
        one.join()
    assert [said for _number, said in story.told] == ["busy"] * 4
    limit_files(app, resource.RLIM_INFINITY)
    assert post(app.port, second["token"], second["drafts"][1]["draft"]) == "stored"
    rows = app.ask("stored_now", round=opened["round"])
    assert len(rows) == 2
    assert rows[second["respondent"]]["comment"] == second["drafts"][1]["label"]

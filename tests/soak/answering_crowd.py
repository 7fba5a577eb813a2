"""A crowd that answers a round over HTTP at a bounded rate, and remembers what it was told."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOLD = {
    "stored": b"Your answers are stored",
    "already": b"with this link already",
    "closed": b"The survey is closed",
}
#: What a page says that keeps the answers, as the store does not take them now.
BUSY = "busy"
PATIENT = 60.0


@dataclass
class Story:
    """What one person did and was told: numbers of the drafts that were sent, and answers by draft."""

    sent: set[int] = field(default_factory=set)
    told: list[tuple[int, str]] = field(default_factory=list)
    failures: int = 0
    busy: int = 0

    def told_that(self, word: str) -> set[int]:
        """Return the drafts that got an answer."""
        return {number for number, said in self.told if said == word}


def post(port: int, token: str, draft: str, timeout: float = 15) -> str:
    """Send the last screen; returns what the page says, "" where no answer can be made out."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    body = urlencode({"draft": draft, "step": "check", "go": "continue", "lang": "en"})
    headers = {"Host": f"localhost:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request("POST", f"/answer/{token}/", body, headers)
        answer = line.getresponse()
        page = answer.read()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        line.close()
    if answer.status == 503:
        return BUSY
    if answer.status != 200:
        return ""
    return next((word for word, text in TOLD.items() if text in page), "")


class Crowd:
    """Everybody who is invited; of ten, one sends twice at once and one gives up after the first try.

    Who is not answered tries again with other answers, so that the file tells which try was stored. They come so many
    at a time, as after a reminder, at ``rate`` a second on the whole.
    """

    def __init__(self, port: int, people: list[dict[str, Any]], *, rate: float, at_a_time: int = 6) -> None:
        self.port, self.people, self.rate, self.at_a_time = port, people, rate, at_a_time
        self.stories = [Story() for _ in people]
        self._next, self._lock = 0, threading.Lock()
        self._running: list[threading.Thread] = []
        self._trouble: list[BaseException] = []

    @property
    def done(self) -> float:
        """Share of the people who were told something."""
        return sum(bool(story.told) for story in self.stories) / len(self.stories)

    def begin(self) -> None:
        """Begin to answer."""
        start = time.monotonic()
        for _ in range(self.at_a_time):
            thread = threading.Thread(target=self._guarded, args=(start,), daemon=True)
            thread.start()
            self._running.append(thread)

    def wait(self, seconds: float) -> None:
        """Wait until everybody is done."""
        deadline = time.monotonic() + seconds
        for thread in self._running:
            thread.join(max(0.1, deadline - time.monotonic()))
        if self._trouble:
            raise self._trouble[0]
        if any(thread.is_alive() for thread in self._running):
            raise TimeoutError("The crowd is not done.")

    def _guarded(self, start: float) -> None:
        try:
            self._work(start)
        except BaseException as problem:
            self._trouble.append(problem)
            raise

    def _work(self, start: float) -> None:
        while True:
            with self._lock:
                number, self._next = self._next, self._next + 1
            if number >= len(self.people):
                return
            turn = number - number % self.at_a_time
            time.sleep(max(0.0, start + turn / self.rate - time.monotonic()))
            self._answer(number)

    def _answer(self, number: int) -> None:
        manner = number % 10
        if manner == 3:
            both = [threading.Thread(target=self._try, args=(number, attempt)) for attempt in (0, 1)]
            for thread in both:
                thread.start()
            for thread in both:
                thread.join()
            self._insist(number, 2)
        elif manner == 7:
            self._try(number, 0)
        else:
            self._insist(number, 0)

    def _insist(self, number: int, attempt: int) -> None:
        deadline = time.monotonic() + PATIENT
        while not self.stories[number].told and time.monotonic() < deadline:
            self._try(number, attempt)
            attempt += 1
            time.sleep(0 if self.stories[number].told else 0.5)

    def _try(self, number: int, attempt: int) -> None:
        story, person = self.stories[number], self.people[number]
        which = min(attempt, len(person["drafts"]) - 1)
        story.sent.add(which)
        said = post(self.port, person["token"], person["drafts"][which]["draft"])
        if said == BUSY:
            story.busy += 1
        elif said:
            story.told.append((which, said))
        else:
            story.failures += 1


@dataclass(frozen=True)
class Count:
    """What became of a round's responses."""

    acknowledged: int
    lost: int
    doubled: int
    changed: int
    unacknowledged_but_stored: int
    stored_after_closed: int
    rows: int
    failures: int

    @property
    def holds(self) -> bool:
        """Return whether nothing acknowledged was lost, doubled or changed, and nothing came from nowhere."""
        return not (self.lost or self.doubled or self.changed or self.stored_after_closed)


def compare(crowd: Crowd, items: list[str], rows: list[dict[str, Any]]) -> Count:
    """Compare what people were told with the rows of the file that was released."""
    by_person: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_person.setdefault(row["respondent"], []).append(row)
    lost = changed = quiet = late = acknowledged = 0
    doubled = sum(len(found) - 1 for found in by_person.values())
    for person, story in zip(crowd.people, crowd.stories, strict=True):
        found = by_person.pop(person["respondent"], [])
        stored = story.told_that("stored")
        doubled += max(0, len(story.told) and sum(said == "stored" for _, said in story.told) - 1)
        acknowledged += bool(stored)
        promised = bool(stored or story.told_that("already"))
        lost += promised and not found
        if not found:
            continue
        which = _which(person, found[0], items)
        changed += which is None or which not in story.sent or (bool(stored) and which not in stored)
        quiet += not promised
        again = which == len(person["drafts"]) - 1  # may have been sent several times
        late += which in story.told_that("closed") and not again
    changed += sum(len(found) for found in by_person.values())  # rows of nobody who was invited
    failures = sum(story.failures for story in crowd.stories)
    return Count(acknowledged, lost, doubled, changed, quiet, late, len(rows), failures)


def _which(person: dict[str, Any], row: dict[str, Any], items: list[str]) -> int | None:
    """Return which draft a row holds whole; ``None`` where it is none of them."""
    for number, draft in enumerate(person["drafts"]):
        if draft["label"] == row["comment"] and all(draft["answers"][item] == row[item] for item in items):
            return number
    return None

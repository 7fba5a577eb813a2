"""Several who wait for the store share one transaction: who goes with whom, who fails, who is turned away."""

import threading
import time

import pytest

from bothways_web.listen.answering.together import Busy, Together


class Desk:
    """Notes each batch; the first one that holds "wait" stays until it is let go."""

    def __init__(self):
        self.batches, self.begun, self.go = [], threading.Event(), threading.Event()

    def act(self, batch):
        self.batches.append(sorted(batch))
        if "wait" in batch:
            self.begun.set()
            assert self.go.wait(20)
        if "down" in batch:
            raise OSError("down")
        return [ValueError("bad") if one == "bad" else one.upper() for one in batch]


class Caller(threading.Thread):
    """Somebody who wants something done, and what they were told."""

    def __init__(self, together, given):
        super().__init__(daemon=True)
        self.together, self.given, self.told = together, given, None
        self.start()

    def run(self):
        try:
            self.told = self.together.do(self.given)
        except Exception as problem:
            self.told = problem


def queue_of(together, *given):
    """Callers behind one who is being served; returns when all of them wait."""
    callers = []
    for number, one in enumerate(given, start=1):
        callers.append(Caller(together, one))
        deadline = time.monotonic() + 20
        while len(together._waiting) < number:
            assert time.monotonic() < deadline
            time.sleep(0.001)
    return callers


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.go.set()


def serve(desk, **limits):
    """Let somebody be served, for as long as the test wants."""
    together = Together(desk.act, **limits)
    first = Caller(together, "wait")
    assert desk.begun.wait(20)
    return together, first


def finish(desk, *callers):
    desk.go.set()
    for one in callers:
        one.join(20)
        assert not one.is_alive()
    return [one.told for one in callers]


def test_who_comes_alone_goes_alone_and_at_once(desk):
    together = Together(desk.act)
    assert [together.do("a"), together.do("b")] == ["A", "B"]
    assert desk.batches == [["a"], ["b"]]


def test_who_comes_meanwhile_goes_together_next_and_is_told_nothing_before(desk):
    together, first = serve(desk)
    waiting = queue_of(together, "a", "b", "c")
    assert [one.told for one in (first, *waiting)] == [None] * 4
    assert finish(desk, first, *waiting) == ["WAIT", "A", "B", "C"]
    assert desk.batches == [["wait"], ["a", "b", "c"]]


def test_who_cannot_be_served_fails_alone(desk):
    together, first = serve(desk)
    told = finish(desk, first, *queue_of(together, "a", "bad", "c"))
    assert isinstance(told.pop(2), ValueError)
    assert told == ["WAIT", "A", "C"]


def test_what_fails_as_a_whole_fails_for_each_of_them_and_for_nobody_after(desk):
    together, first = serve(desk)
    told = finish(desk, first, *queue_of(together, "a", "down"))
    assert told[0] == "WAIT"
    assert [type(one) for one in told[1:]] == [OSError, OSError]
    assert together.do("d") == "D"


def test_more_than_may_wait_are_turned_away_at_once_and_nothing_is_done_for_them(desk):
    together, first = serve(desk, most=2)
    waiting = queue_of(together, "a", "b")
    with pytest.raises(Busy):
        together.do("c")
    assert finish(desk, first, *waiting) == ["WAIT", "A", "B"]
    assert together.do("c") == "C"
    assert desk.batches == [["wait"], ["a", "b"], ["c"]]


def test_who_is_not_taken_up_in_time_is_turned_away_and_so_is_who_comes_to_a_stuck_store(desk):
    together, first = serve(desk, patience=1.0)
    with pytest.raises(Busy, match="in time"):
        together.do("a")
    begun = time.monotonic()
    with pytest.raises(Busy, match="Too many"):
        together.do("b")
    assert time.monotonic() - begun < 0.9
    assert finish(desk, first) == ["WAIT"]
    assert together.do("c") == "C"
    assert desk.batches == [["wait"], ["c"]]


def test_who_is_being_served_waits_for_the_end_however_long_it_takes():
    desk, begun = Desk(), threading.Event()

    def act(batch):
        if "slow" in batch:
            begun.set()
            time.sleep(1.5)
        return desk.act(batch)

    together = Together(act, patience=1.0)
    first = Caller(together, "wait")
    assert desk.begun.wait(20)
    both = queue_of(together, "slow", "a")
    desk.go.set()
    for one in (first, *both):
        one.join(20)
    assert [one.told for one in both] == ["SLOW", "A"]


def test_many_at_once_are_each_served_exactly_once(desk):
    together = Together(desk.act)
    callers = [Caller(together, f"n{number}") for number in range(40)]
    assert finish(desk, *callers) == [f"N{number}" for number in range(40)]
    assert sorted(one for batch in desk.batches for one in batch) == sorted(one.given for one in callers)

"""Expectation first: it is written before the result can be seen, and what is tried later is refused and kept."""


import plans_at_work as w
import pytest


@pytest.fixture
def world(company, monkeypatch):
    w.at(monkeypatch, w.NOON)
    return w.build(company)


def test_it_works(world):
    plan = w.started(world)
    assert plan.locked_at

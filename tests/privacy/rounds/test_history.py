"""The certificate over everything ever shown: rebuilt from the saved sets, closed if they no longer pass."""

from __future__ import annotations

import numpy as np
import pytest

from bothways.privacy.certificate import Certificate
from bothways.privacy.rounds import history
from bothways.privacy.rounds.history import History

ONE, OTHER, BAD = tuple(range(6)), tuple(range(6, 12)), tuple(range(7))


def test_it_refuses_a_set_that_differs_by_one_from_a_saved_one() -> None:
    kept = History(20, [ONE], k=5, blocks=None)
    assert not kept.admits(BAD)
    assert kept.admits(OTHER)
    assert kept.admitted == (ONE, OTHER)


def test_what_was_shown_once_may_be_shown_again() -> None:
    assert History(20, [ONE], k=5, blocks=None).admits(ONE)


class Withholding(Certificate):
    """A certificate that no longer admits anything."""

    def offer_many(self, sets: object, *, progress: object = None) -> list[str]:
        return ["withheld" for _ in sets]


class WithholdingBlocks(Certificate):
    """A certificate that admits nothing when it works by blocks."""

    def __init__(self, people: int, *, k: int, blocks: object) -> None:
        super().__init__(people, k=k)
        self.broken = blocks is not None

    def offer_many(self, sets: object, *, progress: object = None) -> list[str]:
        decisions = super().offer_many(sets)
        return ["withheld"] * len(decisions) if self.broken else decisions


def test_it_admits_nothing_new_if_saved_sets_do_not_pass_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "Certificate", Withholding)
    kept = History(20, [ONE], k=5, blocks=np.zeros(20, np.int64))
    assert not kept.admits(OTHER)
    assert kept.closed
    assert kept.admits(ONE)


@pytest.mark.parametrize("many", [1, 1000])
def test_either_way_of_working_will_do(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(history, "Certificate", WithholdingBlocks)
    monkeypatch.setattr(history, "MANY", many)
    kept = History(20, [ONE], k=5, blocks=np.zeros(20, np.int64))
    assert kept.admits(OTHER)
    assert not kept.admits(BAD)

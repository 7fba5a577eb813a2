"""Nothing acknowledged is lost or doubled, whatever is killed: a smoke of `make soak`."""

import pytest
from rounds_under_kills import KINDS, POSTGRES, run_rounds


@pytest.mark.parametrize("store", ["SQLite", POSTGRES])
def test_what_was_acknowledged_is_released_once_whatever_is_killed(store):
    outcomes, harm = run_rounds(store, rounds=1, people=96, rate=12, seed=20, each=2)
    assert [outcome.problems for outcome in outcomes] == [[]]
    assert sum(outcome.count.acknowledged for outcome in outcomes) > 60
    killed = {kind for kind, _moment in harm.kills}
    assert killed == {*KINDS, *([POSTGRES] if store == POSTGRES else [])}

"""What spills over is released once a round, about many units, in coarse figures."""

from __future__ import annotations

import json

import pytest
from ledger_rounds import TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.cascades import OPEN_REASONS

CASCADE: dict[str, object] = {
    "overload": "workload", "service": "ease", "network": "a1", "verdict": "provider_first", "strength": "clear",
    "providers": 12, "clients": 40, "periods": 18, "frequency": "month", "carrying": 8.04,
    "last": "2024-01", "carrying_service": 6.5,
    "placebo_p": 0.0049751, "placebos": 199,
    "effect": -0.218934, "effect_se": 0.0613, "effect_low": -0.352, "effect_high": -0.0857, "own": 0.0,
    "reasons": ["It stands out."], "checks": {"sampling noise is known": "passed"},
}  # fmt: skip


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger(MemoryStore(), TWO)
    made.release(round_of(people(day=12, night=11), tree=TWO))
    return made


def test_it_is_released_about_the_whole_organisation(ledger: Ledger) -> None:
    made = ledger.release_cascade("2024-01", CASCADE, people=230)
    assert (made.kind, made.group, made.metric, made.n_band) == ("cascade", "all", "workload / ease", "100+")
    assert json.loads(made.text)["verdict"] == "provider_first"


def test_figures_have_two_digits(ledger: Ledger) -> None:
    told = json.loads(ledger.release_cascade("2024-01", CASCADE, people=230).text)
    assert (told["effect"], told["placebo_p"], told["effect_low"], told["own"]) == (-0.22, 0.005, -0.35, 0.0)
    assert (told["clients"], told["providers"], told["placebos"]) == ("20-49", "10-19", 199)


@pytest.mark.parametrize("change", [{}, {"network": "another"}, {"overload": "tools"}])
def test_a_round_has_one_whatever_the_network_or_the_question(ledger: Ledger, change: dict) -> None:
    ledger.release_cascade("2024-01", CASCADE, people=230)
    with pytest.raises(InputError, match="released for this round already"):
        ledger.release_cascade("2024-01", {**CASCADE, **change}, people=230)
    assert len([row for row in ledger.released() if row.kind == "cascade"]) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"clients": 19}, "needs 20 clients"),
        ({"providers": 7}, "needs 8 providers"),
        ({"providers": True}, "needs 8 providers"),
        ({"clients": None}, "needs 20 clients"),
        ({"edges": []}, "may not carry 'edges'"),
        ({"carrying": 3.9}, "Too few providers carry"),
        ({"carrying": None}, "Too few providers carry"),
        ({"carrying_service": 3.9}, "Too few providers carry"),
        ({"carrying_service": None}, "Too few providers carry"),
        ({"last": None}, "needs its last period"),
        ({"last": ""}, "needs its last period"),
        ({"notes": ["day is left out"]}, "may not carry 'notes'"),
        ({"unit": "day"}, "may not carry 'unit'"),
        ({"effect": [0.1, 0.2]}, "no plain value"),
        ({"reasons": [["day", 2]]}, "no plain value"),
        ({"checks": {"without day": 0.2}}, "no plain value"),
        ({"own": float("nan")}, "no plain value"),
    ],
)
def test_what_says_too_much_is_refused(ledger: Ledger, change: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ledger.release_cascade("2024-01", {**CASCADE, **change}, people=230)
    assert not [row for row in ledger.released() if row.kind == "cascade"]


@pytest.mark.parametrize("verdict", ["cannot_tell", "not_estimable"])
def test_where_nobody_can_tell_no_figure_is_told(ledger: Ledger, verdict: str) -> None:
    figures = ["overload at those who serve: +0.2 (-0.1 to +0.5).", OPEN_REASONS[1]]
    given = {**CASCADE, "verdict": verdict, "strength": None, "reasons": figures}
    told = json.loads(ledger.release_cascade("2024-01", given, people=230).text)
    assert set(told) == {
        "overload", "service", "network", "verdict", "providers", "clients", "periods", "frequency", "last", "reasons",
    }  # fmt: skip
    assert told["reasons"] == [OPEN_REASONS[1]]
    assert not any(isinstance(value, float) for value in told.values())


@pytest.mark.parametrize(("last", "told"), [("2023-12", False), ("2024-01", False), ("2024-02", True)])
def test_another_round_tells_only_of_a_later_period(ledger: Ledger, last: str, told: bool) -> None:
    ledger.release_cascade("2024-01", CASCADE, people=230)
    ledger.release(round_of(people(day=12, night=11), tree=TWO, name="2024-02"))
    given = {**CASCADE, "last": last, "network": "another"}
    if told:
        assert ledger.release_cascade("2024-02", given, people=230)
        return
    with pytest.raises(InputError, match="as late a period already"):
        ledger.release_cascade("2024-02", given, people=230)


def test_it_needs_a_closed_round(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="Release the round first"):
        ledger.release_cascade("2024-07", CASCADE, people=230)


def test_a_few_people_have_no_statement(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="no band"):
        ledger.release_cascade("2024-01", CASCADE, people=4)

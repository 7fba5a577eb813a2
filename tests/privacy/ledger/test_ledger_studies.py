"""Studies in the ledger: five units a side, no combination about a single unit, or Released values alone."""

from __future__ import annotations

import json
import math

import pytest
from ledger_rounds import TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.studies import Point, StudyFigures

UNITS = [f"u{number:02d}" for number in range(30)]
#: Every unit has a number in every period.
WHOLE: dict[str, tuple[str, ...]] = {f"2024-{month:02d}": () for month in range(1, 7)}


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger(MemoryStore(), TWO)
    made.release(round_of(people(day=12, night=11), tree=TWO))
    return made


def figures(study: str = "learning hour", first: int = 10, **changes: object) -> StudyFigures:
    """The first so many units began in March."""
    given: dict[str, object] = {
        "began": dict.fromkeys(UNITS[:first], "2024-03"), "others": UNITS[first:], "last": "2024-06",
        "effect": (0.3149, 0.1, 0.52), "people": 120, "metric": "calm", "decimals": 2,
        "gaps": WHOLE,
    }  # fmt: skip
    return StudyFigures(study, **(given | changes))  # type: ignore[arg-type]


def test_a_study_of_answers_carries_its_fields_to_three_figures(ledger: Ledger) -> None:
    fields = {
        "verdict": "helped",
        "trend_slope": 0.012345,
        "late_dip_p": math.nan,
        "reasons": ("Both moved alike.",),
    }
    points = (Point(-1, 0.011, -0.2, 0.2, 10), Point(0, 0.3, math.nan, 0.6, 8))
    made = ledger.release_study("2024-01", figures(fields=fields, points=points))
    assert (made.kind, made.n_band, made.value, made.low, made.high) == ("study", "100+", 0.31, 0.1, 0.52)
    told = json.loads(made.text)
    assert (told["trend_slope"], told["late_dip_p"], told["made_of"]) == (0.0123, None, "answers")
    assert told["points"] == [[-1, 0.01, -0.2, 0.2, 10], [0, 0.3, None, 0.6, 8]]


@pytest.mark.parametrize(
    "changes",
    [
        {"first": 4},
        {"others": UNITS[10:14]},
        {"points": (Point(3, 0.1, 0.0, 0.2, 4),)},
    ],
)
def test_a_study_of_answers_takes_five_units_on_each_side_and_behind_each_point(
    ledger: Ledger, changes: dict
) -> None:
    assert not ledger.may_tell(figures(**changes))
    with pytest.raises(InputError, match="takes 5 units"):
        ledger.release_study("2024-01", figures(**changes))


def test_where_all_began_the_change_of_five_units_may_be_told(ledger: Ledger) -> None:
    assert ledger.release_study("2024-01", figures(first=6, others=())).kind == "study"


def test_moving_one_unit_from_one_study_to_the_next_is_refused(ledger: Ledger) -> None:
    ledger.release_study("2024-01", figures("first"))
    assert not ledger.may_tell(figures("second", first=11))
    with pytest.raises(InputError, match="too few units"):
        ledger.release_study("2024-01", figures("second", first=11))
    assert ledger.may_tell(figures("second", first=16))


def test_moving_the_start_of_one_unit_is_refused(ledger: Ledger) -> None:
    ledger.release_study("2024-01", figures("first"))
    moved = dict.fromkeys(UNITS[1:10], "2024-03") | dict.fromkeys((UNITS[0], *UNITS[10:14]), "2024-04")
    assert not ledger.may_tell(figures("second", began=moved, others=UNITS[14:]))


def test_three_studies_together_may_not_leave_one_unit_over(ledger: Ledger) -> None:
    """The first with five more, with five others more, and with all these and one: the difference would be one."""

    def with_units(name: str, *more: int) -> StudyFigures:
        there = [*range(10), *more]
        return figures(
            name, began=dict.fromkeys([UNITS[k] for k in there], "2024-03"),
            others=[UNITS[k] for k in range(30) if k not in there],
        )  # fmt: skip

    first, second = range(10, 15), range(15, 20)
    for one in (with_units("a"), with_units("b", *first), with_units("c", *second)):
        ledger.release_study("2024-01", one)
    assert not ledger.may_tell(with_units("d", *first, *second, 20))
    assert ledger.may_tell(with_units("d", *first, *second))


def test_another_metric_is_no_difference_of_one_unit(ledger: Ledger) -> None:
    ledger.release_study("2024-01", figures("first"))
    assert ledger.may_tell(figures("second", first=11, metric="help"))


def test_another_last_period_does_not_let_one_unit_be_subtracted(ledger: Ledger) -> None:
    """The points of June stand in both: eleven times the second less ten times the first is the unit's own."""
    ledger.release_study("2024-01", figures("first"))
    longer = WHOLE | {"2024-07": ()}
    assert not ledger.may_tell(figures("second", first=11, last="2024-07", gaps=longer))
    assert ledger.may_tell(figures("second", last="2024-07", gaps=longer))


def test_moving_all_starts_does_not_let_one_unit_be_subtracted(ledger: Ledger) -> None:
    """A unit that counted on neither side comes in, all begin a month later: changes since then differ by its own."""
    ledger.release_study("2024-01", figures("first", others=UNITS[11:]))
    began = dict.fromkeys(UNITS[:11], "2024-04")
    assert not ledger.may_tell(figures("second", began=began, others=UNITS[11:]))


def test_units_that_began_together_are_five_or_more(ledger: Ledger) -> None:
    """One that begins by itself would be told by moving the start of the others to and fro."""
    began = dict.fromkeys(UNITS[:10], "2024-03")
    assert not ledger.may_tell(figures(began=began | {"u10": "2024-05"}, others=UNITS[11:]))
    late = dict.fromkeys(UNITS[10:15], "2024-05")
    assert ledger.may_tell(figures(began=began | late, others=UNITS[15:]))


def test_a_period_holds_numbers_of_five_units_of_a_group_or_of_none(ledger: Ledger) -> None:
    assert not ledger.may_tell(figures(gaps=WHOLE | {"2024-04": UNITS[4:10]}))
    assert ledger.may_tell(figures(gaps=WHOLE | {"2024-04": UNITS[5:10]}))
    assert ledger.may_tell(figures(gaps=WHOLE | {"2024-04": UNITS[:10]}))


def test_units_without_numbers_do_not_make_a_difference_of_one_larger(ledger: Ledger) -> None:
    """The second study holds five more, but four of them have no number in April: the fifth would be told."""
    gone = WHOLE | {"2024-04": UNITS[11:15]}
    ledger.release_study("2024-01", figures("first", gaps=gone))
    assert not ledger.may_tell(figures("second", first=15, gaps=gone))


def test_units_whose_own_numbers_are_released_hide_nobody(ledger: Ledger) -> None:
    """Of ten that began nine are shown by themselves: their sum would tell the tenth."""
    assert not ledger.may_tell(figures(known={"2024-04": UNITS[:9]}))
    assert ledger.may_tell(figures(known={"2024-04": UNITS[:5]}))
    assert ledger.may_tell(figures(known={"2024-04": UNITS[:10]}))
    ledger.release_study("2024-01", figures("first"))
    assert ledger.may_tell(figures("second", first=15))
    assert not ledger.may_tell(figures("second", first=15, known={"2024-04": UNITS[10:14]}))


def test_a_study_of_answers_tells_nothing_of_doses(ledger: Ledger) -> None:
    """Whoever gives one unit another dose than the rest reads the change of that unit off the slope."""
    assert not ledger.may_tell(figures(fields={"dose_slope": 0.3, "dose_units": 12}))
    assert ledger.may_tell(figures(fields={"dose_slope": None}))


def test_a_study_of_answers_says_of_which_periods_it_is_made(ledger: Ledger) -> None:
    assert not ledger.may_tell(figures(gaps={}))


def test_a_study_of_one_unit_needs_all_its_values_released(ledger: Ledger) -> None:
    one = {"began": {"day": "2024-01"}, "others": ["night"]}
    made = ledger.release_study(
        "2024-01", figures(shown=[("2024-01", "unit=day"), ("2024-01", "unit=night")], **one)
    )
    assert json.loads(made.text)["made_of"] == "released"
    for hidden in ([("2024-01", "unit=day"), ("2024-02", "unit=night")], []):
        with pytest.raises(InputError, match="all their values released"):
            ledger.release_study("2024-01", figures("other", shown=hidden, **one))


def test_a_study_is_released_once_and_says_nothing_beyond_its_fields(ledger: Ledger) -> None:
    ledger.release_study("2024-01", figures())
    with pytest.raises(InputError, match="released already"):
        ledger.release_study("2024-01", figures())
    for fields in ({"unit_values": "3.1"}, {"reasons": [3.1]}, {"verdict": {"day": 3.1}}):
        with pytest.raises(InputError, match="may not carry"):
            ledger.release_study("2024-01", figures("other", fields=fields))

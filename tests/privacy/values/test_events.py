"""Rates and counts are rounded so that they do not tell how many people there are."""

import pytest

from bothways.errors import InputError
from bothways.privacy.values import code_events


@pytest.mark.parametrize(
    ("value", "n_band", "text"),
    [(142.857, "5-9", "100"), (142.857, "100+", "140"), (0.0261, "50-99", "0.03"), (0.0261, "100+", "0.026"),
     (1234.0, "100+", "1200"), (9.7, "20-49", "10"), (0.0, "5-9", "0"), (-3.4, "5-9", "-3")],
)  # fmt: skip
def test_one_digit_for_few_and_two_for_many(value: float, n_band: str, text: str) -> None:
    assert code_events(value, n_band=n_band, low=-10.0).text == text


def test_a_rate_of_one_event_looks_the_same_for_several_sizes_of_group() -> None:
    texts = [code_events(1000 / n, n_band="5-9").text for n in range(5, 10)]
    assert texts == ["200", "200", "100", "100", "100"]


def test_a_count_is_whole_and_its_variance_its_size() -> None:
    """9 with 1.96 sqrt(9 + 1 / 12) = 5.9; 0 with 1.96 sqrt(.5) = 1.4, in steps of one."""
    nine = code_events(9, n_band="100+", counted=True)
    none = code_events(0, n_band="100+", counted=True)
    assert (nine.text, nine.low, nine.high) == ("9", 3, 15)
    assert (none.text, none.low, none.high) == ("0", 0, 2)


def test_an_interval_stays_on_the_scale() -> None:
    shown = code_events(98.0, n_band="100+", low=0.0, high=100.0, spread=50.0)
    assert (shown.low, shown.high) == (88, 100)


def test_a_spread_of_nothing_leaves_the_width_of_a_step() -> None:
    shown = code_events(14.0, n_band="100+", spread=0.0)
    assert (shown.low, shown.high) == (13, 15)
    assert (
        code_events(0.0, n_band="100+", spread=0.0).low,
        code_events(0.0, n_band="100+", spread=0.0).high,
    ) == (0, 0)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), 101.0])
def test_a_number_off_its_scale_is_refused(value: float) -> None:
    with pytest.raises(InputError):
        code_events(value, n_band="5-9", high=100.0)

"""Which way a claim that takes longer goes is told only where the sum over all waits shows it."""

from dataclasses import replace

import pytest

from bothways.linkage.findings import Effect, Finding
from bothways_web.link.findings import Shown
from bothways_web.link.words import sentence

NAN = float("nan")
EFFECT = Effect(0.1, 0.05, 0.0, 0.2)
HIGHER, LOWER, EITHER, UNKNOWN = (
    replace(EFFECT, total=total, total_low=low, total_high=high)
    for total, low, high in ((0.5, 0.2, 0.8), (-0.5, -0.8, -0.2), (0.1, -0.2, 0.4), (NAN, NAN, NAN))
)


def shown(verdict, there, back, within):
    finding = Finding(
        "x", "y", verdict, "likely", 1, 30, 24, 0.0, there, back, NAN, NAN, NAN, NAN, within=within
    )
    return Shown(1, finding, "Load", "Waits", "20-49")


@pytest.mark.parametrize(
    ("effect", "within", "said"),
    [
        (HIGHER, 4, "When load is higher than usual, waits tends to be higher within the next 4 months."),
        (LOWER, 4, "When load is higher than usual, waits tends to be lower within the next 4 months."),
        (EITHER, 4, "Changes in load come before changes in waits within the next 4 months."),
        (UNKNOWN, 4, "Changes in load come before changes in waits within the next 4 months."),
        (UNKNOWN, 1, "When load is higher than usual, waits tends to be higher one month later."),
        (
            replace(HIGHER, effect=-0.1),
            1,
            "When load is higher than usual, waits tends to be lower one month later.",
        ),
    ],
)
def test_a_claim_names_a_way_only_where_it_is_shown(effect, within, said):
    assert sentence(shown("employee_leads", effect, EITHER, within), "month") == said


def test_both_ways_each_says_only_what_is_shown():
    told = sentence(shown("both_ways", LOWER, EITHER, 4), "week")
    assert "waits tends to be lower within the next 4 weeks. It also runs" in told
    assert told.endswith("Changes in waits come before changes in load within the next 4 weeks.")

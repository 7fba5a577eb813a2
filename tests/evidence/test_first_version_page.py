"""The page says where Bothways is below the first version, and nothing where chance decides."""

from evidence.first_version import FirstCell, summary
from evidence.first_version_page import below, section, signed
from evidence.truth_page import shortfalls

NAN = float("nan")


def worlds(ours, units):
    """Twenty worlds with a link and twenty without; the first version misses nothing."""
    linked = [
        {"linked": True, "ours": [a, 0.5], "units": [b, 0.5], "two_way": [b, 0.5]}
        for a, b in zip(ours, units, strict=True)
    ]
    null = [{**row, "linked": False} for row in linked]
    for k, row in enumerate(null):
        row.update({who: [(k + 1) / 21, (k + 1.5) / 22] for who in ("ours", "units", "two_way")})
    return summary(FirstCell("base", 130, 12, len(linked)), linked + null)


def test_power_and_false_alarms_are_shares_and_refusals_are_misses():
    row = worlds([0.01] * 10 + [NAN] * 5 + [0.2] * 5, [0.01] * 20)
    assert (row["ours_power"], row["units_power"], row["ours_refused"]) == (0.5, 1.0, 0.25)
    assert row["ours_tests"] == row["units_tests"] == 60
    assert row["ours_alarms"] == 1 / 60  # of 1/21, 2/21, ... the first alone is under .05


def test_what_is_lower_beyond_chance_is_said_and_listed_as_a_shortfall():
    row = worlds([0.2] * 20, [0.01] * 20)
    assert row["units_gap"]["value"] == -1
    lines = below([row])
    assert lines[0].startswith("beside the first version, base, 130 x 12: power at p under .05 -1.000 (")
    assert all(f"- {line}" in shortfalls([], [], [], [row]) for line in lines)


def test_a_tie_is_no_shortfall():
    row = worlds([0.01] * 20, [0.01] * 20)
    assert below([row]) == []
    assert shortfalls([], [], [], [row]) == "- none\n"
    assert "1.000 | 0 (" in section([row])


def test_differences_carry_their_sign():
    assert [signed(x) for x in (0.0104, -0.2, 0.0, -1.0)] == ["+.010", "-.200", "0", "-1.000"]

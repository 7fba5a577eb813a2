"""Findings in a terminal and beside a planted truth; progress."""

import io
import json
from pathlib import Path

import made_up
import pytest
from rich.console import Console

from bothways.errors import FileError
from bothways.linkage.findings import Findings
from bothways.reports.progress import progress
from bothways.reports.terminal import print_findings
from bothways.reports.truth import Truth, compare, read_truth, tally

PLANTED = Truth(
    links={("a", "y"): "employee_leads", ("b", "y"): "both_ways", ("c", "y"): "customer_leads"},
    sizes={("a", "y"): (0.25, 0.0), ("b", "y"): (0.24, 0.24), ("c", "y"): ()},
    traps={("t", "y"): "They move in the same month."},
)


def printed(run: Findings, width: int = 80, truth: Truth | None = None) -> str:
    stream = io.StringIO()
    print_findings(run, Console(file=stream, width=width, highlight=False), truth=truth)
    return stream.getvalue()


@pytest.mark.parametrize(
    "run", [made_up.many(24, 9), made_up.awkward(), made_up.no_pairs(), made_up.one_period()]
)
def test_no_line_is_wider_than_80_columns(run: Findings) -> None:
    assert max(len(line) for line in printed(run).splitlines()) <= 80


def test_it_prints_verdict_both_directions_and_false_alarms() -> None:
    text = printed(made_up.every_state())
    assert "In 3 of 7 pairs it is clear what comes first. In 1 more it is likely." in text
    for words in ("◆ Clear", "◈ Likely",
                  "Employees first", "It runs both ways", "+0.11 to +0.23", "Expect about 0.2",
                  "not estimated", "This shows what came first, not what caused it."):  # fmt: skip
        assert words in text


def test_a_name_cannot_steer_the_terminal() -> None:
    text = printed(made_up.findings([made_up.finding("no_link", "a\x1b[2Jb", "\u202eabc")]))
    assert "a?[2Jb" in text
    assert "?abc" in text


def test_a_name_with_brackets_is_no_colour() -> None:
    assert "[red]pay[/red]" in printed(made_up.findings([made_up.finding("no_link", "[red]pay[/red]")]))


def test_hundreds_of_pairs_are_cut_after_the_claims_and_it_says_so() -> None:
    run = made_up.many(24, 9)
    text = printed(run)
    claims = sum(pair.verdict.endswith(("leads", "ways")) for pair in run.pairs)
    assert text.count("◆") + text.count("◈") == claims
    assert "more pairs stand in findings.csv and in the report." in text


@pytest.mark.parametrize(
    ("pair", "verdict", "outcome"),
    [
        ("a", "employee_leads", "found"),
        ("a", "customer_leads", "false alarm"),
        ("a", "both_ways", "false alarm"),
        ("a", "cannot_tell", "missed"),
        ("a", "no_link", "missed"),
        ("b", "both_ways", "found"),
        ("b", "customer_leads", "found in part"),
        ("c", "customer_leads", "found"),
        ("t", "employee_leads", "false alarm"),
        ("t", "cannot_tell", "trap avoided"),
        ("z", "both_ways", "false alarm"),
        ("z", "not_estimable", "rightly not claimed"),
    ],
)
def test_a_finding_is_compared_with_what_was_planted(pair: str, verdict: str, outcome: str) -> None:
    assert compare(made_up.finding(verdict, pair, "y"), PLANTED).outcome == outcome


def test_truth_stands_beside_each_finding_and_is_counted() -> None:
    verdicts = {
        "a": "employee_leads",
        "b": "employee_leads",
        "c": "cannot_tell",
        "t": "no_link",
        "z": "both_ways",
    }
    run = made_up.findings([made_up.finding(verdict, name, "y") for name, verdict in verdicts.items()])
    text = printed(run, truth=PLANTED)
    assert "Truth: Employees first" in text
    assert "Found (+0.25)" in text
    assert "Trap avoided" in text
    assert tally(run, PLANTED) == (
        "3 links planted: 1 found, 1 found in part, 1 missed. 1 false alarm. 1 of 1 trap avoided."
    )


def test_a_missed_link_is_shown_however_many_pairs_there_are() -> None:
    pairs = [made_up.finding("cannot_tell", f"x{n}", "y") for n in range(60)]
    assert "Missed" in printed(
        made_up.findings([*pairs, made_up.finding("no_link", "a", "y")]), truth=PLANTED
    )


def test_truth_is_read_as_simulate_writes_it(tmp_path: Path) -> None:
    pair = {"employee_metric": "tools", "customer_metric": "csat"}
    links = [{**pair, "direction": "customer_to_employee", "lag": 1, "effect": [0.0, 0.2]}]
    document = {
        "shape": "demo",
        "seed": 7,
        "links": links,
        "traps": [{**pair, "customer_metric": "nps", "why": "w"}],
    }
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(document))
    truth = read_truth(path)
    assert truth.links == {("tools", "csat"): "customer_leads"}
    assert truth.sizes == {("tools", "csat"): (0.0, 0.2)}
    assert truth.traps == {("tools", "nps"): "w"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"links": [{}]}', '{"links": 5}', "\xff"])
def test_what_is_no_truth_is_refused_with_a_sentence(content: str, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(FileError, match=r"t\.json: This is not a planted truth"):
        read_truth(path)


def test_a_missing_truth_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="The truth cannot be read"):
        read_truth(tmp_path / "nowhere.json")


def test_progress_elsewhere_than_on_a_terminal_is_one_line_a_tenth() -> None:
    stream = io.StringIO()
    with progress(stream) as report:
        for done in range(1, 1001):
            report(done, 1000, "pairs estimated")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1] == "pairs estimated: 1,000 of 1,000"


def test_progress_without_a_known_end_counts_on() -> None:
    stream = io.StringIO()
    with progress(stream) as report:
        for records in range(250_000, 2_000_001, 250_000):
            report(records, 0, "Reading employees.csv")
    assert stream.getvalue().splitlines() == [
        "Reading employees.csv: 250,000",
        "Reading employees.csv: 1,000,000",
        "Reading employees.csv: 2,000,000",
    ]


def test_quiet_progress_says_nothing() -> None:
    stream = io.StringIO()
    with progress(stream, quiet=True) as report:
        report(1, 2, "pairs")
    assert stream.getvalue() == ""


def test_progress_on_a_terminal_is_a_bar_and_leaves_nothing_behind() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress(stream) as report:
        report(1, 4, "[b]pairs[/b]")
        report(4, 4, "claims")
        report(7, 0, "Reading")
    assert "\x1b[" in stream.getvalue()


def test_where_nothing_could_be_estimated_it_shows_what_goes_together_and_why() -> None:
    pairs = [
        made_up.finding("not_estimable", "weak", between_r=0.1, within_r=0.02),
        made_up.finding("not_estimable", "strong", between_r=-0.7, within_r=made_up.NAN),
    ]
    text = printed(made_up.findings(pairs, directions_tested=0))
    assert "There are 12 units; 20 are needed." in text
    assert "association only" in text
    assert text.index("strong") < text.index("weak")
    assert "−0.70" in text
    assert "not known" in text
    assert "not estimated" not in text


def test_where_nothing_at_all_is_known_it_lists_no_empty_rows() -> None:
    nothing = made_up.finding("not_estimable", between_r=made_up.NAN, within_r=made_up.NAN)
    text = printed(made_up.findings([nothing], directions_tested=0))
    assert "not estimated" not in text
    assert "1 pair stands in findings.csv and in the report." in text


def test_a_long_name_is_broken_behind_an_underscore() -> None:
    text = printed(made_up.findings([made_up.finding("no_link", "rtt_treated_within_18w_pct")]))
    assert "\nrtt_treated_within_ " in text
    assert "\n  18w_pct " in text

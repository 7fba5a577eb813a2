"""Notes about many metrics."""

import made_up

from bothways.reports.notes import told_once

METRICS = [f"score_{place}" for place in range(7)]


def run(notes: list[str]) -> list[str]:
    pairs = [made_up.finding("no_link", name) for name in METRICS]
    return told_once(made_up.findings(pairs, notes=tuple(notes)))


def test_a_note_about_many_metrics_is_told_once_with_the_span_of_its_figures() -> None:
    notes = [f"{name}: estimated as {place}.5 (error 2)." for place, name in enumerate(METRICS)]
    assert run(["First.", *notes, "Last."]) == [
        "First.",
        "score_0, score_1, score_2, score_3, score_4 and 2 more: estimated as 0.5 to 6.5 (error 2).",
        "Last.",
    ]


def test_a_few_notes_and_notes_that_name_no_metric_stand_as_they_are() -> None:
    few = [f"{name}: estimated as {place}." for place, name in enumerate(METRICS[:3])]
    files = [f"file {place}: 3 rows." for place in range(5)]
    assert run([*few, *files]) == [*few, *files]

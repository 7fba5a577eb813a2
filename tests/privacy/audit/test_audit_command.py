"""bothways audit bites where plain rules leak, and finds nothing where the ledger released."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import bothways.cli.audit
import bothways.cli.release  # noqa: F401  (importing a command adds it)
from bothways.cli.app import app
from bothways.errors import InputError

UNITS = "unit,parent\nshop,\nday,shop\nnight,shop\n"


def write(folder: Path, answers: pd.DataFrame, rows: list[tuple[object, ...]]) -> Path:
    """A folder as a plain rule would publish it, with units and answers beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    answers.to_csv(folder / "answers.csv", index=False)
    columns = ["round", "group", "metric", "kind", "n_band", "value", "low", "high"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "released.csv", index=False)
    return folder


def run(folder: Path, *options: str) -> Result:
    words = ["audit", folder, "--answers", folder / "answers.csv", "--units", folder / "units.csv", *options]
    return CliRunner().invoke(app, [str(word) for word in words])


def people(day: list[int], night: list[int], role: list[str] | None = None) -> pd.DataFrame:
    count = len(day) + len(night)
    return pd.DataFrame(
        {
            "respondent": [f"p{number}" for number in range(count)],
            "unit": ["day"] * len(day) + ["night"] * len(night),
            "round": "r1",
            "role": role or ["clerk"] * count,
            "calm": [*day, *night],
        }
    )


def mean_row(group: str, values: pd.Series, decimals: int = 4) -> tuple[object, ...]:
    return ("r1", group, "calm", "mean", "", f"{values.mean():.{decimals}f}", "", "")


def test_a_plain_threshold_exposes_exactly_the_one_who_is_left_over(tmp_path: Path) -> None:
    answers = people([3, 4, 2, 5, 3, 4], [2, 3, 4, 1, 5])
    answers.loc[11] = ["p11", "shop", "r1", "clerk", 2]  # Ana sits in the shop itself
    rows = [
        mean_row("all", answers.calm),
        mean_row("unit=day", answers.calm[:6]),
        mean_row("unit=night", answers.calm[6:11]),
    ]
    folder = write(tmp_path / "plain", answers, rows)
    result = run(folder, "--scale", "1..5")
    [found] = json.loads((folder / "audit.json").read_text())["rounds"]
    assert result.exit_code == 1
    assert (found["isolated"], found["exposed"], found["pinned"]) == (1, 1, 1)
    assert found["algebra_complete"]
    assert found["bounds_complete"]
    assert "Somebody is exposed" in result.output


def test_a_plain_threshold_exposes_a_complement(tmp_path: Path) -> None:
    role = ["clerk"] * 9 + ["cook"] * 2
    answers = people([3, 4, 2, 5, 3, 4], [2, 3, 4, 1, 5], role)
    rows = [mean_row("all", answers.calm), mean_row("role=clerk", answers.calm[:9])]
    folder = write(tmp_path / "plain", answers, rows)
    assert run(folder, "--scale", "1..5", "--quiet").exit_code == 1
    [found] = json.loads((folder / "audit.json").read_text())["rounds"]
    assert (found["small_differences"], found["isolated"], found["exposed"]) == (1, 0, 2)


def test_an_exact_mean_of_a_unanimous_team_pins_everybody(tmp_path: Path) -> None:
    answers = people([5, 5, 5, 5, 5], [2, 3, 4, 1, 5])
    folder = write(tmp_path / "plain", answers, [mean_row("unit=day", answers.calm[:5], 1)])
    assert run(folder, "--scale", "1..5").exit_code == 1
    [found] = json.loads((folder / "audit.json").read_text())["rounds"]
    assert (found["pinned"], found["narrowed"], found["isolated"]) == (5, 5, 0)


def test_an_interval_of_the_teams_own_spread_is_used(tmp_path: Path) -> None:
    answers = people([4, 4, 4, 4, 4], [2, 3, 4, 1, 5])
    day = answers.calm[:5]
    half = 1.96 * day.std() / 5**0.5
    plain = mean_row("unit=day", day)
    wide = (*plain[:6], f"{day.mean() - half:.4f}", f"{day.mean() + half:.4f}")
    alone = write(tmp_path / "alone", answers, [plain])
    both = write(tmp_path / "both", answers, [wide])
    assert run(alone, "--scale", "1..5", "--quiet").exit_code == 0
    assert run(both, "--scale", "1..5", "--quiet").exit_code == 1
    [found] = json.loads((both / "audit.json").read_text())["rounds"]
    assert found["telling_intervals"] == 1
    assert found["pinned"] == 5


def test_a_distribution_of_few_people_is_attacked(tmp_path: Path) -> None:
    answers = people([5, 5, 5, 4, 4], [2, 3, 4, 1, 5])
    row = ("r1", "unit=day", "calm", "distribution", "", "0/0/0/40/60", "", "")
    assert run(write(tmp_path / "plain", answers, [row]), "--scale", "1..5").exit_code == 1


def test_rounding_to_whole_numbers_hides_a_difference(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    answers = people(rng.integers(1, 6, 30).tolist(), rng.integers(1, 6, 30).tolist())
    rows = [mean_row("unit=day", answers.calm[:30], 0), mean_row("unit=night", answers.calm[30:], 0)]
    assert run(write(tmp_path / "coarse", answers, rows), "--scale", "1..5").exit_code == 0


def test_nobody_is_exposed_by_what_the_ledger_released(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    role = rng.choice(["clerk", "cook", "guard"], 40).tolist()
    answers = people([5] * 9, rng.integers(1, 6, 31).tolist(), role)
    folder = write(tmp_path / "ours", answers, [])
    out = tmp_path / "out"
    release = [
        "release",
        folder / "answers.csv",
        "--units",
        folder / "units.csv",
        "--out",
        out,
        "--by",
        "role",
    ]
    made = CliRunner().invoke(
        app, [str(w) for w in (*release, "--items", "calm", "--scale", "1..5", "--quiet")]
    )
    assert made.exit_code == 0, made.output
    result = CliRunner().invoke(app, ["audit", str(out), "--answers", str(folder / "answers.csv")])
    assert result.exit_code == 0, result.output
    assert "every attack was carried to its end" in result.output
    [found] = json.loads((out / "audit.json").read_text())["rounds"]
    assert (found["narrowest"], found["numbers"] >= 4) == (1.0, True)


def test_later_rounds_of_a_ledger_are_named_as_not_attacked(tmp_path: Path) -> None:
    """Panels stand behind them: taken for this round's respondents, their numbers would be judged wrongly."""
    first = people([3, 4, 2, 5, 3, 4], [2, 3, 4, 1, 5])
    answers = pd.concat([first, first.assign(round="r2"), first.assign(round="r3", calm=3)])
    answers.to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    words = ["release", tmp_path / "answers.csv", "--units", tmp_path / "units.csv", "--items", "calm"]
    words += ["--scale", "1..5", "--out", tmp_path / "out"]
    assert CliRunner().invoke(app, [str(word) for word in words]).exit_code == 0
    result = CliRunner().invoke(
        app, ["audit", str(tmp_path / "out"), "--answers", str(tmp_path / "answers.csv")]
    )
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert [one["round"] for one in told["rounds"]] == ["r1"]
    assert set(told["not_attacked"]) == {"mean of a later round"}


def test_nobody_is_named(tmp_path: Path) -> None:
    answers = people([5, 5, 5, 5, 5], [2, 3, 4, 1, 5])
    folder = write(tmp_path / "plain", answers, [mean_row("unit=day", answers.calm[:5])])
    result = run(folder, "--scale", "1..5")
    told = result.output + (folder / "audit.json").read_text()
    assert not any(name in told for name in answers.respondent)


def test_a_value_of_other_answers_is_refused_with_its_row(tmp_path: Path) -> None:
    answers = people([5, 5, 5, 5, 5], [2, 3, 4, 1, 5])
    row = ("r1", "unit=day", "calm", "mean", "", "1.0", "", "")
    result = run(write(tmp_path / "plain", answers, [row]), "--scale", "1..5")
    assert isinstance(result.exception, InputError)
    assert "released.csv, row 2, column 'value': The value does not fit the answers." in str(result.exception)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "The scale of the answers is not known."),
        (("--scale", "1..5", "--every", "day"), "--every 'day'"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    answers = people([5, 5, 5, 5, 5], [2, 3, 4, 1, 5])
    result = run(write(tmp_path / "plain", answers, [mean_row("all", answers.calm)]), *options)
    assert words in str(result.exception)


def test_a_group_that_cannot_be_is_refused_with_its_row(tmp_path: Path) -> None:
    answers = people([5, 5, 5, 5, 5], [2, 3, 4, 1, 5])
    folder = write(
        tmp_path / "plain", answers, [mean_row("all", answers.calm), mean_row("unit=", answers.calm)]
    )
    result = run(folder, "--scale", "1..5")
    assert "released.csv, row 3, column 'group'" in str(result.exception)

"""bothways release: anyone's answers in, released numbers out, and a sentence for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import bothways.cli.release as _command  # noqa: F401  (importing a command adds it)
from bothways.cli import main

UNITS = "unit,parent,name\nshop,,The shop\nday,shop,Day\nnight,shop,Night\nlate,shop,Late\n"


def table(*, rounds: tuple[str, ...] = ("2024-01", "2024-02"), named: bool = True) -> pd.DataFrame:
    rows = [
        {
            "respondent": f"p{number:02d}" if named else "",
            "team": ("day", "night", "late")[number % 3 if number < 36 else 0],
            "wave": name,
            "role": ("seller", "buyer")[number % 2],
            "tenure": ("new", "old")[number // 20],
            "q1": 1 + number * 7 % 5,
            "q2": 1 + number * 3 % 5,
        }
        for name in rounds
        for number in range(40)
    ]
    return pd.DataFrame(rows)


class Shop:
    """A folder with units and answers, and the command run in it."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        self.out = folder / "out"
        (folder / "units.csv").write_text(UNITS)
        self.write(table())

    def write(self, answers: pd.DataFrame) -> None:
        answers.to_csv(self.folder / "answers.csv", index=False)

    def run(
        self, *options: str, items: str | None = "q1,q2", answers: str = "answers.csv"
    ) -> tuple[int, str, str]:
        asked = ["--items", items, "--scale", "1..5"] if items else []
        words = ["bothways", "release", str(self.folder / answers), "--units", str(self.folder / "units.csv")]
        self.monkeypatch.setattr(sys, "argv", [*words, "--out", str(self.out), *asked, *options])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self.capsys.readouterr()
        return code, out, err

    def released(self) -> pd.DataFrame:
        return pd.read_csv(self.out / "released.csv", dtype=str, keep_default_na=False)


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(tmp_path, capsys, monkeypatch)


def test_it_writes_what_is_released_what_is_withheld_and_the_ledger(shop: Shop) -> None:
    code, out, err = shop.run("--by", "role,tenure", "--k", "5")
    assert code == 0, err
    shown = shop.released()
    assert list(shown.columns) == ["round", "group", "metric", "kind", "n_band", "value", "low", "high"]
    assert set(shown["round"]) == {"2024-01", "2024-02"}
    assert {"all", "unit=day", "role=seller", "tenure=old"} <= set(shown["group"])
    withheld = pd.read_csv(shop.out / "withheld.csv", dtype=str)
    assert list(withheld.columns) == ["round", "metric", "group", "reason", "merged_into"]
    assert set(withheld["reason"]) == {"withheld"}
    document = json.loads((shop.out / "ledger.json").read_text())
    assert document["format"] == 1
    assert document["rounds"]["2024-01"]["metrics"]["q1"]["set"] in document["rounds"]["2024-01"]["sets"]
    assert "released.csv" in out
    assert "not for publishing" in out


def test_a_second_run_with_another_by_keeps_the_old_lines(shop: Shop) -> None:
    shop.run("--by", "role")
    before = (shop.out / "released.csv").read_text().splitlines()
    code, _, err = shop.run("--by", "tenure")
    assert code == 0, err
    after = (shop.out / "released.csv").read_text().splitlines()
    assert set(before) < set(after)


def test_the_order_of_rows_does_not_matter(shop: Shop) -> None:
    shop.run("--by", "role,tenure")
    before = (shop.out / "released.csv").read_bytes()
    shop.write(table().sample(frac=1, random_state=3))
    code, _, err = shop.run("--by", "role,tenure")
    assert code == 0, err
    assert (shop.out / "released.csv").read_bytes() == before


def test_late_answers_are_refused_and_nothing_changes(shop: Shop) -> None:
    shop.run()
    before = {path.name: path.read_bytes() for path in shop.out.iterdir()}
    late = {
        "respondent": "p99",
        "team": "day",
        "wave": "2024-01",
        "role": "seller",
        "tenure": "new",
        "q1": 5,
        "q2": 5,
    }
    shop.write(pd.concat([table(), pd.DataFrame([late])]))
    code, _, err = shop.run()
    assert code == 2
    assert "other respondents or units" in err
    assert {path.name: path.read_bytes() for path in shop.out.iterdir()} == before


def test_one_round_can_be_released_by_itself(shop: Shop) -> None:
    assert shop.run("--round", "2024-02")[0] == 0
    assert set(shop.released()["round"]) == {"2024-02"}


def test_who_answered_twice_counts_once_with_the_last_row(shop: Shop) -> None:
    once = table(rounds=("r1",))
    shop.write(once)
    shop.run()
    first = shop.released()
    changed = once.assign(q1=6 - once["q1"])
    shop.write(pd.concat([changed, once]))
    shop.out = shop.folder / "other"
    code, _, err = shop.run()
    assert code == 0
    assert "answered more than once; the last row counts" in err
    pd.testing.assert_frame_equal(shop.released(), first)


def test_rows_without_a_name_show_the_whole_organisation_only(shop: Shop) -> None:
    shop.write(table(named=False))
    code, _, err = shop.run()
    assert code == 0
    assert "--one-row-each" in err
    assert set(shop.released()["group"]) == {"all"}


def test_rows_without_a_name_count_as_people_if_somebody_vouches_for_it(shop: Shop) -> None:
    shop.write(table(named=False).drop(columns="respondent"))
    code, _, err = shop.run("--one-row-each")
    assert code == 0
    assert "one person each, as you said" in err
    assert "unit=day" in set(shop.released()["group"])


def test_an_instrument_is_released_by_its_domains(shop: Shop) -> None:
    answers = table(rounds=("r1",))
    for number, item in enumerate(("rf1", "rf2", "rf3", "rf4", "rf5")):
        answers[item] = 1 + (answers["q1"] + number) % 5
    answers["rf1"] = answers["rf1"].astype(object)
    answers.loc[3, "rf1"] = "Cannot say"
    shop.write(answers)
    code, _, err = shop.run("--instrument", "team_psychological_safety", items=None)
    assert code == 0, err
    shown = shop.released()
    assert set(shown["metric"]) == {"psych_safety.risk_failure"}  # the other domains were not asked
    assert set(shown["kind"]) == {"mean", "agreement"}
    assert set(shown.loc[shown["kind"] == "agreement", "value"]) <= {"agree", "mixed", "split"}


def test_shares_and_nps_are_kinds_of_their_own(shop: Shop) -> None:
    answers = table(rounds=("r1",))
    answers["nps"] = answers["q1"] * 2
    shop.write(answers)
    assert shop.run("--kind", "share", items="q1")[0] == 0
    code, _, err = shop.run("--items", "nps", "--scale", "0..10", "--kind", "nps", items=None)
    assert code == 0, err
    assert set(shop.released()["kind"]) == {"share", "nps"}


@pytest.mark.parametrize("name", ["answers.parquet", "answers.xlsx"])
def test_other_formats_release_the_same(shop: Shop, name: str) -> None:
    shop.run("--by", "role")
    first = shop.released()
    path = shop.folder / name
    table().to_parquet(path) if name.endswith("parquet") else table().to_excel(path, index=False)
    shop.out = shop.folder / "other"
    code, _, err = shop.run("--by", "role", answers=name)
    assert code == 0, err
    pd.testing.assert_frame_equal(shop.released(), first)


def test_days_are_put_together_into_months_if_asked(shop: Shop) -> None:
    shop.write(table(rounds=("2024-01-05",)))
    code, _, err = shop.run()
    assert code == 2
    assert "--every month" in err
    assert shop.run("--every", "month")[0] == 0
    assert set(shop.released()["round"]) == {"2024-01"}


def spoil(column: str, row: int, value: object) -> pd.DataFrame:
    answers = table().astype(object)
    answers.loc[row - 2, column] = value
    return answers


@pytest.mark.parametrize(
    ("answers", "place", "sentence"),
    [
        (spoil("q1", 7, 6), "answers.csv, row 7, column 'q1'", "no whole number from 1 to 5"),
        (spoil("q1", 9, "agree"), "answers.csv, row 9, column 'q1'", "no whole number from 1 to 5"),
        (spoil("q2", 5, 2.5), "answers.csv, row 5, column 'q2'", "no whole number from 1 to 5"),
        (spoil("team", 4, "cellar"), "answers.csv, row 4, column 'team'", "'cellar' is not in the unit tree"),
        (spoil("team", 4, ""), "answers.csv, row 4, column 'team'", "has no unit"),
        (spoil("wave", 3, ""), "answers.csv, row 3, column 'wave'", "has no round"),
        (table().drop(columns="team"), "answers.csv, row 1", "'unit' cannot be found"),
        (table().drop(columns="wave"), "answers.csv, row 1", "'round' cannot be found"),
        (table().drop(columns="q2"), "answers.csv", "no column 'q2'"),
        (table().iloc[:0], "answers.csv", "no rows"),
    ],
)
def test_a_bad_answer_is_named_by_file_row_and_column_and_never_printed(
    shop: Shop, answers: pd.DataFrame, place: str, sentence: str
) -> None:
    shop.write(answers)
    code, _, err = shop.run()
    assert code == 2, err
    assert place in err
    assert sentence in err
    assert "agree" not in err
    assert not shop.out.exists()


@pytest.mark.parametrize(
    ("options", "items", "sentence"),
    [
        (["--k", "4"], "q1", "fewer than 5 people"),
        (["--by", "shoe"], "q1", "no column 'shoe'"),
        (["--round", "2025-01"], "q1", "no round '2025-01'"),
        (["--columns", "unit=squad"], "q1", "no column 'squad'"),
        (["--columns", "team"], "q1", "no pair of columns"),
        (["--unit-columns", "unit=code"], "q1", "no column 'code'"),
        (["--kind", "median"], "q1", "--kind 'median' is not known"),
        (["--every", "hour"], "q1", "--every 'hour' is not known"),
        (["--kind", "nps"], "q1", "NPS is made of answers 0 to 10"),
        (["--scale", "5..1"], "q1", "no scale"),
        (["--instrument", "enps"], "q1", "Either an instrument or items"),
        (["--instrument", "horoscope"], None, "no instrument 'horoscope'"),
        ([], None, "Either an instrument or items"),
        (["--items", "q1"], None, "--scale 1..5"),
        ([], "q1,q1", None),
        (["--instrument", "enps", "--distributions"], None, "no distribution"),
    ],
)
def test_a_bad_option_is_one_sentence(
    shop: Shop, options: list[str], items: str | None, sentence: str | None
) -> None:
    code, _, err = shop.run(*options, items=items)
    if sentence is None:
        assert code == 0
        return
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1 or "Reading" in err
    assert not shop.out.exists()


def test_an_attribute_that_is_blank_throughout_is_refused(shop: Shop) -> None:
    answers = table()
    answers.loc[answers["wave"] == "2024-02", "role"] = ""
    shop.write(answers)
    code, _, err = shop.run("--by", "role")
    assert code == 2
    assert "blank for everybody in the round '2024-02'" in err


def test_a_folder_that_cannot_be_written_to_is_refused_before_anything_is_read(shop: Shop) -> None:
    (shop.folder / "file").write_text("")
    shop.out = shop.folder / "file"
    code, _, err = shop.run(answers="missing.csv")
    assert code == 1
    assert "cannot be written" in err


def test_nobody_reads_who_answered_or_how_many_on_the_terminal(shop: Shop) -> None:
    code, out, err = shop.run("--by", "role")
    assert code == 0
    assert "p01" not in out + err
    assert "40" not in out


def test_a_spreadsheet_runs_no_unit_as_a_formula(shop: Shop) -> None:
    (shop.folder / "units.csv").write_text(UNITS + "=1+1,shop,Odd\n")
    answers = table()
    answers.loc[answers["team"] == "late", "team"] = "=1+1"
    shop.write(answers)
    code, _, err = shop.run()
    assert code == 0, err
    assert "unit=%3D1+1|late" in set(shop.released()["group"])


def test_it_says_what_later_rounds_are_made_of(shop: Shop) -> None:
    assert "latest answers of the people behind it" not in shop.run("--round", "2024-01")[2]
    assert "latest answers of the people behind it" in shop.run("--round", "2024-02")[2]
    code, _, err = shop.run("--round", "2024-01", items="q1")
    assert code == 0, err


def test_it_says_where_nobody_can_be_followed(shop: Shop) -> None:
    shop.write(table(named=False))
    code, _, err = shop.run("--one-row-each")
    assert code == 0
    assert "say so with --others-each-round" in err
    groups = shop.released().groupby("round")["group"].agg(set).to_dict()
    assert "unit=day" in groups["2024-01"]
    assert groups["2024-02"] == {"all"}


def test_customers_after_a_visit_are_shown_by_unit_each_month(shop: Shop) -> None:
    shop.write(table(named=False))
    code, _, err = shop.run("--one-row-each", "--others-each-round")
    assert code == 0, err
    groups = shop.released().groupby("round")["group"].agg(set).to_dict()
    assert groups["2024-01"] == groups["2024-02"] >= {"all", "unit=day"}


def test_an_earlier_round_after_a_later_one_is_refused(shop: Shop) -> None:
    assert shop.run("--round", "2024-02")[0] == 0
    code, _, err = shop.run("--round", "2024-01")
    assert code == 2
    assert "comes before '2024-02'" in err


def test_help_loads_no_engine() -> None:
    code = "import sys, bothways.cli.release\nprint(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & {"duckdb", "ibis", "numba", "numpy", "openpyxl", "pandas", "scipy"}

"""A run that was stopped goes on where it was, and never with rows of other rules."""

import pytest
from evidence.kept import complete, kept_part


def counted(done, names="abc"):
    def step(name):
        def compute():
            done.append(name)
            return {"kind": name, "units": 1, "periods": 2}

        return compute

    return {name: step(name) for name in names}


def kinds(part):
    return [row["kind"] for row in part.rows]


def test_rows_come_in_the_order_of_the_page_and_are_computed_once(tmp_path):
    file, done = tmp_path / "part.json", []
    for _ in range(2):
        assert kinds(complete(file, counted(done), frozen="f", commit="1")) == ["a", "b", "c"]
    assert done == ["a", "b", "c"]


def test_a_stopped_run_goes_on_and_names_both_commits(tmp_path):
    file, done = tmp_path / "part.json", []
    steps = counted(done)
    steps["b"] = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        complete(file, steps, frozen="f", commit="1")
    part = complete(file, counted(done), frozen="f", commit="2")
    assert (kinds(part), part.commit, done) == (["a", "b", "c"], "1, 2", ["a", "b", "c"])


def test_rows_of_other_rules_or_on_demand_are_computed_anew(tmp_path):
    file, done = tmp_path / "part.json", []
    complete(file, counted(done), frozen="f", commit="1")
    complete(file, counted(done), frozen="g", commit="2")
    part = complete(file, counted(done), frozen="g", commit="3", afresh=True)
    assert (done, part.commit) == (["a", "b", "c"] * 3, "3")


def test_a_step_that_is_gone_leaves_no_row(tmp_path):
    file, done = tmp_path / "part.json", []
    complete(file, counted(done), frozen="f", commit="1")
    assert kinds(complete(file, counted(done, "cd"), frozen="f", commit="2")) == ["c", "d"]
    assert done == ["a", "b", "c", "d"]


def test_a_part_is_there_when_each_row_is_kept_under_these_rules(tmp_path):
    file, steps = tmp_path / "part.json", counted([], "ab")
    assert kept_part(file, steps, frozen="r1") is None
    complete(file, {"a": steps["a"]}, frozen="r1", commit="c1")
    assert kept_part(file, steps, frozen="r1") is None
    complete(file, steps, frozen="r1", commit="c2")
    assert kept_part(file, steps, frozen="r1").commit == "c1, c2"
    assert kept_part(file, steps, frozen="r2") is None
    assert kept_part(file, {}, frozen="r1") is None

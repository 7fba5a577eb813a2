"""Habits that pay: named before the result, computed in a closed job, told of everybody, with what a gap is not."""

import csv
import datetime as dt
import io

import linked_company as linked
import pandas as pd
import pytest
import yaml
from kept_worlds import kept

from bothways.errors import InputError
from bothways_web.listen.archive import file_of, round_answers
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.people.models import Change, Post
from bothways_web.verify.habits import computing, running, showing
from bothways_web.verify.habits.asking import (
    HabitQuestion,
    askable_rounds,
    find_question,
    levels_of,
    outcomes,
)
from bothways_web.verify.habits.naming import name_habit, stop_habit
from bothways_web.verify.models import Habit, HabitRun

HABIT, OUTCOME = "wh4", "psych_safety.inclusion"
READERS = ("eva", "fay", "hao")


@pytest.fixture
def asked_company(company):
    """Twelve rounds in 24 teams, of which the last passed the ledger."""
    return kept(_asked, company)


def _asked(company):
    world = linked.draw()
    linked.add_teams(company)
    company.rounds = linked.ask_all(company, world, named="{}-28 r1")
    company.asked = askable_rounds()[0]
    return company


def name(company, **changes):
    given = {"often": [4, 5], "never": [1, 2], "outcome": OUTCOME, "by": company.users["eva"]} | changes
    return name_habit(company.asked, changes.pop("question", HABIT) if "question" in changes else HABIT, **{
        key: value for key, value in given.items() if key != "question"
    })  # fmt: skip


def text(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def gaps(company):
    there = released_round("employees", company.asked.ledger_name)
    return [one for one in there.released if one.kind == "gap"]


def test_a_habit_is_named_step_by_step_and_computed(asked_company):
    client, asked = asked_company.client("eva"), asked_company.asked
    assert "No habit is named yet" in text(client, "/verify/habits/")
    assert "When I am stuck" in text(client, "/verify/habits/new/")
    url = f"/verify/habits/new/{asked.pk}/{HABIT}/"
    assert "You say this before anything is computed" in text(client, url)
    answer = client.post(url, {"often": ["4", "5"], "never": ["1", "2"], "outcome": OUTCOME}, follow=True)
    page = answer.content.decode()
    assert "Of 100 people who answer" in page
    assert "What a gap is not" in page
    assert len(gaps(asked_company)) == 1
    assert Change.objects.filter(verb="named habit").count() == 1
    assert "points of 100" in text(client, "/verify/habits/")


def test_an_executive_has_the_list_alone(asked_company):
    habit, gil = name(asked_company), asked_company.client("gil")
    page = text(gil, "/verify/habits/")
    assert "points of 100" in page
    assert f"/verify/habits/{habit.pk}/" not in page
    for address in (f"/verify/habits/{habit.pk}/", f"/verify/habits/{habit.pk}/table.csv"):
        assert gil.get(address).status_code == 404


@pytest.mark.parametrize("viewer", READERS)
def test_those_who_may_open_it_read_sentence_range_band_table_and_file(asked_company, viewer):
    habit = name(asked_company)
    page = text(asked_company.client(viewer), f"/verify/habits/{habit.pk}/")
    [row] = gaps(asked_company)
    assert f"({row.low:.0f} to +{row.high:.0f})".replace("(", "(+" if row.low > 0 else "(") in page.replace(
        "−", "-"
    )
    assert "100+ people" in page
    assert "Answer by answer" in page
    assert "Neither agree nor disagree" in page
    body = (
        asked_company.client(viewer).get(f"/verify/habits/{habit.pk}/table.csv").content.decode("utf-8-sig")
    )
    lines = list(csv.DictReader(io.StringIO(body)))
    assert [line["what"] for line in lines[:4]] == [*["share of 100"] * 3, "gap in points"]
    assert float(lines[3]["value"]) == row.value
    assert ("Method" in page[page.index("What a gap is not") :]) is (viewer == "hao")
    assert ("Ask no more" in page) is (viewer in ("eva", "fay"))


@pytest.mark.parametrize("viewer", ["ben", "cem", "ana", "ida", "dua"])
def test_for_everybody_else_it_is_not_there(asked_company, viewer):
    """A manager may open what is told of the own unit, and a habit is never told of one."""
    habit = name(asked_company)
    for url in (
        "/verify/habits/",
        "/verify/habits/new/",
        f"/verify/habits/{habit.pk}/",
        f"/verify/habits/{habit.pk}/table.csv",
    ):
        assert asked_company.client(viewer).get(url).status_code == 404
    assert "Habits that pay" not in asked_company.client(viewer).get("/verify/").content.decode()


def test_figures_are_those_of_the_ledger_and_near_the_truth(asked_company):
    name(asked_company)
    [row] = gaps(asked_company)
    frame = pd.read_parquet(file_of(asked_company.asked))
    score = frame[["in1", "in2", "in4"]].sum(axis=1) + 6 - frame["in3"]
    good = score / 4 >= 4
    true = 100 * (good[frame[HABIT] >= 4].mean() - good[frame[HABIT] <= 2].mean())
    assert abs(row.value - true) <= 10
    assert row.low < true < row.high


def test_the_same_habit_with_other_answers_is_refused(asked_company):
    """Two cuts of the same answers could be subtracted."""
    name(asked_company)
    with pytest.raises(InputError, match="other answers"):
        name(asked_company, often=[5], outcome="psych_safety.open_conversation")
    with pytest.raises(InputError, match="named before"):
        name(asked_company)
    name(asked_company, outcome="psych_safety.open_conversation")
    assert Habit.objects.count() == 2


def test_an_outcome_that_the_habit_is_a_part_of_is_not_offered(asked_company):
    asked = asked_company.asked
    assert "psych_safety.willingness_to_help" not in [one.metric for one in outcomes(asked, HABIT)]
    with pytest.raises(InputError, match="does not ask that"):
        name(asked_company, outcome="psych_safety.willingness_to_help")


@pytest.mark.parametrize(("often", "never", "levels"), [
    (["d"], ["n"], (("n",), ("m",), ("w",), ("d",))),
    (["d", "w"], ["m", "n"], (("m", "n"), ("d", "w"))),
    (["d"], ["x"], (("x",), ("n",), ("m",), ("w",), ("d",))),
    (["d", "m"], ["w"], ()),
    (["d"], ["d"], ()),
    ([], ["n"], ()),
])  # fmt: skip
def test_levels_are_the_answers_between_in_their_order(often, never, levels):
    question = HabitQuestion(
        "q", "How often?", (("d", "Daily"), ("w", "Weekly"), ("m", "Monthly"), ("n", "Never"), ("x", "?"))
    )
    assert levels_of(question, often, never) == levels


def test_the_form_says_what_is_wrong(asked_company):
    client, url = asked_company.client("fay"), f"/verify/habits/new/{asked_company.asked.pk}/{HABIT}/"
    answer = client.post(url, {"often": ["1", "5"], "never": ["3"], "outcome": OUTCOME})
    assert answer.status_code == 422
    assert "are mixed" in answer.content.decode()
    assert client.post(url, {"often": ["5"]}).status_code == 422
    assert not Habit.objects.exists()


def test_a_group_too_small_is_not_shown_and_says_no_cause(asked_company):
    """Nobody answers outside 1 to 5; few answer 5 alone."""
    habit = name(asked_company, often=[5], never=[1])
    assert gaps(asked_company) == []
    page = text(asked_company.client("eva"), f"/verify/habits/{habit.pk}/")
    assert "Not shown, to protect people in small groups." in page
    assert "Of 100 people" not in page
    assert asked_company.client("eva").get(f"/verify/habits/{habit.pk}/table.csv").status_code == 404
    assert "Not shown" in text(asked_company.client("eva"), "/verify/habits/")


def test_a_range_with_no_gap_says_that_it_cannot_tell(asked_company):
    path = file_of(asked_company.asked)
    frame = pd.read_parquet(path)
    frame[HABIT] = [1 + 4 * (number // 2 % 2) for number in range(len(frame))]
    frame.to_parquet(path, index=False)
    habit = Habit.objects.create(
        instrument="team_psychological_safety",
        form="full",
        question=HABIT,
        often=[5],
        never=[1],
        outcome=OUTCOME,
    )
    run = HabitRun.objects.create(habit=habit, round=asked_company.asked)
    computing.compute(run.pk)
    assert len(gaps(asked_company)) == 1
    page = text(asked_company.client("eva"), f"/verify/habits/{habit.pk}/")
    assert "The range includes no gap at all." in page
    assert "There may be nothing to explain" in page
    assert "Yes, if it is strong enough" not in page


def test_a_killed_job_is_taken_up_again_and_a_second_one_changes_nothing(asked_company):
    habit = name(asked_company)
    [before] = gaps(asked_company)
    run = HabitRun.objects.get(habit=habit)
    HabitRun.objects.filter(pk=run.pk).update(
        state=HabitRun.State.RUNNING, begun_at=run.asked_at - 2 * running.SILENCE
    )
    assert running.take_up_again() == 1
    assert gaps(asked_company) == [before]
    assert HabitRun.objects.get().state == HabitRun.State.DONE
    computing.compute(run.pk)
    running.ask(habit, asked_company.asked)
    assert gaps(asked_company) == [before]


def test_later_rounds_are_asked_until_it_is_stopped(asked_company):
    habit = name(asked_company)
    HabitRun.objects.all().delete()
    running.round_released(asked_company.asked.pk)
    assert HabitRun.objects.count() == 1
    HabitRun.objects.all().delete()
    stop_habit(habit, stopped=True, version=0, by=asked_company.users["fay"])
    running.round_released(asked_company.asked.pk)
    assert not HabitRun.objects.exists()
    with pytest.raises(InputError, match="just changed"):
        stop_habit(habit, stopped=False, version=0, by=asked_company.users["eva"])


def test_stopping_and_asking_again_by_the_page(asked_company):
    habit, client = name(asked_company), asked_company.client("eva")
    client.post(f"/verify/habits/{habit.pk}/", {"step": "stop", "version": "0"})
    assert "Ask again" in text(client, f"/verify/habits/{habit.pk}/")
    client.post(f"/verify/habits/{habit.pk}/", {"step": "again", "version": "1"})
    assert "Ask no more" in text(client, f"/verify/habits/{habit.pk}/")
    assert (
        asked_company.client("gil")
        .post(f"/verify/habits/{habit.pk}/", {"step": "stop", "version": "2"})
        .status_code
        == 404
    )


def _frame(company, habit):
    answers = round_answers(company.asked)
    question = find_question(company.asked, HABIT)
    return computing._people(
        company.asked, habit, answers, levels_of(question, [4, 5], [1, 2]), (4.0, 5.0)
    ).assign(person=list(answers.people)).set_index("person")  # fmt: skip


def test_people_are_alike_in_tenure_of_the_day_the_round_closed(asked_company):
    person = asked_company.people["day"][0]
    Post.objects.filter(person=person).update(role="clerk", start="2020-01-01")
    assert computing._tenure(asked_company.asked, (str(person.pk), "t01-1")) == ["2", None]


def test_people_are_alike_in_the_role_that_was_kept_with_their_answer(asked_company):
    """Whoever edits the records later could else put two people beside each other."""
    path = file_of(asked_company.asked)
    frame = pd.read_parquet(path)
    frame["role"] = ["clerk", "", None, *["agent"] * (len(frame) - 3)]
    frame.to_parquet(path, index=False)
    role = _frame(asked_company, name(asked_company))["role"]
    assert [one if isinstance(one, str) else "" for one in role[frame["respondent"][:4]]] == [
        "clerk",
        "",
        "",
        "agent",
    ]


def test_a_round_of_a_part_is_not_asked(asked_company):
    Pulse.objects.filter(pk=asked_company.asked.pulse_id).update(audience=asked_company.units["day"])
    assert not askable_rounds().exists()
    url = f"/verify/habits/new/{asked_company.asked.pk}/{HABIT}/"
    assert asked_company.client("eva").get(url).status_code == 404


def _newer_round(company):
    """Add a round of the same set whose question has other words and fewer answers, though nobody was asked it."""
    newer = Round.objects.get(pk=company.asked.pk)
    newer.refresh_from_db()
    newer.tree, told = company.asked.tree, yaml.safe_load(newer.definition)
    told["scales"]["agree3"] = told["scales"]["agree5"] | {
        "max": 3,
        "anchors": {1: {"en": "No"}, 3: {"en": "Wholly agree"}},
    }
    next(one for one in told["items"] if one["id"] == HABIT)["scale"] = "agree3"
    newer.pk, newer.number, newer.period, newer.ledger_name = None, 99, "2026-06", "2026-06 newer"
    newer.closes_at += dt.timedelta(days=200)
    newer.definition = yaml.safe_dump(told)
    newer.save(force_insert=True)
    return newer


def test_a_round_keeps_the_words_of_its_own_answers(asked_company):
    habit, newer = name(asked_company), _newer_round(asked_company)
    assert showing.named(habit).asked == newer
    client = asked_company.client("eva")
    page = text(client, f"/verify/habits/{habit.pk}/")
    assert "Of 100 people who answer “Agree”, “Strongly agree”" in page
    assert "Wholly agree" not in page
    assert "Strongly agree" in client.get(f"/verify/habits/{habit.pk}/table.csv").content.decode()
    assert "points of 100" in text(client, "/verify/habits/")


def test_levels_of_answers_that_are_not_there_are_none():
    question = HabitQuestion("q", "How often?", (("d", "Daily"), ("n", "Never")))
    assert levels_of(question, ["d"], ["hourly"]) == ()


def test_a_job_that_was_given_up_changes_nothing(asked_company):
    habit = name(asked_company)
    lost = HabitRun.objects.get(habit=habit)
    running.end(lost, trouble="late")
    assert HabitRun.objects.get().state == HabitRun.State.DONE
    HabitRun.objects.update(state=HabitRun.State.RUNNING, begun_at=lost.begun_at + running.SILENCE)
    running.end(lost, trouble="late")
    assert HabitRun.objects.get().state == HabitRun.State.RUNNING
    running.end(HabitRun.objects.get())
    assert HabitRun.objects.get().state == HabitRun.State.DONE


def test_a_run_that_failed_is_tried_again_a_day_later_but_not_for_good(asked_company):
    habit = name(asked_company)
    run = HabitRun.objects.get()
    HabitRun.objects.update(state=HabitRun.State.FAILED, trouble="no disk")
    assert running.take_up_again() == 0
    HabitRun.objects.update(begun_at=run.begun_at - running.REST)
    Habit.objects.update(named_at=habit.named_at - 2 * running.PATIENCE)
    Round.objects.update(closes_at=habit.named_at - 2 * running.PATIENCE)
    assert running.take_up_again() == 0
    Habit.objects.update(named_at=habit.named_at)
    assert running.take_up_again() == 1
    assert HabitRun.objects.get().state == HabitRun.State.DONE


def test_an_eleventh_habit_beside_an_outcome_is_refused(asked_company):
    names = {"instrument": "team_psychological_safety", "form": "full", "outcome": OUTCOME}
    Habit.objects.bulk_create(Habit(question=f"q{number}", **names) for number in range(10))
    with pytest.raises(InputError, match="at most 10"):
        name(asked_company)
    name(asked_company, outcome="psych_safety.open_conversation")


def test_sealed_and_open_rounds_are_never_asked(asked_company):
    for mode in ("sealed", "open"):
        type(asked_company.asked).objects.update(mode=mode)
        assert not askable_rounds().exists()
        assert (
            asked_company.client("eva")
            .get(f"/verify/habits/new/{asked_company.asked.pk}/{HABIT}/")
            .status_code
            == 404
        )


def test_pages_speak_of_no_cause(asked_company):
    habit = name(asked_company)
    for url in ("/verify/habits/", "/verify/habits/new/", f"/verify/habits/{habit.pk}/",
                f"/verify/habits/new/{asked_company.asked.pk}/{HABIT}/"):  # fmt: skip
        page = text(asked_company.client("eva"), url)
        lower = page[page.index("<main") :].lower()
        for word in (
            "cause",
            "drives",
            "impact",
            "effect of",
            "leads to",
            "because of",
            "rank",
            "significant",
        ):
            assert word not in lower
    assert find_question(asked_company.asked, "none") is None


def test_programs_read_no_habit_by_the_results_of_a_round(asked_company, program):
    """Whoever may read results is not always one who may open habits."""
    name(asked_company)
    kinds = {row["kind"] for row in program("eva").get("results", limit=100).json()["items"]}
    assert "mean" in kinds
    assert "gap" not in kinds

"""Additional questions: told of fifty and the whole, never settling what one person answered."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from ledger_rounds import TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, RoundAnswers
from bothways.privacy.ledger import After, Choices, MemoryStore, choices_open
from bothways.privacy.ledger import choices as rules
from bothways.privacy.ledger.course import Text
from bothways.privacy.values import choice_shares, fill_choices


def answers(n: int = 60, **changes: object) -> RoundAnswers:
    return round_of(people(day=n - n // 2, night=n // 2), tree=TWO, **changes)


def chosen(counts: list[int], n: int) -> np.ndarray:
    """One option a person, in the order of the people; the last ones answer nothing."""
    marks = np.zeros((n, len(counts)), bool)
    for person, option in enumerate(np.repeat(np.arange(len(counts)), counts)):
        marks[person, option] = True
    return marks


def texts(ledger: Ledger, made: RoundAnswers, choices: Choices) -> list[tuple[str, str, str]]:
    return [(one.group, one.n_band, one.text) for one in ledger.release_choices(made, choices)]


def fresh() -> Ledger:
    return Ledger(MemoryStore(), TWO)


def possible(n: int, options: int, most: int) -> list[tuple[int, ...]]:
    """All counts that the answers of n people may lead to."""
    return [
        counts for counts in product(range(n + 1), repeat=options) if n <= sum(counts) <= n * min(most, options)
    ]  # fmt: skip


@pytest.mark.parametrize(("options", "most"), [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (3, 3), (4, 2)])
def test_whatever_is_shown_anybody_may_have_chosen_each_option_or_not(options: int, most: int) -> None:
    """Exhaustive: people are alike, so an option is open where some counts behind the text lie inside."""
    for n in range(options + 1, 10 if options < 4 else 8):
        behind = defaultdict(list)
        for counts in possible(n, options, most):
            shown = choice_shares(counts, people=n, most=most)
            behind[tuple(one.text for one in shown)].append(counts)
        for worlds in behind.values():
            for option in range(options):
                assert any(counts[option] >= 1 for counts in worlds)
                assert any(counts[option] <= n - 1 for counts in worlds)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_what_is_told_is_a_possible_set_of_answers_that_is_told_alike(most: int) -> None:
    for counts in possible(7, 3, most):
        filled = fill_choices(counts, people=7, most=most)
        assert tuple(filled) in possible(7, 3, most)
        assert all(1 <= count <= 6 for count in filled)
        assert fill_choices(filled, people=7, most=most) == filled


def test_shares_are_told_of_the_whole_organisation_in_steps_of_five() -> None:
    found = texts(fresh(), answers(), Choices("cause", chosen([33, 20, 7], 60)))
    assert found == [("all", "50-99", "55|35|10")]


def test_forty_nine_answers_are_not_told() -> None:
    assert texts(fresh(), answers(), Choices("cause", chosen([30, 19], 60))) == []
    assert texts(fresh(), answers(), Choices("cause", chosen([30, 20], 60))) != []


def test_a_question_with_one_option_is_never_told() -> None:
    assert texts(fresh(), answers(), Choices("cause", chosen([60], 60))) == []


def test_what_was_told_is_told_again_and_nothing_else() -> None:
    ledger = fresh()
    first = texts(ledger, answers(), Choices("cause", chosen([40, 20], 60)))
    assert texts(ledger, answers(), Choices("cause", chosen([40, 20], 60))) == first
    with pytest.raises(InputError, match="has changed since"):
        ledger.release_choices(answers(), Choices("cause", chosen([41, 19], 60)))


def test_a_denial_is_the_same_whatever_the_answers_are() -> None:
    """Attack 17: only who answered decides."""
    for counts in ([49, 0], [0, 49], [25, 24]):
        assert texts(fresh(), answers(), Choices("cause", chosen(counts, 60))) == []
    shown = {
        len(texts(fresh(), answers(), Choices("cause", chosen(counts, 60)))) for counts in ([55, 0], [1, 54])
    }
    assert shown == {1}


def test_a_question_that_feeds_a_number_is_refused() -> None:
    ledger = fresh()
    ledger.release(answers())
    for name in ("calm", "q1"):
        with pytest.raises(InputError, match="was released in this round"):
            ledger.release_choices(answers(), Choices(name, chosen([40, 20], 60)))


def test_answers_of_people_who_were_not_asked_are_refused() -> None:
    after = After("cause", chosen([30, 30], 60), (0,))
    with pytest.raises(InputError, match="without having been asked"):
        fresh().release_choices(answers(), Choices("more", chosen([31], 60), after=after))
    with pytest.raises(InputError, match="differ in number"):
        fresh().release_choices(answers(), Choices("more", chosen([31], 59)))
    with pytest.raises(InputError, match="more than 1 options"):
        fresh().release_choices(answers(), Choices("more", np.ones((60, 2), bool)))


def test_a_later_question_is_not_told_where_it_would_tell_what_everybody_answered() -> None:
    """That a question after one answer is told at all says that fifty people gave that answer."""
    for n, shown in ((54, False), (55, True)):
        after = After("cause", chosen([n - 3, 3], n), (0,))
        more = Choices("more", chosen([30, n - 33], n), after=after)
        assert bool(texts(fresh(), answers(n), more)) is shown


def test_later_questions_after_different_answers_leave_five_people_together() -> None:
    cause = chosen([50, 50, 4], 104)
    ledger, made = fresh(), answers(104)
    first = Choices("first", chosen([30, 20], 104), after=After("cause", cause, (0,)))
    assert texts(ledger, made, first)
    again = Choices("again", chosen([20, 30], 104), after=After("cause", cause, (0,)))
    assert texts(ledger, made, again)  # the same condition tells nothing more
    marks = np.roll(chosen([30, 20], 104), 50, axis=0)
    other = Choices("other", marks, after=After("cause", cause, (1,)))
    assert texts(ledger, made, other) == []


def test_a_later_question_beside_its_condition_leaves_each_answer_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exhaustive, with fifty lowered to five: all answers of eleven people to a choice and to what follows it."""
    monkeypatch.setattr(rules, "PEOPLE_NEEDED", 5)
    n, behind, told = 11, defaultdict(list), 0
    made = answers(n)
    for counts in possible(n, 3, 1):
        cause = chosen(list(counts), n)
        for answered in range(counts[0] + 1):
            ledger = fresh()
            seen = texts(ledger, made, Choices("cause", cause))
            marks = chosen([answered // 2, answered - answered // 2], n)
            more = texts(ledger, made, Choices("more", marks, after=After("cause", cause, (0,))))
            told += bool(more)
            behind[(*seen, *more)].append(counts)
    assert told
    for worlds in behind.values():
        for option in range(3):
            assert any(counts[option] >= 1 for counts in worlds)
            assert any(counts[option] <= n - 1 for counts in worlds)


def round_with(keys: list[int], name: str) -> RoundAnswers:
    """A round of some people who are followed by name."""
    made = round_of(["day"] * len(keys), tree=TWO, name=name)
    return RoundAnswers(
        name, tuple(f"p{key:03d}" for key in keys), made.roster, made.metrics, made.values
    )  # fmt: skip


def counts_of(keys: list[int], answer: tuple[int, ...]) -> tuple[int, int]:
    ones = sum(answer[key] for key in keys)
    return len(keys) - ones, ones


def both_told(first: list[int], second: list[int], answer: tuple[int, ...]) -> list[str]:
    """What the ledger tells of two rounds in which the same people answer the same."""
    ledger, found = fresh(), []
    for keys, month in ((first, "2024-01"), (second, "2024-02")):
        marks = np.array([[answer[key] == option for option in (0, 1)] for key in keys])
        found += [text for *_, text in texts(ledger, round_with(keys, month), Choices("cause", marks))]
    return found


@pytest.mark.parametrize("stay", [3, 4, 6, 8])
def test_over_two_rounds_that_share_people_nobodys_answer_is_settled(
    monkeypatch: pytest.MonkeyPatch, stay: int
) -> None:
    """Exhaustive, with fifty lowered to five: whoever answers twice answers the same, the worst case."""
    monkeypatch.setattr(rules, "PEOPLE_NEEDED", 5)
    monkeypatch.setattr(choices_open, "_solve", solve := cache_solutions(choices_open._solve))
    first, differ = list(range(8)), set()
    for come in range(2, 6):
        second, told = [*range(stay), *range(8, 8 + come)], {}
        behind: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
        for answer in product((0, 1), repeat=8 + come):
            seen = counts_of(first, answer), counts_of(second, answer)
            if seen not in told:
                told[seen] = tuple(both_told(first, second, answer))
            behind[told[seen]].append(answer)
        for shown, worlds in behind.items():
            if len(shown) == 2:
                differ.add(8 - stay + come)
            for person in range(8 + come):
                assert {answer[person] for answer in worlds} == {0, 1}, shown
    assert not differ & {1, 2, 3, 4}
    assert differ
    assert solve.calls


def cache_solutions(solve):
    """Solve each question once: whether a text may be told depends on texts and on who answered alone."""
    known: dict[bytes, object] = {}

    def cached(worlds, ranges, low, high, **more):
        key = repr(
            (worlds.sizes.tolist(), worlds.inside.tolist(), worlds.most, ranges, low, high, more)
        ).encode()
        cached.calls += 1
        if key not in known:
            known[key] = solve(worlds, ranges, low, high, **more)
        return known[key]

    cached.calls = 0
    return cached


def test_shares_are_moved_where_they_would_settle_what_newcomers_chose() -> None:
    """Sixty, then the same and five more: from 5 % to 15 % all five newcomers would have chosen it."""
    first = Text(tuple(range(60)), (), "95|5")
    assert choices_open.open_shares([61, 4], tuple(range(65)), most=1, earlier=()) == "95|5"
    moved = choices_open.open_shares([56, 9], tuple(range(65)), most=1, earlier=(first,))
    assert moved != "85|15"
    assert choices_open.open_shares([58, 7], tuple(range(65)), most=1, earlier=(first,)) == "90|10"


def test_beside_other_people_shares_are_those_of_the_round_alone() -> None:
    first = Text(tuple(range(60)), (), "95|5")
    assert choices_open.open_shares([56, 9], tuple(range(60, 125)), most=1, earlier=(first,)) == "85|15"


def test_a_question_whose_options_have_changed_is_not_told_of_the_same_people() -> None:
    first = Text(tuple(range(60)), (), "50|25|25")
    assert choices_open.open_shares([30, 30], tuple(range(60)), most=1, earlier=(first,)) is None


def test_several_choices_are_told_over_several_rounds() -> None:
    one = choices_open.open_shares([40, 30, 20], tuple(range(60)), most=2, earlier=())
    told = Text(tuple(range(60)), (), one)
    two = choices_open.open_shares([45, 30, 20], tuple(range(5, 65)), most=2, earlier=(told,))
    assert two == "75|50|35"


def test_a_later_round_is_told_beside_all_earlier_ones() -> None:
    ledger, everybody = fresh(), list(range(80))
    for month, keys, shown in (
        ("2024-01", everybody[:60], True),
        ("2024-02", everybody[:58], False),
        ("2024-03", everybody[:60], True),
        ("2024-04", everybody[10:80], True),
        ("2024-05", everybody[:62], False),
    ):
        marks = chosen([len(keys) // 2, len(keys) - len(keys) // 2], len(keys))
        made = round_with(keys, month)
        found = texts(ledger, made, Choices("cause", marks))
        assert bool(found) is shown, month
        assert texts(ledger, made, Choices("cause", marks)) == found


def test_a_question_is_followed_under_a_name_of_its_own() -> None:
    ledger = fresh()
    assert texts(ledger, round_with(list(range(60)), "2024-01"), Choices("cause", chosen([30, 30], 60)))
    assert texts(ledger, round_with(list(range(58)), "2024-02"), Choices("other", chosen([30, 28], 58)))


def test_where_nobody_is_named_rounds_of_nearly_as_many_people_are_not_both_told() -> None:
    ledger = fresh()
    for month, n, shown in (("2024-01", 60, True), ("2024-02", 62, False), ("2024-03", 70, True)):
        made = answers(n, name=month, one_each=False)
        choices = Choices("cause", chosen([n // 2, n - n // 2], n))
        assert bool(texts(ledger, made, choices)) is shown
        assert bool(texts(ledger, made, choices)) is shown


def test_what_was_told_is_read_back_after_later_rounds() -> None:
    ledger = fresh()
    choices = Choices("cause", chosen([30, 30], 60))
    january = round_with(list(range(60)), "2024-01")
    first = texts(ledger, january, choices)
    assert texts(ledger, round_with(list(range(60)), "2024-02"), choices)
    assert texts(ledger, january, choices) == first

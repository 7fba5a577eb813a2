"""Five ways to choose who does what, each keeping to skills, hand-backs and room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bothways.allocation import Share, Sharer, Task, share_out
from bothways.simulate.work_year import Chooser

Pick = Callable[[Task, list[Sharer], dict[str, float]], Sharer]


def one_after_the_other(
    tasks: Sequence[Task],
    sharers: Sequence[Sharer],
    pick: Pick,
    note: Callable[[Task, Sharer], None] = lambda task, chosen: None,
) -> list[Share]:
    """Go through the tasks as they came in; a volunteer takes it, otherwise ``pick`` chooses of who may.

    ``note`` hears of each that is given to somebody.
    """
    given = dict.fromkeys((one.key for one in sharers), 0.0)
    shares = []
    for task in tasks:
        able = [
            one
            for one in sharers
            if task.skills <= one.skills
            and one.key not in task.never
            and one.taken + given[one.key] + task.effort <= one.capacity
        ]
        asked = [one for one in able if one.key in task.volunteers]
        if not able:
            shares.append(Share(task.key, None, "nobody has room"))
            continue
        chosen = asked[0] if asked else pick(task, able, given)
        given[chosen.key] += task.effort
        note(task, chosen)
        shares.append(Share(task.key, chosen.key, "most room"))
    return shares


def allocate() -> Chooser:
    """The library's `share_out`."""
    return share_out


def lightest_next() -> Chooser:
    """The same aim without the search: each task to who has the smallest relative load, the reporter last."""

    def choose(tasks: Sequence[Task], sharers: Sequence[Sharer], *, seed: int) -> list[Share]:
        def pick(task: Task, able: list[Sharer], given: dict[str, float]) -> Sharer:
            return min(
                able, key=lambda one: (one.key in task.last, (one.carried + given[one.key]) / one.capacity)
            )

        return one_after_the_other(tasks, sharers, pick)

    return choose


def next_in_line() -> Chooser:
    """Round-robin: the first in line who may do it.

    Who does it goes to the end of the line, a volunteer too; who hands it back is first again.
    """
    line: list[str] = []
    offered: dict[str, str] = {}

    def note(task: Task, chosen: Sharer) -> None:
        line.remove(chosen.key)
        line.append(chosen.key)
        offered[task.key] = chosen.key

    def choose(tasks: Sequence[Task], sharers: Sequence[Sharer], *, seed: int) -> list[Share]:
        line.extend(one.key for one in sharers if one.key not in line)
        for task in reversed(tasks):  # the first in line among them comes first again
            if offered.get(task.key) in task.never:
                key = offered.pop(task.key)
                line.remove(key)
                line.insert(0, key)

        def pick(_: Task, able: list[Sharer], __: dict[str, float]) -> Sharer:
            return min(able, key=lambda one: line.index(one.key))

        return one_after_the_other(tasks, sharers, pick, note)

    return choose


def ask_the_willing() -> Chooser:
    """A manager's choice as a model: by lot, with a chance in proportion to 1 + hours carried lately.

    Whoever said yes, and did it, is asked again. It is a model of a habit, not measured on managers.
    """
    return _by_lot(lambda one, given: 1 + one.carried + given)


def draw_any() -> Chooser:
    """By lot, the same chance for everybody who may do it."""
    return _by_lot(lambda one, given: 1.0)


def _by_lot(weigh: Callable[[Sharer, float], float]) -> Chooser:
    def choose(tasks: Sequence[Task], sharers: Sequence[Sharer], *, seed: int) -> list[Share]:
        draw = np.random.default_rng(seed)

        def pick(_: Task, able: list[Sharer], given: dict[str, float]) -> Sharer:
            weights = np.array([weigh(one, given[one.key]) for one in able])
            return able[int(draw.choice(len(able), p=weights / weights.sum()))]

        return one_after_the_other(tasks, sharers, pick)

    return choose


CHOOSERS: dict[str, Callable[[], Chooser]] = {
    "allocation": allocate,
    "lightest next": lightest_next,
    "round-robin": next_in_line,
    "manager's choice": ask_the_willing,
    "by lot": draw_any,
}

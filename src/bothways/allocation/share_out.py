"""Sharing out: who is offered which task."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.allocation.case import NOBODY, build_case, may_do
from bothways.allocation.hours import to_seconds
from bothways.allocation.search import settle
from bothways.allocation.work import Reason, Share, Sharer, Task


def share_out(tasks: Sequence[Task], sharers: Sequence[Sharer], *, seed: int = 0) -> tuple[Share, ...]:
    """Propose one sharer for each task, so that the loads come out as level as they can.

    The relative load of a sharer is ``(carried + proposed) / capacity``. Nobody is proposed a task without
    all its skills, one they handed back (``never``), or more than the room they have left this month. Among
    the proposals that keep to this, the best is the one with, one after the other,

    1. the most hours proposed to volunteers,
    2. the most hours proposed to anybody,
    3. the fewest hours proposed to somebody who comes last and did not volunteer,
    4. the smallest largest relative load, then the smallest second largest, and so on (leximin),
    5. the smallest lot of each task and sharer, drawn from seed and keys; the tasks with most effort first.

    So somebody who comes last and did not volunteer is proposed a task only where nobody else who may do it
    has room left.

    Parameters
    ----------
    tasks : sequence of Task
    sharers : sequence of Sharer
    seed : int
        The same seed, tasks and sharers give the same proposal, in whatever order they are handed in.

    Returns
    -------
    tuple of Share
        One a task, in the order given.

    Raises
    ------
    InputError
        Hours are negative, infinite or no number, an effort is 0, or a key is empty or doubled. Keys of nobody
        here are passed over in ``last``, ``volunteers`` and ``never``: people leave.

    Notes
    -----
    Hours count in whole seconds, so sums and ties are exact. The problem is NP-hard (two sharers and one
    number each already are number partitioning). Small cases are settled for good by branch and bound; where
    that takes more than `bothways.allocation.search.STEPS` steps, the best proposal so far is taken: no
    single move, no swap of two tasks betters it. `docs/evidence/fairness.md` tells how often, in small cases,
    and how often the best is missed there.

    Leximin: A. Sen (1970), Collective Choice and Social Welfare; for loads: J. Kleinberg, Y. Rabani,
    E. Tardos (2001), J. Computer and System Sciences 63, 2-20.

    Examples
    --------
    >>> sharers = [Sharer("ana", 10, carried=4), Sharer("ben", 20, carried=4, skills=frozenset({"pivot"}))]
    >>> tasks = [Task("call back", 2), Task("sort the list", 1, last=frozenset({"ben"}))]
    >>> [(share.task, share.sharer, share.reason) for share in share_out(tasks, sharers)]
    [('call back', 'ben', 'most room'), ('sort the list', 'ana', 'most room')]
    """
    case = build_case(tasks, sharers, seed)
    who, _ = settle(case)
    chosen = {case.tasks[task]: None if one == NOBODY else case.sharers[one] for task, one in enumerate(who)}
    left = {at: case.room[place] for place, at in enumerate(case.sharers)}
    for task, one in enumerate(who):
        if one != NOBODY:
            left[case.sharers[one]] -= case.effort[task]
    return tuple(_tell(task, chosen[at], sharers, left) for at, task in enumerate(tasks))


def _tell(task: Task, chosen: int | None, sharers: Sequence[Sharer], left: dict[int, int]) -> Share:
    """Say why; ``left`` is the room of each sharer with a capacity, beside what is proposed."""
    if chosen is None:
        return Share(task.key, None, _why_nobody(task, sharers, left))
    one = sharers[chosen]
    return Share(task.key, one.key, _why(task, chosen, sharers, left))


def _why(task: Task, chosen: int, sharers: Sequence[Sharer], left: dict[int, int]) -> Reason:
    if sharers[chosen].key in task.volunteers:
        return "volunteered"
    others = [at for at in left if at != chosen]
    if task.skills and not any(task.skills <= sharers[at].skills for at in others):
        return "only one with the skill"
    effort = to_seconds(task.effort, "The effort of a task")
    if not any(may_do(task, sharers[at]) and left[at] >= effort for at in others):
        return "only one with room"
    return "most room"


def _why_nobody(task: Task, sharers: Sequence[Sharer], left: dict[int, int]) -> Reason:
    if not left:
        return "nobody has room"
    if not any(task.skills <= one.skills for one in sharers):
        return "nobody has the skill"
    skilled = [at for at in left if task.skills <= sharers[at].skills]
    if skilled and not any(may_do(task, sharers[at]) for at in skilled):
        return "nobody is left"
    return "nobody has room"

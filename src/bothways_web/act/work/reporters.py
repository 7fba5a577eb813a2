"""Who reported, with a name, the problem that a piece of work comes from: they come last when work is shared out.

Who reported without a name is known to nobody, so nobody can spare them; that is why every offer may be handed back
without a reason. Nor is anybody spared whose name is not for everybody who leads the unit: whoever looks at a proposal
with the problem and at one without it would see who is passed over. What this module finds never reaches a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from bothways_web.act.models import WorkItem
from bothways_web.listen.models import Problem
from bothways_web.people.units import below, current_tree


def reporters_of(items: Iterable[WorkItem]) -> dict[int, frozenset[str]]:
    """Return, by the number of each piece, the codes of the people who reported its problem with their name.

    Problems that were merged into it count, and the one that it was split from: it is the same story. Of all these
    only those that concern the unit of the piece, or one below it: whoever leads the unit may open them anyway.
    """
    pieces = [(item, item.problem_id) for item in items if item.problem_id is not None]
    groups = {problem: _same_story(problem) for problem in {problem for _item, problem in pieces}}
    every = {pk for group in groups.values() for pk in group}
    named = Problem.objects.filter(pk__in=every, reporter__person__isnull=False)
    people = {
        pk: (code, unit) for pk, code, unit in named.values_list("pk", "reporter__person__code", "unit__code")
    }
    tree = current_tree()
    inside = {code: below(tree, code) for code in {item.unit.code for item, _problem in pieces}}
    return {
        item.pk: frozenset(
            people[pk][0]
            for pk in groups[problem]
            if pk in people and people[pk][1] in inside[item.unit.code]
        )
        for item, problem in pieces
    }


def _same_story(problem: int) -> set[int]:
    """Return a problem with those merged into it and those it was split from, through all of them."""
    found, level = {problem}, {problem}
    while level:
        ties: set[int | None] = set(Problem.objects.filter(same_as__in=level).values_list("pk", flat=True))
        ties |= set(Problem.objects.filter(pk__in=level).values_list("split_from", flat=True))
        ties |= set(Problem.objects.filter(pk__in=level).values_list("same_as", flat=True))
        level = {pk for pk in ties if pk is not None} - found
        found |= level
    return found

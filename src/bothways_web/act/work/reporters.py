"""Who reported, with a name, the problem that a piece of work comes from: they come last when work is shared out.

Who reported without a name is known to nobody, so nobody can spare them; that is why every offer may be handed back
without a reason. Nor is anybody spared whose name is not for everybody who leads the unit: whoever looks at a proposal
with the problem and at one without it would see who is passed over. What this module finds never reaches a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from bothways_web.act.models import WorkItem
from bothways_web.listen.models import Problem
from bothways_web.people.units import below, current_tree


def reporters_of(items: Iterable[WorkItem]) -> dict[int, frozenset[str]]:
    """Return, by the number of each piece, the codes of the people who reported its problem with their name.

    Problems that were merged into it count, and the one that it was split from: it is the same story. Of all these
    only those that concern the unit of the piece, or one below it: whoever leads the unit may open them anyway.
    """
    pieces = [(item, item.problem_id) for item in items if item.problem_id is not None]
    groups = _same_stories({problem for _item, problem in pieces})
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


def _same_stories(problems: Collection[int]) -> dict[int, set[int]]:
    """Return each problem with those merged into it and those it was split from, through all of them."""
    ties = _ties(problems)
    found = {}
    for problem in problems:
        story, level = {problem}, {problem}
        while level:
            level = {near for one in level for near in ties[one]} - story
            story |= level
        found[problem] = story
    return found


def _ties(problems: Iterable[int]) -> dict[int, set[int]]:
    """Return from some problems on, step by step, what each leads to; in as many queries as there are steps."""
    ties: dict[int, set[int]] = defaultdict(set)
    known = level = set(problems)
    while level:
        near = Problem.objects.filter(Q(pk__in=level) | Q(same_as__in=level))
        for pk, same_as, split_from in near.values_list("pk", "same_as", "split_from"):
            if pk in level:
                ties[pk] |= {one for one in (same_as, split_from) if one is not None}
            if same_as is not None and same_as in level:
                ties[same_as].add(pk)
        level = {near for one in level for near in ties[one]} - known
        known = known | level
    return ties

"""Problems that belong together: merged ones, and parts of one report. Who reads which answers follows from it."""

from __future__ import annotations

from django.db.models import Q

from bothways_web.listen.models import Problem


def answers_reach(problem: Problem) -> list[Problem]:
    """Return the problems whose reporters read an answer to one.

    They are itself, those that were merged into it, and the reports that it is a part of, through all steps.
    """
    return _spread(problem, "same_as", "parts")


def answers_read(problem: Problem) -> list[Problem]:
    """Return the problems whose answers the reporter of one reads: the same steps the other way."""
    return _spread(problem, "duplicates", "split_from")


def _spread(problem: Problem, *ways: str) -> list[Problem]:
    """Return a problem and what is found from it by these fields, step by step; rings end where they began."""
    found, level = {problem.pk: problem}, [problem.pk]
    while level:
        near = Q(*((f"{way}__in", level) for way in ways), _connector=Q.OR)
        new = {one.pk: one for one in Problem.objects.filter(near).distinct() if one.pk not in found}
        found, level = found | new, list(new)
    return list(found.values())


def merged_into(problem: Problem) -> list[Problem]:
    """Return a problem with those that were merged into it, directly or through others."""
    return _spread(problem, "same_as")

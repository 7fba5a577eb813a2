"""From an account to what it may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from bothways_web.people.access import Viewer
from bothways_web.people.models import Post, Role, User
from bothways_web.people.units import below, current_tree, today


def viewer_of(user: Any) -> Viewer:
    """Return the viewer behind an account; one without roles where nobody is signed in.

    Everybody with a post today is an employee of that unit. Roles are read afresh with every request, so that a role
    that is taken away is gone at once.
    """
    if not isinstance(user, User):
        user = getattr(user, "_wrapped", user)
    if not getattr(user, "is_authenticated", False):
        return Viewer()
    grants = list(user.grants.values_list("role", "unit__code"))
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person__user=user, start__lte=day)
    member = set(posts.values_list("unit__code", flat=True))
    roles = {Role(role) for role, _ in grants} | ({Role.EMPLOYEE} if member else set())
    led = {unit for role, unit in grants if role == Role.MANAGER and unit}
    tree = current_tree() if member or led else None
    return Viewer(
        user_id=user.pk,
        roles=frozenset(roles),
        member_of=frozenset().union(*(below(tree, unit) for unit in member)),
        leads=frozenset().union(*(below(tree, unit) for unit in led)),
    )

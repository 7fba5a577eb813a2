"""Who serves whom in the example company, and what was asked of it."""

from __future__ import annotations

import random

from bothways_web.listen.models import Round
from bothways_web.people.models import User
from bothways_web.people.units import current_tree
from bothways_web.verify.models import OverloadRun, ServiceNetwork
from bothways_web.verify.overload.computing import compute
from bothways_web.verify.overload.networks import Edge, save_network
from bothways_web.verify.overload.questions import choose, numbers

#: One team in so many serves the others.
ONE_IN = 6


def say_who_serves_whom(asked: Round, *, by: User) -> None:
    """Bring a list, choose two numbers, and ask the last round. Nothing was planted here: the list came later."""
    network = save_network(_edges(), how=ServiceNetwork.How.FILE, about="who-serves-whom.csv", seen=0, by=by)
    question = choose(*numbers().proposed, seen=0, by=by)
    run = OverloadRun.objects.create(round=asked, network=network, question=question)
    compute(run.pk)


def _edges() -> list[Edge]:
    """Return a list in which each team is served by one or two of those that serve; drawn once and for all."""
    tree, draw = current_tree(), random.Random(20)
    if tree is None:
        raise ValueError("The company has no units.")
    teams = sorted(unit for unit in tree.units if not tree.children(unit))
    serving = teams[::ONE_IN]
    return [
        (provider, team, float(draw.randint(1, 4)))
        for team in teams
        if team not in serving
        for provider in sorted(draw.sample(serving, draw.randint(1, 2)))
    ]

"""A company of 34 more teams, ten of which serve the others, and what it takes to ask what spills over."""

from __future__ import annotations

from typing import Any

import linked_company as linked
import numpy as np
from kept_worlds import kept

from bothways_web.listen.models import Round
from bothways_web.verify.models import OverloadQuestion, OverloadRun, ServiceNetwork
from bothways_web.verify.overload.networks import save_network
from bothways_web.verify.overload.questions import choose, current_question

TEAMS, PROVIDERS = 34, 10
OVERLOAD, SERVICE = "psych_safety.risk_failure", "stars"


def clients() -> list[str]:
    return linked.teams(TEAMS)[PROVIDERS:]


def providers() -> list[str]:
    return linked.teams(TEAMS)[:PROVIDERS]


def edges() -> list[tuple[str, str, float]]:
    """Each team is served by one of the ten, in turn."""
    return [(providers()[k % PROVIDERS], client, 1.0) for k, client in enumerate(clients())]


def spilling_world(effect: float = 0.9, seed: int = 3) -> linked.World:
    """Service of those served is lower a month after those who serve felt more."""
    random = np.random.default_rng(seed)
    months = len(linked.PERIODS)
    felt = random.normal(size=(TEAMS, months))
    said = 0.3 * random.normal(size=(TEAMS, months))
    served = {client: providers().index(provider) for provider, client, _weight in edges()}
    for place, client in enumerate(linked.teams(TEAMS)):
        if client in served:
            said[place, 1:] -= effect * felt[served[client], :-1]
    return linked.World(np.stack([felt, said], axis=2))


def fill(company: Any, world: linked.World | None = None) -> list[Round]:
    """Teams, customers' numbers and twelve rounds, the last of which passes the ledger."""
    return (kept(_fill, company) if world is None else _fill(company, world)).rounds


def _fill(company: Any, world: linked.World | None = None) -> Any:
    drawn = world or spilling_world()
    linked.add_teams(company, TEAMS)
    linked.bring(company, linked.customers(drawn))
    company.rounds = linked.ask_all(company, drawn)
    return company


def bring_network(company: Any, lines: list[tuple[str, str, float]] | None = None) -> ServiceNetwork:
    last = ServiceNetwork.objects.filter(undone_at__isnull=True).first()
    seen = last.pk if last else 0
    return save_network(lines or edges(), how="file", about="list.csv", seen=seen, by=company.users["eva"])


def choose_numbers(company: Any, overload: str = OVERLOAD, service: str = SERVICE) -> OverloadQuestion:
    last = current_question()
    return choose(overload, service, seen=last.pk if last else 0, by=company.users["fay"])


def run_of(company: Any) -> OverloadRun:
    return OverloadRun.objects.get(round=company.rounds[-1])

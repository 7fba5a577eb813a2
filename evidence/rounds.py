"""Rounds: what each rule shows, how near it is, and what can be guessed from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.pool import Pool
from typing import Any

import numpy as np

from evidence.rounds_adversary import Adversary, Event, Guess, auc, find_events
from evidence.rounds_rules import RULES, Row, team_alone, truth, units
from evidence.rounds_world import MONTHS, Bools, Company, Floats, Habit, draw_company

#: Drawn anew after the rules were settled; they were tried on other seeds.
SEED = 31_415
#: Habit, number of batches, companies in each.
PLAN: tuple[tuple[Habit, int, int], ...] = (
    (Habit(), 8, 8),
    (Habit(lag=0.8), 3, 8),
    (Habit(lag=0.85, trait=0.6), 3, 8),
    (Habit(answering=1.0), 3, 8),
)
LEVELS = ("teams", "with units above")


@dataclass(frozen=True)
class Task:
    """One batch of companies."""

    habit: Habit
    batch: int
    companies: int


def tasks() -> list[Task]:
    """All batches."""
    return [Task(habit, batch, companies) for habit, batches, companies in PLAN for batch in range(batches)]


def run_rounds(pool: Pool) -> Iterator[dict[str, Any]]:
    """One row a batch."""
    yield from pool.imap(run_batch, tasks(), chunksize=1)


def run_batch(task: Task) -> dict[str, Any]:
    """Draw the companies of a batch, publish them by every rule, and attack each."""
    shown: dict[str, list[dict[str, Any]]] = {}
    guesses: dict[str, list[Guess]] = {}
    kinds: list[str] = []
    unhappy: list[bool] = []
    heard: list[float] = []
    for number in range(task.companies):
        rng = np.random.default_rng([SEED, task.batch, number])
        company = draw_company(rng, task.habit)
        events = find_events(company, rng)
        kinds += [event.kind for event in events]
        answers = [float(company.score[event.month, event.person]) for event in events]
        heard += answers
        unhappy += [answer <= 2 for answer in answers]
        for name, rule in RULES.items():
            rows = rule(company)
            shown.setdefault(name, []).append(usefulness(company, rows))
            for label, guess in attack(company, task.habit, name, rows, events).items():
                guesses.setdefault(label, []).append(guess)
        guesses.setdefault("team-mates alone", []).append(without(company, task.habit, events))
    return {
        "text": f"lag {task.habit.lag}, trait {task.habit.trait}, {task.habit.answering:.0%} answer",
        "units": task.companies,
        "periods": MONTHS,
        "lag": task.habit.lag,
        "trait": task.habit.trait,
        "answering": task.habit.answering,
        "events": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "shown": {name: pooled(parts) for name, parts in shown.items()},
        "guesses": {
            name: _judged(parts, np.array(kinds), np.array(unhappy), np.array(heard))
            for name, parts in guesses.items()
        },
    }


def usefulness(company: Company, rows: list[Row]) -> dict[str, Any]:
    """How much is shown, and how far it is from the mean of everybody who is there."""
    own = {(one.teams[0], one.month) for one in rows if not one.above and len(one.teams) == 1}
    any_ = {(team, one.month) for one in rows if not one.above for team in one.teams}
    above = {(one.teams, one.month) for one in rows if one.above}
    size = np.array([company.there[:, company.team == team].sum(1) for team in range(len(units()))])
    level = [one for one in rows if not one.above]
    return {
        "own": len(own), "any": len(any_), "above": len(above),
        "people_own": sum(int(size[key]) for key in own), "people_any": sum(int(size[key]) for key in any_),
        "people": int(company.there.sum()),
        "team_months": MONTHS * sum(not up for _, up in units()),
        "above_months": MONTHS * sum(up for _, up in units()),
        "errors": errors(company, level), "changes": changes(company, level),
        "errors_above": errors(company, [one for one in rows if one.above]),
        "changes_above": changes(company, [one for one in rows if one.above]),
    }  # fmt: skip


def errors(company: Company, rows: list[Row]) -> list[float]:
    """Shown value less truth; months in which nobody is left are passed over."""
    found = [one.value - truth(company, one) for one in rows]
    return [error for error in found if np.isfinite(error)]


def changes(company: Company, rows: list[Row]) -> list[float]:
    """Error of the change from one number to the next, at most two months apart."""
    found: list[float] = []
    last: dict[tuple[int, ...], Row] = {}
    for one in sorted(rows, key=lambda one: one.month):
        before = last.get(one.teams)
        if before is not None and one.month - before.month <= 2:
            true = truth(company, one) - truth(company, before)
            found.append(one.value - before.value - true)
        last[one.teams] = one
    return [error for error in found if np.isfinite(error)]


def pooled(parts: list[dict[str, Any]]) -> dict[str, float]:
    """Shares and root mean squares over the companies of a batch."""
    total = {
        name: sum(part[name] for part in parts) for name in parts[0] if not isinstance(parts[0][name], list)
    }
    listed = {
        name: float(np.sqrt(np.mean(np.square([one for part in parts for one in part[name]]))))
        for name in parts[0]
        if isinstance(parts[0][name], list)
    }
    return {
        "own": total["own"] / total["team_months"], "any": total["any"] / total["team_months"],
        "people_own": total["people_own"] / total["people"], "people_any": total["people_any"] / total["people"],
        "above": total["above"] / total["above_months"], **listed,
    }  # fmt: skip


def attack(
    company: Company, habit: Habit, name: str, rows: list[Row], events: list[Event]
) -> dict[str, Guess]:
    """Guess from the teams' numbers alone and from all, knowing the respondents or the roster."""
    found: dict[str, Guess] = {}
    teams = np.array([not one.above for one in rows])
    for respondents in (True, False):
        knows = Adversary(company, habit, rows, respondents=respondents, carried=name.startswith("ledgered"))
        who = "respondents" if respondents else "roster"
        found[f"{name}, {LEVELS[0]}, {who}"] = knows.guess(events, teams)
        found[f"{name}, {LEVELS[1]}, {who}"] = knows.guess(events)
        if name == "everything":
            found[f"one round, {who}"] = one_by_one(knows, rows, events)
    return found


def one_by_one(knows: Adversary, rows: list[Row], events: list[Event]) -> Guess:
    """Guess each event from the single round in which the answer was given."""
    month = np.array([one.month for one in rows])
    single = [knows.guess([event], month == event.month) for event in events]
    return Guess(np.array([one.score[0] for one in single]), np.array([one.explained[0] for one in single]))


def without(company: Company, habit: Habit, events: list[Event]) -> Guess:
    """Guess from team-mates alone: all is published exactly, only the person never answered."""
    single: list[Guess] = []
    for event in events:
        answered = company.answered.copy()
        answered[:, event.person] = False
        silenced = replace(company, answered=answered)
        rows = team_alone(silenced, int(company.team[event.person]))
        rows = [replace(one, value=one.exact) for one in rows]
        single.append(Adversary(silenced, habit, rows, respondents=True, carried=False).guess([event]))
    return Guess(np.array([one.score[0] for one in single]), np.array([one.explained[0] for one in single]))


def _judged(
    parts: list[Guess], kinds: np.ndarray[Any, Any], unhappy: Bools, heard: Floats
) -> dict[str, float]:
    score = np.concatenate([part.score for part in parts])
    explained = np.concatenate([part.explained for part in parts])
    found = {kind: auc(score[kinds == kind], unhappy[kinds == kind]) for kind in sorted(set(kinds.tolist()))}
    away = score - score.mean()
    slope = float(away @ (heard - heard.mean()) / (away @ away)) if away.any() else float("nan")
    return {**found, "p99": float(np.quantile(explained, 0.99)), "slope": slope}

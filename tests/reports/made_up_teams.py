"""Made-up diagnoses for the page of units, released through the real ledger."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "privacy"))
from diagnosis_worlds import BURDEN, DOMAINS, draw, released, tree_of

from bothways.measures import load_instrument
from bothways.privacy import Ledger, UnitTree, instrument_questions, make_tree, read_answers
from bothways.privacy.diagnosis import Diagnosis, ReleasedRound, diagnose, instrument_domains
from bothways.privacy.ledger import MemoryStore

SAFETY = load_instrument("team_psychological_safety")
LOW, HIGH = {"t02", "t09"}, {"t05"}


def company_tree() -> UnitTree:
    """Three sites with five teams each; names that pages must not stumble over."""
    units, parents, names = ["firm"], [None], ["Acme & Sons"]
    for site in range(3):
        units.append(f"site-{site}")
        parents.append("firm")
        names.append(("Harbour <b>", "Mill", "תחנה")[site])
        for team in range(5):
            units.append(f"t{5 * site + team:02d}")
            parents.append(f"site-{site}")
            names.append(f"Team {5 * site + team}")
    return make_tree(units, parents, names)


def answers_of(tree: UnitTree, rounds: dict[str, set[str]], *, seed: int = 3) -> pd.DataFrame:
    """Answers to all sixteen items; the named teams are low in a round, t05 is high, the last team is small."""
    random = np.random.default_rng(seed)
    rows = []
    for name, low in rounds.items():
        for unit in (one for one in tree.units if one.startswith("t")):
            level = 1.7 if unit in low else 4.6 if unit in HIGH else 3.4
            for person in range(3 if unit in ("t03", "t14") else 22):
                mood = random.normal(level, 0.5)
                row = {"respondent": f"{unit}-{person}", "unit": unit, "round": name}
                for item in SAFETY.items:
                    answer = int(np.clip(round(random.normal(mood, 0.5)), 1, 5))
                    row[item.id] = 6 - answer if item.reversed else answer
                rows.append(row)
    return pd.DataFrame(rows)


@cache
def every_state() -> Diagnosis:
    """Needs help, does better, cannot be told apart, merged, withheld, changed, agreed on."""
    tree = company_tree()
    keeper = Ledger(MemoryStore(), tree)
    rounds = answers_of(tree, {"2024-01": {"t02"}, "2024-02": LOW})
    read = read_answers(rounds, tree, instrument_questions(SAFETY))
    before, now = (ReleasedRound(one.round, tree, keeper.release(one)) for one in read.rounds)
    return diagnose(now, instrument_domains(SAFETY), before=before)


@cache
def burden() -> Diagnosis:
    """A domain where lower is better, one merged for one domain only, bounds at the ends."""
    sizes = {"day": 12, "night": 12, "late": 12}
    truth = {"day": 98.0, "night": 2.0, "late": 50.0}
    units, values = draw(np.random.default_rng(1), truth, sizes, domains=("talk", "load"), spread=3.0)
    late = np.array([unit == "late" for unit in units])
    values["load"] = np.where(late & (np.cumsum(late) > 2), np.nan, values["load"])
    return diagnose(released(tree_of(list(sizes)), units, values), (DOMAINS[0], BURDEN))


def one_unit() -> Diagnosis:
    """A company of one team."""
    units, values = draw(np.random.default_rng(1), {"shop": 60.0}, {"shop": 12})
    return diagnose(released(make_tree(["shop"], [None]), units, values), DOMAINS)


def all_withheld() -> Diagnosis:
    """Units too small to be shown, alone or together."""
    sizes = {"firm": 6, "day": 2, "night": 2}
    units, values = draw(np.random.default_rng(1), dict.fromkeys(sizes, 60.0), sizes)
    return diagnose(released(tree_of(["day", "night"]), units, values), DOMAINS)


def nothing() -> Diagnosis:
    """Nobody answered."""
    return diagnose(ReleasedRound("2024-01", tree_of(["day"]), ()), DOMAINS)


@cache
def large(times: int = 50) -> Diagnosis:
    """Many units: those of another company, copied under names of their own."""
    small = every_state()
    units = [one for one in small.profiles if one.composite is not None]
    copies = tuple(
        replace(one, group=f"{one.group}-{number}", name=f"{one.name}-{number}", units=(f"c{number}",))
        for number in range(times)
        for one in units
    )
    return replace(small, profiles=small.profiles + copies)


STATES = {
    "every state": every_state,
    "bounds": burden,
    "one unit": one_unit,
    "all withheld": all_withheld,
    "nothing": nothing,
    "large": large,
}

"""Organisations under attack: what the ledger shows of them, and what a plain threshold would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
from bothways.privacy.audit import Audit, Exposure, Published, attack, audit, exact, mean_of, read_folder

CALM = Metric("calm", "mean", 1, 5, 1, ("calm",))


def company(
    teams: Mapping[str, int],
    *,
    seed: int = 0,
    attributes: Mapping[str, Sequence[str]] | None = None,
    calm: Sequence[float] | None = None,
    direct: int = 0,
) -> RoundAnswers:
    """A company with teams of so many respondents, and some who sit in the company itself."""
    units = ["company"] * direct + [team for team, size in teams.items() for _ in range(size)]
    tree = make_tree(["company", *teams], [None] + ["company"] * len(teams))
    answers = np.random.default_rng(seed).integers(1, 6, len(units)) if calm is None else np.asarray(calm)
    people = tuple(f"p{number:03d}" for number in range(len(units)))
    roster = make_roster(tree, units, attributes)
    return RoundAnswers("2024-01", people, roster, (CALM,), {"calm": answers.astype(float)})


def attack_ledger(answers: RoundAnswers, folder: Path, *, by: Sequence[str] = ()) -> Audit:
    """Release a round and attack what the folder shows."""
    ledger = Ledger(folder, answers.roster.tree)
    ledger.release(answers, by=by)
    ledger.write_tables(folder)
    return audit(read_folder(folder), [answers])


def attack_groups(answers: RoundAnswers, groups: Sequence[Sequence[int]]) -> Exposure:
    """Attack exact means of the groups that hold five people or more, as a plain threshold shows them."""
    levels = (answers.values["calm"] - 1).astype(np.int64)
    shown = tuple(exact("calm", group, levels, mean_of(5)) for group in groups if len(group) >= 5)
    return attack(Published(len(levels), shown, {"calm": levels}, {"calm": 5}))


def harmless(found: Audit) -> bool:
    """Whether nothing was found, with every attack carried to its end, and something was shown at all."""
    shown = all(one.exposure.numbers > 0 for one in found.rounds)
    return shown and bool(found.rounds) and found.complete and not found.found

"""Addresses of habits, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, Sent, form, opens

from bothways_web.verify.habits.asking import askable_rounds, habit_questions, outcomes
from bothways_web.verify.habits.naming import name_habit

READERS, LEADS = ("eva", "fay", "hao"), ("eva", "fay")


def _named(world: Any) -> list[Any]:
    return [world.verify["habit"].pk]


def _new(world: Any) -> dict[str, Any]:
    return {"often": ["4", "5"], "never": ["1", "2"], "outcome": world.verify["other_outcome"]}


ADDRESSES: list[Address] = [
    Address("habits", opens(*READERS, "gil")),
    Address("choose_habit", opens(*LEADS)),
    Address("new_habit", opens(*LEADS), lambda world: [world.rounds[-1].pk, world.verify["habit"].question],
            sends=Sent(_new, LEADS)),
    Address("habit", opens(*READERS), _named, sends=form(*LEADS, step="stop", version="0")),
    Address("habit_table", opens(*READERS), _named),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make a habit that was asked of the last round, with a result."""
    asked = next(one for one in askable_rounds() if one.pulse.title == "Team safety")
    question = habit_questions(asked)[-1]
    first, second = outcomes(asked, question.id)[:2]
    habit = name_habit(
        asked, question.id, often=[4, 5], never=[1, 2], outcome=first.metric, by=company.users["eva"]
    )
    return {"habit": habit, "other_outcome": second.metric}

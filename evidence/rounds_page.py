"""docs/evidence/rounds.md: the table of rules, and what it does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from evidence.markdown import table, two
from evidence.rounds import LEVELS, SEED
from evidence.rounds_adversary import JOINER, LEAVER, SILENT
from evidence.rounds_rules import RULES
from evidence.rounds_world import DEPARTMENTS, MONTHS, TEAMS

Batches = list[dict[str, Any]]
KINDS = (JOINER, LEAVER, SILENT)

HEAD = """# Rounds: what month after month gives away

Computed by `python evidence/run.py rounds` on commit `{commit}`: {batches} batches of {companies} companies, seeds
`[{seed}, batch, company]`. The rules were tried on other seeds. ± is one standard error over batches.

A company has {departments} departments of {teams} teams (3 to 25 people, lognormal), {months} months, 1.5 % leave a
month, seats are refilled. Answers run from 1 to 5; a tenth of their variance belongs to the team. *True* is the mean
of everybody who is in the team that month, whether they answered or not. All means are coded as the library codes
them.

**Rules.** *everything*: every team, department and the company, as soon as five answered. *0 or at least 5 differ*:
only if nobody or at least five differ from the respondents last shown. *ledgered panel*: the library's
`bothways.privacy.rounds.advance`, its certificate across rounds asked about every set, departments and company
included, denied sets withheld; teams too small for a number share one with a sibling. *teams keep their own number*:
the same with `patience={months}`: only teams too small themselves share. *one round*: the single round in which the
answer was given, everything in it published.

**Adversary.** The best linear guess of one person's answer from every number of every month, before and after,
knowing rule, roster and how answers move. *Knows respondents*: also who answered when. *Roster only*: not. The
figure is the chance that an unhappy person (answer 1 or 2) is guessed below one who is not (AUC; .5 = nothing
known). *Joiner*: first answer of somebody new; *leaver*: last answer; *silent*: the answer before a month without
one. The same people for every rule. *R² p99*: share of the variance of an answer that is known for the most exposed
1 % of these people. *Calibration*: slope of the answers on the guesses of who knows respondents; 1 is right.
"""

TAIL = """
## What this says, and what it does not

- The floor is not .5: team-mates' answers alone tell something of everybody, and one published round tells more. A
  rule about rounds can only remove what is above one round.
- *Shares one* counts a team whose number is shown together with a named sibling's. Whether a small team should rather
  have a number with a sibling or its neighbour one of its own is a choice: `patience` sets it, and both ends are above.
- **Leavers are the weak side of the panel.** A leaver's last answer stays the same while the others' move, so months
  of numbers single it out a little; compare *leaver* under *one round* in each table. Where everybody answers, the
  panel protects leavers no better than publishing everything does.
- Waiting people make pools as small as five. With the units above published, a pool is as good as a number of its own:
  compare *joiner* with and without units above.
- "0 or at least 5 differ" guards a team's own number against the round before only, shows few months, and its
  units above undo part of it.
- Not measured: nonlinear guesses from extreme sums, several questions at once, people who move between teams, people
  who know that all others' answers stayed the same. A team's average itself allows guesses; no rule prevents that.
"""


def page(commit: str, rows: Batches) -> str:
    """The page."""
    habits: dict[str, Batches] = {}
    for one in rows:
        habits.setdefault(one["text"], []).append(one)
    head = HEAD.format(
        commit=commit, batches=len(rows), companies=rows[0]["units"], seed=SEED, departments=DEPARTMENTS,
        teams=TEAMS, months=MONTHS,
    )  # fmt: skip
    return (
        head
        + short(next(iter(habits.values())))
        + "".join(section(text, batches) for text, batches in habits.items())
        + TAIL
    )


def short(batches: Batches) -> str:
    """The first table in sentences."""
    plain, _, panel, own = (
        {key: np.mean([one["shown"][name][key] for one in batches]) for key in ("own", "any")}
        for name in RULES
    )
    labels = [f"{name}, {LEVELS[1]}, respondents" for name in ("everything", "ledgered panel")]
    labels.append("one round, respondents")
    lines = [
        "**In short**, for the first way of answering: of all team-months,",
        f"{plain['own']:.0%} have a number where everything is published; under the panel {panel['any']:.0%} have",
        f"one ({panel['own']:.0%} of their own, the rest shared with a sibling; {own['own']:.0%} of their own and",
        f"{own['any']:.0%} in all where only small teams share). What can be guessed, from everything / from the",
        "panel / from one single round:",
        "",
    ]
    for key in (*KINDS, "p99"):
        values = [figure(batches, lambda one, at=label, key=key: one["guesses"][at][key]) for label in labels]
        lines.append(f"- {'R² of the most exposed' if key == 'p99' else key}: " + " / ".join(values))
    return "\n" + "\n".join(lines) + "\n"


def section(text: str, batches: Batches) -> str:
    """The tables of one way of answering."""
    events = {kind: sum(one["events"].get(kind, 0) for one in batches) for kind in KINDS}
    counted = ", ".join(
        f"{count} {kind}s" if kind != SILENT else f"{count} silent" for kind, count in events.items()
    )
    companies = sum(one["units"] for one in batches)
    lag = batches[0]["lag"]
    words = (
        f"\n## {batches[0]['answering']:.0%} answer a month, answers keep {lag:g} of their deviation\n\n"
        f"{companies} companies; {counted}"
    )
    if batches[0]["trait"]:
        words += f"; {batches[0]['trait']:g} of a person's variance never changes"
    return f"{words}.\n\n{use_table(batches)}\n{guess_table(batches)}"


def use_table(batches: Batches) -> str:
    """What is shown and how near it is."""
    columns = ("own", "any", "people_any", "above", "errors", "changes", "errors_above")
    head = [
        "rule", "team-months: own number", "own, or shares one", "people heard in either", "units above: months shown",
        "team error (RMS)", "error of a team's change", "error above",
    ]  # fmt: skip
    rows = [
        [name, *(figure(batches, lambda one, name=name, key=key: one["shown"][name][key]) for key in columns)]
        for name in RULES
    ]
    return table(head, rows)


def guess_table(batches: Batches) -> str:
    """What is guessed."""
    head = [
        "guess from", "knows respondents: joiner", "leaver", "silent", "roster only: joiner", "leaver", "silent",
        "R² p99", "calibration",
    ]  # fmt: skip
    rows = [
        [
            "team-mates alone",
            *guesses(batches, "team-mates alone"),
            "",
            "",
            "",
            *ends(batches, "team-mates alone"),
        ]
    ]
    labels = [("one round", "one round")]
    labels += [(f"{name}: {level}", f"{name}, {level}") for name in RULES for level in reversed(LEVELS)]
    for shown, label in labels:
        knows, roster = f"{label}, respondents", f"{label}, roster"
        rows.append([shown, *guesses(batches, knows), *guesses(batches, roster), *ends(batches, knows)])
    return table(head, rows)


def guesses(batches: Batches, label: str) -> list[str]:
    """AUC for each kind of event."""
    return [figure(batches, lambda one, kind=kind: one["guesses"][label].get(kind, np.nan)) for kind in KINDS]


def ends(batches: Batches, label: str) -> list[str]:
    """R² of the most exposed, and calibration."""
    return [figure(batches, lambda one, key=key: one["guesses"][label][key]) for key in ("p99", "slope")]


def figure(batches: Batches, pick: Callable[[dict[str, Any]], float]) -> str:
    """Mean and standard error over batches."""
    values = np.array([pick(one) for one in batches], float)
    values = values[np.isfinite(values)]
    if not len(values):
        return "–"
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{two(float(values.mean()))} ± {two(float(error))}"

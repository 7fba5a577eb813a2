"""docs/evidence/privacy.md: what is shown, and who is exposed."""

from __future__ import annotations

from evidence.markdown import table
from evidence.pairs import Row
from evidence.privacy import LARGE, OURS
from evidence.privacy_rules import RULES

INTRO = """# What is shown, and who is exposed

Computed by `python evidence/run.py privacy` on commit `{commit}`, seeds 0 to {seeds}.

Made-up organisations: teams of 3 to 25 people, about nine teams to a department, ten departments to a division;
three of four people answer one question from 1 to 5; four attributes (tenure, role, site, work pattern), three
of them related to the tree. The other rules are **our models of documented public rules**, not anybody's code,
and show exact means of all one- and two-way slices: *threshold 5* shows every slice of five; *remainder rule*
hides a slice also where one to four people are left beside it; *next-smallest* hides the next smallest slice
where the hidden ones of a view hold fewer than two people. Bothways stands for the ledger itself: `bothways
release`, its files read back and attacked by what `bothways audit` runs.

*Isolated*: people whose answer is what remains when shown numbers are added and subtracted. *In a combination
of fewer than five*: counted the same way; a lower bound where marked ≥. *Pinned*: answers with one possible
value, *narrowed*: answers that cannot lie at one end of the scale, both by linear and integer programming over
everything shown together; ≥ where time ran out before every answer was bounded. *Sees the team*: share of staff
whose manager sees the team, alone or merged with named siblings.
"""

NOTES = """
At {sampled} respondents the answers under other rules are attacked in departments drawn at random ({drawn}), with
the numbers about a department alone, so theirs are lower bounds.
{large}
For Bothways {open}

## Attacks and their tests

"""
AT_100_000 = """At 100,000 combinations are searched in departments drawn at random, for Bothways as well: that no
combination across departments falls under five rests on the ledger's certificate there."""

ATTACKS = (
    (
        "1 parent minus children, 2 complement, 3 nearly equal sets, 4 four slices and more, 5 reconstruction",
        "numbers",
    ),
    (
        "7 optional items, 8 unanimous team, 16 lower threshold, 17 changing denial, 18 invented employees",
        "numbers",
    ),
    ("a later call with other attributes, intervals, blank attributes, one dissenter", "numbers"),
    ("6 joiner and leaver", "rounds"),
    ("12 joining token and ballot, 13 unique attributes, 14 replay, 15 headers, 19 kill -9", "ballots"),
    ("9 ticking counter (beyond bands), 10 comment search, 11 a word one person uses, 20 reminders", "pages"),
)
PLACES = {
    "numbers": "`tests/privacy/test_attacks_on_numbers.py`",
    "rounds": "`tests/privacy/rounds`",
    "ballots": "`tests/privacy/ballots`",
    "pages": "`tests/web/attacks`, on the pages of the app, with the others again",
}

LIMITS = """
## What this does not show

Linear and integer programming say what is *certain* from the numbers. Guesses that fit most people (a team's
mean tells about its members) remain. Nor does the audit know what colleagues tell each other: four people who work
together learn from their team's number whether the fifth stands at an end of the scale. A question
that was imported twice, once with one answer missing, tells that answer: the ledger refuses it within one call, and
over two calls the audit notices it.
Words of agreement, comments and themes are not attacked,
and the audit says how many there are.
"""


def page(commit: str, rows: list[Row]) -> str:
    """The whole page as Markdown."""
    seeds = max(int(row["kind"].rsplit(" ", 1)[1]) for row in rows)
    parts = [INTRO.format(commit=commit, seeds=seeds)]
    sizes = sorted({row["people"] for row in rows})
    for people in sizes:
        chosen = [row for row in rows if row["people"] == people]
        runs = max(sum(row["rule"] == rule for row in chosen) for rule in (OURS, *RULES))
        parts.append(f"\n## {people:,} respondents ({runs} organisation{'s' if runs > 1 else ''})\n\n")
        parts.append(_table(chosen))
    sampled = [row for row in rows if row["answers"] < row["people"] and row["rule"] != OURS]
    drawn = ", ".join(
        f"{row['answers']:,} of {row['people']:,} people" for row in sampled if row["rule"] == "threshold 5"
    )
    own = [row for row in rows if row["rule"] == OURS]
    told = sum(row["narrowed"] + row["isolated"] + row["exposed"] for row in own)
    text = (
        f"{sum(row['bounded'] for row in own):,} of {sum(row['answers'] for row in own):,} answers were "
        "bounded\nfrom both sides, by made-up answers that fit everything shown and were checked exactly;\n"
        f"{told:,} people were isolated, in a combination of fewer than five, or narrowed."
    )
    large = " and ".join(f"{size:,}" for size in sorted({row["people"] for row in sampled}))
    parts.append(
        NOTES.format(sampled=large, drawn=drawn, open=text, large=AT_100_000 if LARGE in sizes else "")
    )
    parts.append(table(["attack", "tested in"], [[name, PLACES[place]] for name, place in ATTACKS]))
    parts.append(LIMITS)
    return "".join(parts)


def _table(rows: list[Row]) -> str:
    """One line a rule, means over organisations."""
    head = ["rule", "groups shown", "isolated", "in a combination of fewer than five", "pinned", "narrowed",
            "sees the team", "of all staff: merged"]  # fmt: skip
    body = []
    for rule in (*RULES, OURS):
        runs = [row for row in rows if row["rule"] == rule]
        if not runs:
            continue
        least = "" if all(row["algebra_complete"] for row in runs) else "≥ "
        bound = "" if all(row["bounded"] == row["answers"] or rule == OURS for row in runs) else "≥ "
        body.append(
            [rule, _mean(runs, "shown"), _of(runs, "isolated", "searched"), least + _of(runs, "exposed", "searched"),
             bound + _of(runs, "pinned", "answers"), bound + _of(runs, "narrowed", "answers"),
             f"{_average(runs, 'served'):.1%}", f"{_average(runs, 'merged'):.1%}"]
        )  # fmt: skip
    return table(head, body)


def _average(rows: list[Row], name: str) -> float:
    return float(sum(row[name] for row in rows) / len(rows))


def _mean(rows: list[Row], name: str) -> str:
    value = _average(rows, name)
    return f"{value:,.0f}" if value == round(value) or value >= 100 else f"{value:.1f}"


def _of(rows: list[Row], name: str, whole: str) -> str:
    """A count, and of how many where these are not all."""
    of = _average(rows, whole)
    text = _mean(rows, name)
    return text if of == rows[0]["people"] else f"{text} of {of:,.0f}"

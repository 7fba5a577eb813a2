"""Writes docs/evidence/themes.md."""

from __future__ import annotations

from typing import Any

from bothways.measures import share
from evidence.markdown import table, three, two
from evidence.themes_worlds import KINDS, summarise

Row = dict[str, Any]
WAYS = ("bothways", "LDA", "k-means")
#: The goal: no worse than the better of the others by more than this.
ROOM = 0.02


def page(commits: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.themes.steps`."""
    by_name = {row["text"]: row for row in rows}
    drawn = {
        kind: [one for row in rows if row["text"] == f"world {kind.text}" for one in row["rows"]]
        for kind in KINDS
    }
    worlds = [summarise(kind, told) for kind, told in drawn.items() if told]
    return f"""# Themes of comments: do they hold what people wrote?

Computed by `python evidence/run.py themes` on commit {commits}.

{_nhs(by_name["nhs"]["rows"])}
{_feeling(by_name["feeling"])}
{_worlds(worlds)}
{_masking(by_name["masking"])}"""


def _nhs(rows: list[Row]) -> str:
    if not rows:
        return "## Comments that people labelled\n\nThe file of labelled comments was not at hand.\n"
    chosen = rows[0]
    told = [row for row in rows if row["way"] in WAYS]
    halves = {row["units"]: row for row in rows if row["way"] == "halves"}
    numbers = list(dict.fromkeys(row["units"] for row in told))
    at = {(row["units"], row["way"]): row for row in told}
    gap = {k: at[k, "bothways"]["ami"] - max(at[k, way]["ami"] for way in WAYS[1:]) for k in numbers}
    worst = min(gap.values())
    behind = [
        k for k in numbers if at[k, "bothways"]["f1_micro"] < max(at[k, way]["f1_micro"] for way in WAYS[1:])
    ]
    head = [
        "themes",
        "way",
        "AMI",
        "F1, micro",
        "F1, macro",
        "seconds",
        "kappa of halves",
        "themes that come back",
    ]
    lines = [
        [
            str(k), way, three(at[k, way]["ami"]), three(at[k, way]["f1_micro"]), three(at[k, way]["f1_macro"]),
            f"{at[k, way]['seconds']:.1f}", *(_halves(halves[k]) if way == "bothways" else ("", "")),
        ]
        for k in numbers for way in WAYS
    ]  # fmt: skip
    met = "met" if worst >= -ROOM else "not met"
    most = numbers[-1]
    return f"""## Comments that people labelled

{int(chosen["comments"]):,} different comments of patients of two NHS trusts, whose topics people labelled (The Strategy
Unit; used to measure, no part of this project, and no word list or weight was learned from them; that texts are
factored and not clustered, and how little a comment may hold of a theme, was decided
after a look at them, so this is no blind test). *AMI*: adjusted mutual
information of the foremost theme with the label, comments of one label alone; 0 is chance. *F1*: labels on 100 comments
or more, told by a linear probe on the weights of themes, five folds. LDA and k-means (on TF-IDF, ten starts) are
scikit-learn's, given the same number of themes; means of three draws. *Kappa of halves*: agreement on all comments of
themes found in either half, ten halvings that choosing never saw; a theme *comes back* with .6 or more.

{table(head, lines)}
- Chosen from the comments: {chosen["units"]} themes, in {chosen["seconds"]:.0f} s.
- AMI beside the better of the others: {worst:+.3f} at worst, {max(gap.values()):+.3f} at best. The goal, no worse by
  more than {two(ROOM)}, is {met}.
- {_behind(behind)}
- Of {most} themes, {100 * halves[most]["back"]:.0f} % come back in the other half of these comments; of the
  {chosen["units"]} that were chosen, {100 * halves[chosen["units"]]["back"]:.0f} %.
"""


def _behind(behind: list[int]) -> str:
    if not behind:
        return "The probe tells labels no worse than by the others' weights, with any number of themes."
    told = ", ".join(map(str, behind))
    return f"By the best of the others the probe tells labels better (F1, micro) with {told} themes."


def _halves(row: Row) -> tuple[str, str]:
    return two(row["kappa"]), f"{100 * row['back']:.0f} %"


def _feeling(row: Row) -> str:
    if not row["comments"]:
        return ""
    return f"""## How comments feel

The same comments carry a mark from very good to very bad by readers ({row["comments"]:,}). The lists of words tell
something of {100 * row["told"]:.0f} of 100. Spearman's correlation with the marks is {two(row["spearman"])}; of
those marked good or bad ({row["sided"]:,}), {100 * row["same_side"]:.0f} of 100 have the right side, where
{100 * row["always_good"]:.0f} would by always saying good. It is told of many comments together, never of one.
"""


def _worlds(rows: list[Row]) -> str:
    if not rows:
        return ""
    head = ["company", "people a side", "companies", "themes planted", "found", "told", "recall", "false discoveries",
            "companies with a false one"]  # fmt: skip
    lines = [
        [
            row["text"], f"{row['people']:,}", str(row["companies"]), str(row["planted"]),
            f"{100 * row['found']:.0f} %", f"{row['number']:.1f}", _of(row["right"], row["alone"]),
            f"{row['wrong']} of {row['claims']}",
            two(row["any_false"]),
        ]
        for row in rows
    ]  # fmt: skip
    wrong, claims = sum(row["wrong"] for row in rows), sum(row["claims"] for row in rows)
    total = sum(row["companies"] for row in rows)
    upper = share(wrong, claims).high / 100 if claims else float("nan")
    rare = [row for row in rows if row["alone"] and row["right"] < row["alone"] / 2]
    return f"""## What one side has not said

{total} simulated companies of 20 units and 6 months. Each person writes one comment, of which half of the words are
those of a theme and half anybody's; one in ten comments is of no theme. Themes are found from the texts alone, and
where no number is asked for their number too. *Found*: planted themes that make most of the comments of a found one.
*Told*: found themes. *Recall*: planted themes of one side alone that are told to be so, of those planted. A false
discovery is a theme told to be of one side that is not, or that is no planted theme.

{table(head, lines)}
- False discoveries: {wrong} of {claims} claims (95 % interval up to {three(upper)}); the rule allows .05.
{_missed(rare)}"""


def _missed(rows: list[Row]) -> str:
    if not rows:
        return ""
    told = "; ".join(f"{row['text']} ({row['people']:,} people a side)" for row in rows)
    return f"""- Fewer than half are told here: {told}. A theme that few write of is not found as one
  of its own, and with few people the silent side is not surely silent: a bound of 2 of 100 takes about 190 people who
  say nothing of it. A list of one's own finds a theme whatever its size.
"""


def _of(count: int, n: int) -> str:
    if not n:
        return "–"
    told = share(count, n)
    return f"{three(count / n)} ({two(told.low / 100)} to {two(told.high / 100)})"


def _masking(masking: Row) -> str:
    rows = masking["rows"]
    kinds = list(dict.fromkeys(row["what"] for row in rows if row["what"] != "none"))
    lines = []
    for kind in kinds:
        own = [row for row in rows if row["what"] == kind]
        secrets = sum(row["secrets"] for row in own)
        lines.append(
            [
                kind,
                _of(sum(row["found"] for row in own), secrets),
                _of(sum(row["rare"] for row in own), secrets),
            ]
        )
    by_language = [
        [language, *_language([row for row in rows if row["language"] == language])]
        for language in ("en", "de", "es")
    ]
    secrets, found, rare = (sum(row[name] for row in rows) for name in ("secrets", "found", "rare"))
    wrongly, words, masks = (sum(row[name] for row in rows) for name in ("wrongly", "words", "masks"))
    return f"""## Masking

{sum(row["sentences"] for row in rows)} sentences in three languages, written and committed before the rules were looked
at; the rules were then written, knowing what the older ones had missed, and no sentence was changed. No name was handed
in as known. A secret counts as found when none of its words is left. *Rare names*: the same sentences with every name
replaced by one that is on no list, so that form alone tells: the list of common given names was written by whoever
wrote the sentences, and so fits them well.

{table(["what points to somebody", "found", "with rare names"], lines)}
{table(["language", "found", "with rare names", "words taken away wrongly"], by_language)}
- Found: {_of(found, secrets)}; with rare names {_of(rare, secrets)}.
- Precision: {masks - min(wrongly, masks)} of {masks} masks stand for somebody; {wrongly} of {words:,} words were taken
  away that name nobody.
{_real(masking["real_masks"], masking["real_words"])}
- So some names stay: written small, or with nothing before them that says a name follows. Known names (of the
  records) are masked besides, and a named person reads each comment before it is quoted.
"""


def _real(masks: int, words: int) -> str:
    if not words:
        return "- The labelled comments were not at hand, so masks in real comments are not counted."
    return f"""- The labelled comments above came with most names taken out. In their {words:,} words there are {masks}
  masks: dates and names that had been left, and words that name nobody."""


def _language(rows: list[Row]) -> tuple[str, str, str]:
    secrets = sum(row["secrets"] for row in rows)
    found, rare = sum(row["found"] for row in rows), sum(row["rare"] for row in rows)
    wrongly = sum(row["wrongly"] for row in rows)
    return _of(found, secrets), _of(rare, secrets), f"{wrongly} of {sum(row['words'] for row in rows)}"

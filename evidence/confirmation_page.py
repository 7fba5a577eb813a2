"""docs/evidence/confirmation.md: what second thoughts about a claim cost and earn."""

from __future__ import annotations

from bothways.linkage.confirmation.report import CLOSE, LEVELS, PROPER, THIRD
from evidence.confirmation import SECOND
from evidence.markdown import chance, table, two
from evidence.pairs import Row

INTRO = """# Second thoughts about a claim

Computed by `python evidence/run.py confirmation` on commit `{commit}`, rules as at `{frozen}`, worlds from
seeds made of that commit. In every world x leads y (effect .15 one period later) and nothing leads back;
kinds as in [worlds whose truth is known](truth.md). A direction counts as claimed where its p is under .05:
right from x to y, wrong back.

## Equal to lavaan

Chi-square, degrees of freedom, p, CFI, TLI, RMSEA with its 90 % interval, SRMR and the scaling of Yuan and
Bentler of the random-intercept cross-lagged panel model, lags equal over time and free, and of the model of
the likelihood itself; and the likelihood with a predetermined driver, both ways: on the data of the
textbook, on complete cells and on holes. Values that R and lavaan gave are kept, and `make test` compares
(`tests/linkage/confirmation`, `tests/reference/confirmation`): log-likelihoods, chi-square, CFI, TLI and
RMSEA agree to 1e-7, the ends of its interval and SRMR to 1e-6, lags to 2e-5 standard errors.
"""

THIRD_TEXT = """
## The third opinion

*Ran*: share of directions in which it gives an answer. *Off*: share of its answers more than 1.96 of its
standard errors from the truth (5 % would be right). Its standard error stands beside that of the likelihood,
medians.
"""

CLAIMS_TEXT = """
## What they say of right and of wrong claims

Failed of those that ran; moments stand beside for comparison: that check decides between *clear* and
*likely*, the others are told.
"""


def page(commit: str, rows: list[Row], frozen: str) -> str:
    """The whole page as Markdown."""
    return "".join(
        [INTRO.format(commit=commit, frozen=frozen), THIRD_TEXT, "\n", third_table(rows), CLAIMS_TEXT, "\n",
         claims_table(rows), totals(rows)]
    )  # fmt: skip


def third_table(rows: list[Row]) -> str:
    """How far the third opinion is from the truth."""
    head = ["world", "units x periods", "directions", "ran", "off", "its error", "error of the likelihood"]
    body = [
        [row["kind"], f"{row['units']} x {row['periods']}", str(row["directions"]), two(row["third_ran"]),
         chance(row["third_off"], round(row["third_ran"] * row["directions"])), two(row["third_se"]), two(row["se"])]
        for row in rows
    ]  # fmt: skip
    return table(head, body)


CHECKS = (
    (THIRD, "third opinion"),
    (SECOND, "moments"),
    (CLOSE, "fit"),
    (PROPER, "proper"),
    (LEVELS, "levels"),
)


def claims_table(rows: list[Row]) -> str:
    """Failed checks of right and of wrong claims."""
    head = ["world", "units x periods", "claims", *(name for _, name in CHECKS)]
    body = [
        [row["kind"], f"{row['units']} x {row['periods']}", f"{row[side]['claims']} {side}",
         *(failed(row[side][check]) for check, _ in CHECKS)]
        for row in rows
        for side in ("right", "wrong")
    ]  # fmt: skip
    return table(head, body)


def failed(count: list[int]) -> str:
    """Failed of those that ran."""
    return f"{count[1]} of {count[0]}"


def totals(rows: list[Row]) -> str:
    """All worlds together, in a sentence a check."""
    lines = ["\n"]
    for check, name in CHECKS:
        sums = {
            side: [sum(row[side][check][k] for row in rows) for k in range(2)] for side in ("right", "wrong")
        }
        lines.append(
            f"- {name}: failed {failed(sums['right'])} right claims, {failed(sums['wrong'])} wrong ones.\n"
        )
    return "".join(lines)

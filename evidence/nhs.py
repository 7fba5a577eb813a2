"""docs/evidence/nhs.md from two panels of the shared data, where they are at hand."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from bothways import Findings, Panel, link, read_panel
from bothways.linkage.family import adjusted
from bothways.linkage.peers import fixed_effects, lagged_correlation, lagged_fixed_effects, pooled_correlation
from evidence.markdown import table, two
from evidence.pairs import CLAIMS

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = {"unit": "trust", "period": "year"}

HEAD = """# Two real panels: NHS trusts

Computed by `make evidence` on commit `{commit}` from published NHS figures (staff survey, inpatient survey,
mortality index, waiting times; Open Government Licence), which are not part of this repository.

    bothways link employees.csv customers.csv --columns unit=trust,period=year

"""

LONG = """## Staff survey, mortality and waits, 2012 to 2019

{units} trusts, {periods} years, {pairs} pairs of {employees} staff measures with {customers} outcomes; read and linked
in {seconds:.0f} s on two processors, nothing compiled.

**What it says.** {claims}. Verdicts:

{verdicts}
Of {tested} directions that could be tested, {low} have p under .05 ({share}); about {chance:.0f} are expected if
nothing leads anything. The tests hang together (staff measures move together), so the share swings more than its
size suggests, and after adjusting for the number of directions {left} stand out.

**What is only association.** Between trusts, staff measures and outcomes go together: the strongest correlations of
trust means are

{between}
Within trusts, over the same years, they hardly do: the median absolute correlation of same-year changes is
{within_median}, the largest {within_largest}. Trusts that are good places to work are good places to be treated; that
one follows the other in time these eight years do not show.

**Why a driver claimed here would be wrong.** The familiar methods would claim many:

{peers}
Pooled and lagged correlations mostly repeat the differences between trusts. The fixed-effects regression with a
lagged outcome is biased in panels as short as this one and takes sampling noise for change; surveys of a few hundred
in the early years make that noise large ({reliability}).

**What would settle it.** {settle}
"""

SHORT = """## Staff survey and inpatient survey

{units} trusts; the two surveys share {joint} years. That shows association only, and `link` refuses direction for
all {pairs} pairs: *{reason}*

What can be said: between trusts the strongest same-year association is {strongest} ({strongest_pair}); changes from
one year to the next hardly go together (median absolute correlation {within_median}). With two years a change in one
and a change in the other have the same date, so neither comes first.
"""


def shared_data() -> Path | None:
    """The folder of real data, or None."""
    given = os.environ.get("BOTHWAYS_SHARED")
    folder = Path(given) if given else ROOT.parent / "shared"
    return folder / "data" if (folder / "data").is_dir() else None


def write(target: Path, commit: str) -> str:
    """Link both panels and write the page; returns what was done."""
    data = shared_data()
    if data is None:
        return "docs/evidence/nhs.md left as it is: the shared data are not at hand"
    text = HEAD.format(commit=commit) + long_panel(data / "nhs-mortality-waiting-panel")
    (target / "nhs.md").write_text(text + "\n" + short_panel(data / "nhs-patient-experience"))
    return "wrote docs/evidence/nhs.md"


def linked(folder: Path) -> tuple[Panel, Findings, float]:
    """Read and link one panel."""
    begin = time.time()
    panel = read_panel(folder / "employees.csv", folder / "customers.csv", columns=COLUMNS)
    return panel, link(panel), time.time() - begin


def long_panel(folder: Path) -> str:
    """The panel with eight years."""
    panel, findings, seconds = linked(folder)
    rows = findings.table
    p = np.r_[rows["employee_to_customer_p"], rows["customer_to_employee_p"]]
    q = np.r_[rows["employee_to_customer_q"], rows["customer_to_employee_q"]]
    p = p[np.isfinite(p)]
    claimed = int(rows["verdict"].isin(CLAIMS).sum())
    within = rows["within_r"].abs()
    return LONG.format(
        units=len(panel.units),
        periods=len(panel.periods),
        pairs=len(rows),
        employees=len(panel.metrics("employee")),
        customers=len(panel.metrics("customer")),
        seconds=seconds,
        claims="No pair can be claimed" if not claimed else f"{claimed} of {len(rows)} pairs are claimed",
        verdicts=verdict_table(rows),
        tested=len(p),
        low=int((p < 0.05).sum()),
        share=two(float((p < 0.05).mean())),
        chance=0.05 * len(p),
        left=int((q <= 0.05).sum()) or "none",
        between=between_table(rows),
        within_median=two(float(within.median())),
        within_largest=two(float(within.max())),
        peers=peer_table(panel),
        reliability=reliability(rows),
        settle=settle(findings),
    )


def short_panel(folder: Path) -> str:
    """The panel with two joint years."""
    panel, findings, _ = linked(folder)
    rows = findings.table
    strongest = rows.loc[rows["between_r"].abs().idxmax()]
    value = panel.data["value"]
    sides = [
        np.isfinite(value.sel(metric=panel.metrics(s)).to_numpy()).any(axis=(0, 2))
        for s in ("employee", "customer")
    ]
    return SHORT.format(
        units=len(panel.units),
        joint=int((sides[0] & sides[1]).sum()),
        pairs=len(rows),
        reason=rows["reasons"].mode()[0],
        strongest=two(float(strongest["between_r"])),
        strongest_pair=f"{strongest['employee_metric']} with {strongest['customer_metric']}",
        within_median=two(float(rows["within_r"].abs().median())),
    )


def verdict_table(rows: pd.DataFrame) -> str:
    """How many pairs of each verdict."""
    counts = rows["verdict"].value_counts()
    return table(["verdict", "pairs"], [[str(name), str(count)] for name, count in counts.items()])


def between_table(rows: pd.DataFrame) -> str:
    """The five strongest associations between units, beside those within."""
    top = rows.reindex(rows["between_r"].abs().sort_values(ascending=False).index).head(5)
    body = [
        [r.employee_metric, r.customer_metric, two_signed(r.between_r), two_signed(r.within_r)]
        for r in top.itertuples()
    ]
    return table(["staff measure", "outcome", "between trusts", "within trusts"], body)


def two_signed(value: float) -> str:
    """Two decimals with sign."""
    return ("-" if value < 0 else "+") + two(abs(value))


def peer_table(panel: Panel) -> str:
    """What other methods would claim, staff before outcome, with and without adjusting for the number of pairs."""
    value = panel.data["value"].transpose("unit", "period", "metric")
    methods = {
        "pooled correlation": pooled_correlation,
        "lagged correlation": lagged_correlation,
        "fixed effects, same year": fixed_effects,
        "fixed effects, lagged, staff before outcome": lagged_fixed_effects,
    }
    body = []
    for name, method in methods.items():
        p = np.array(
            [
                method(value.sel(metric=x).to_numpy(), value.sel(metric=y).to_numpy()).p
                for x in panel.metrics("employee")
                for y in panel.metrics("customer")
            ]
        )
        body.append([name, f"{(p < 0.05).sum()} of {len(p)}", str(int((adjusted(p) <= 0.05).sum()))])
    return table(["method", "pairs with p < .05", "claimed at a false discovery rate of .05"], body)


def reliability(rows: pd.DataFrame) -> str:
    """Range of the reliability of changes."""
    values = rows["employee_reliability"].dropna()
    return f"reliability of changes within trusts {two(values.min())} to {two(values.max())} where it can be told"


def settle(findings: Findings) -> str:
    """What the pairs say would settle them, summed up."""
    open_pairs = [pair for pair in findings.pairs if pair.verdict == "cannot_tell"]
    waiting = sum("waiting alone will hardly settle it" in " ".join(pair.reasons) for pair in open_pairs)
    return (
        f"For {waiting} of the {len(open_pairs)} open pairs more years alone will hardly do; more trusts do not exist. "
        "Answers by site or ward instead of whole trusts, or by quarter instead of year, would multiply the changes "
        "that can be compared; larger samples would make the early years count."
    )

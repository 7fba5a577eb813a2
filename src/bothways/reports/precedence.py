"""What themes come before, as files and in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.reports.files import typed_table
from bothways.reports.outputs import findings_document
from bothways.reports.placing import Writer
from bothways.reports.summary import false_alarms, summarise
from bothways.reports.words import (
    ORDER_NOT_CAUSE,
    in_its_own_units,
    sentence,
    settled_by,
    swings,
    verdict_words,
)
from bothways.tables import write_table

if TYPE_CHECKING:
    from bothways.linkage import Finding, Findings
    from bothways.themes import Precedence, ThemeLead

#: Name of the JSON document's shape; it changes only when a reader of the old shape would fail.
SCHEMA = "bothways-precedes/1"
FILES = ("precedes.csv", "precedes.json")


def precedence_writers(found: Precedence) -> dict[str, Writer]:
    """Return what writes precedes.csv and precedes.json, for :func:`bothways.reports.placing.place`."""
    document = json.dumps(precedence_document(found), ensure_ascii=False, allow_nan=False, indent=1)
    return {
        "precedes.csv": lambda path: write_table(precedence_table(found), path),
        "precedes.json": lambda path: Path(path).write_text(document + "\n", encoding="utf-8"),
    }


def precedence_table(found: Precedence) -> pd.DataFrame:
    """:attr:`Precedence.table` with text, whole numbers and figures typed, even where there is no row."""
    first = found.table[["theme", "label", "named_by", "rank"]]
    first = first.astype({"theme": "string", "label": "string", "named_by": "string", "rank": "Int64"})
    return first if found.findings is None else pd.concat([first, typed_table(found.findings)], axis=1)


def precedence_document(found: Precedence) -> dict[str, Any]:
    """What themes come before as plain JSON values, by the shape "bothways-precedes/1".

    Parameters
    ----------
    found : Precedence

    Returns
    -------
    dict
        ``schema, sentence, chosen, themes``, and ``findings`` in the shape of findings.json, null where there was no
        theme to link. Each theme with ``theme, label, named_by, rank, state``, the customer metrics that it ``leads``,
        and ``reasons``.

    Examples
    --------
    >>> from bothways.themes import Precedence
    >>> precedence_document(Precedence(None, (), "employees only"))["themes"]
    []
    """
    return {
        "schema": SCHEMA,
        "sentence": found.sentence,
        "chosen": found.chosen,
        "themes": [
            {
                "theme": one.theme.id,
                "label": one.theme.label,
                "named_by": one.theme.named_by,
                "rank": one.rank,
                "state": one.state,
                "leads": [pair.customer_metric for pair in one.leads],
                "reasons": list(one.reasons),
            }
            for one in found.themes
        ],
        "findings": None if found.findings is None else findings_document(found.findings),
    }


def precedence_lines(found: Precedence) -> list[str]:
    """Return what a terminal tells: each claim with its ranges and how sure, other themes with why not.

    Parameters
    ----------
    found : Precedence

    Returns
    -------
    list of str
        Without signs that could steer a terminal.
    """
    told = [found.sentence]
    for one in found.themes:
        told += _theme_lines(one, found.findings)
    if found.findings is not None:
        told.append(false_alarms(summarise(found.findings)))
        if any(pair.strength for one in found.themes for pair in one.pairs):
            told.append(ORDER_NOT_CAUSE)
    return ["".join(sign if sign.isprintable() else "?" for sign in line) for line in told]


def _theme_lines(one: ThemeLead, findings: Findings | None) -> list[str]:
    claims = [pair for pair in one.pairs if pair.strength]
    if findings is None or not claims:
        why = list(dict.fromkeys(settled_by(pair) for pair in one.pairs))
        more = " Reasons for each metric stand in precedes.csv." if len(why) > 1 else ""
        word = "no link that matters" if one.state == "no link" else "we cannot tell yet"
        return [f"  {one.theme.id:>4}  {one.theme.told_as}: {word}. {why[0] if why else ''}{more}"]
    lines = [f"  {one.theme.id:>4}  {one.theme.told_as}:"]
    return [*lines, *(f"        {line}" for pair in claims for line in _claim_lines(pair, findings))]


def _claim_lines(pair: Finding, findings: Findings) -> list[str]:
    ways = {"employee_leads": (True,), "customer_leads": (False,)}.get(pair.verdict, (True, False))
    lines = [f"{verdict_words(pair)}. {''.join(sentence(pair, findings.frequency))}"]
    for employees_first in ways:
        effect = pair.employee_to_customer if employees_first else pair.customer_to_employee
        own = "".join(in_its_own_units(pair, findings, employees_first=employees_first))
        lines.append(f"In typical swings {swings(effect, pair, findings.frequency)}. {own}")
    doubts = [check.name for check in pair.checks if check.weighs and check.passed is not True]
    return [*lines, f"Checks that failed or could not run: {', '.join(doubts)}."] if doubts else lines

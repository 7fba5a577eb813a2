"""The files of a run: findings.json, findings.csv, findings.parquet, delays.csv, report.html."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bothways.linkage import Sweep
from bothways.linkage.findings import Effect, Finding, Findings
from bothways.reports.files import csv_bytes, typed_table
from bothways.reports.placing import Writer, place
from bothways.reports.report import report_html
from bothways.reports.words import ORDER_WORDS, sentence, state
from bothways.tables import write_table

#: Name of the JSON document's shape; it changes only when a reader of the old shape would fail.
SCHEMA = "bothways-findings/1"

#: The files of a run, in the order in which they are put into place.
FILES = ("findings.json", "findings.csv", "findings.parquet", "delays.csv", "report.html")


def write_findings(findings: Findings, folder: str | Path, *, title: str | None = None) -> tuple[Path, ...]:
    """Write a run as JSON, CSV, Parquet and report, all into place or none.

    Parameters
    ----------
    findings : Findings
        What :func:`bothways.link` returned.
    folder : str or Path
        Made where it is missing. Older files of the same names are replaced; other files are left alone.
    title : str, optional
        Heading of the report.

    Returns
    -------
    tuple of Path
        The files, in the order of :data:`FILES`.

    Raises
    ------
    BothwaysError
        Where a file cannot be written; what stood there before is then untouched.

    Notes
    -----
    CSV and Parquet hold :attr:`Findings.table`, delays.csv :attr:`Findings.delays`; a value that could not be
    estimated is an empty cell. The JSON document is described in ``docs/reference/findings.md``; there it is ``null``.
    """
    document = json.dumps(findings_document(findings), ensure_ascii=False, allow_nan=False, indent=1)
    page = report_html(findings, title=title)
    writers: dict[str, Writer] = {
        "findings.json": lambda path: path.write_text(document + "\n", encoding="utf-8"),
        "findings.csv": lambda path: path.write_bytes(csv_bytes(findings)),
        "findings.parquet": lambda path: write_table(typed_table(findings), path),
        "delays.csv": lambda path: write_table(findings.delays, path),
        "report.html": lambda path: path.write_text(page, encoding="utf-8"),
    }
    return place(writers, Path(folder))


def write_sweep(sweep: Sweep, folder: str | Path) -> tuple[Path, ...]:
    """Write ``sweep.csv`` and ``sweep.parquet``, both into place or none; as :func:`write_findings`.

    A figure that could not be estimated is an empty cell.
    """
    writers: dict[str, Writer] = {
        "sweep.csv": lambda path: write_table(sweep.table, path),
        "sweep.parquet": lambda path: write_table(sweep.table, path),
    }
    return place(writers, Path(folder))


def findings_document(findings: Findings) -> dict[str, Any]:
    """A run as plain JSON values, by the shape "bothways-findings/1".

    Parameters
    ----------
    findings : Findings

    Returns
    -------
    dict
        Strings, numbers, booleans, lists and dicts only; NaN and infinities are None.

    Examples
    --------
    >>> findings_document(Findings((), {"alpha": 0.05}, 0, float("nan"), "month"))["expected_false_alarms"]
    """
    document = {
        "schema": SCHEMA,
        "settings": findings.settings,
        "frequency": findings.frequency,
        "directions_tested": findings.directions_tested,
        "expected_false_alarms": findings.expected_false_alarms,
        "notes": findings.notes,
        "scales": {name: asdict(scale) for name, scale in findings.scales.items()},
        "pairs": [_pair(pair, findings.frequency) for pair in findings.pairs],
    }
    plain: dict[str, Any] = _plain(document)
    return plain


def _pair(pair: Finding, frequency: str) -> dict[str, Any]:
    return {
        "employee_metric": pair.employee_metric,
        "customer_metric": pair.customer_metric,
        "verdict": pair.verdict,
        "strength": pair.strength,
        "words": ORDER_WORDS.get(pair.verdict, state(pair).word),
        "sentence": "".join(sentence(pair, frequency)),
        "lag": pair.lag,
        "within": pair.within,
        "units": pair.units,
        "periods": pair.periods,
        "cells_missing": pair.cells_missing,
        "employee_to_customer": _effect(pair.employee_to_customer),
        "customer_to_employee": _effect(pair.customer_to_employee),
        "between_r": pair.between_r,
        "within_r": pair.within_r,
        "employee_reliability": pair.employee_reliability,
        "customer_reliability": pair.customer_reliability,
        "reasons": pair.reasons,
        "checks": [asdict(check) for check in pair.checks],
    }


def _effect(effect: Effect) -> dict[str, float]:
    return asdict(effect)


def _plain(value: Any) -> Any:
    """JSON values alone: NumPy scalars become Python's, NaN and infinities become None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)

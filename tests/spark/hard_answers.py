"""Answers that engines are likely to disagree on."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa

from bothways.measures.scores import Score, ScoreItem

PERIODS = ["2024-01", "2024-02", "2024-03"]
UNITS = ["007", "Zürich", "東京 1", "a'b\"c", "ملف", "only blanks", "one", " padded "]


def score(metric: str, rule: str, columns: dict[str, tuple[float, float, bool]], **more: object) -> Score:
    items = tuple(ScoreItem(name, low, high, turned) for name, (low, high, turned) in columns.items())
    kind = {"nps": "nps", "share": "percent"}.get(rule, "mean")
    return Score(
        metric, "customer", kind, rule, items, more.get("parts", ()), more.get("answers", ()),  # type: ignore[arg-type]
        more.get("need", 1), 0, 100, "higher",  # type: ignore[arg-type]
    )  # fmt: skip


SCORES = (
    score("safety", "mean_of_items", {"small": (1, 5, False), "real": (1, 5, True)}, need=2),
    score("rest", "mean_of_items", {"money": (0, 7, False)}),
    score(
        "total",
        "mean_of_domains",
        {"small": (1, 5, False), "money": (0, 7, False)},
        need=1,
        parts=("safety", "rest"),
    ),
    score("nps", "nps", {"words": (0, 10, False)}),
    score("csat", "share", {"small": (1, 5, False)}, answers=(4, 5)),
    score("chosen", "share", {"option": (float("nan"), float("nan"), False)}, answers=("rótulo", "x")),
    score("third", "mean_of_items", {"thirds": (0, 3, False)}),
    score("huge", "mean", {"large": (float("nan"), float("nan"), False)}),
    score("truth", "mean", {"flag": (float("nan"), float("nan"), False)}),
)
TOP = {"safety": 62.5, "huge": 100_002.0}


def hard_answers(rows: int = 4000, seed: int = 11) -> pa.Table:
    """One row a response; every kind of column, blanks in each, cells with one answer and with none."""
    rng = np.random.default_rng(seed)
    unit = rng.choice(UNITS[:5], rows).astype(object)
    unit[:6] = ["only blanks", "only blanks", "one", " padded ", " padded ", " padded "]
    blank = rng.random((rows, 8)) < 0.15
    blank[:2] = True
    money = [
        None if b else Decimal(int(n)) / 100
        for n, b in zip(rng.integers(0, 701, rows), blank[:, 2], strict=True)
    ]
    texts = np.array([" 9", "10", "0 ", "6", "7.0", "8e0", "", "  "], dtype=object)
    options = np.where(blank[:, 4], None, rng.choice(["rótulo", " x ", "y"], rows))
    real = 1 + 4 * rng.random(rows)
    real[::9] = 3.0
    large = 1e5 + rng.integers(0, 5, rows)
    return pa.table(
        {
            "respondent": pa.array([None if n % 50 == 0 else f"p{n}" for n in range(rows)]),
            "unit": pa.array(unit.tolist(), pa.string()),
            "period": pa.array(rng.choice(PERIODS, rows).tolist(), pa.string()),
            "role": pa.array(rng.choice(np.array(["nurse", "Ärztin", None], dtype=object), rows).tolist(), pa.string()),
            "small": pa.array(rng.integers(1, 6, rows), pa.int8(), mask=blank[:, 0]),
            "real": pa.array(np.where(blank[:, 1], np.nan, real)),
            "money": pa.array(money, pa.decimal128(9, 2)),
            "words": pa.array(np.where(blank[:, 3], None, rng.choice(texts, rows)).tolist(), pa.string()),
            "option": pa.array(options.tolist(), pa.string()),
            "thirds": pa.array(rng.integers(0, 4, rows), pa.int64(), mask=blank[:, 5]),
            "large": pa.array(large, mask=blank[:, 6]),
            "flag": pa.array(rng.random(rows) < 0.3, pa.bool_(), mask=blank[:, 7]),
        }
    )  # fmt: skip

"""Comments for tests: three things that people write of, in words of our own."""

from __future__ import annotations

import numpy as np
import pandas as pd

TOPICS = {
    "queue": ("queue", "till", "checkout", "waiting", "cashier", "line"),
    "parking": ("parking", "car park", "space", "garage", "ticket", "kerb"),
    "printer": ("printer", "toner", "paper jam", "cartridge", "driver update", "scanner"),
}
_ANYBODY = """
    airport april autumn balcony basket battery bench bicycle blanket bottle branch breakfast bridge brother bucket
    butter button cabinet calendar camera candle carpet castle ceiling chapel cheese chimney circle clock cloud coffee
    corner cotton counter country cousin cupboard curtain daughter dinner district drawer engine envelope evening
    factory farmer feather fence field flower forest fountain furniture garden gate glass glove hammer harbour hill
    holiday island jacket journey kettle kitchen ladder lake lamp lantern leather letter library market meadow mirror
    morning mountain museum napkin needle office orchard oven painter palace pencil pepper picture pillow planet plate
    pocket pond postcard potato pumpkin purse rabbit railway ribbon river roof sailor saucer school shelter shoulder
    silver spoon spring station summer table teapot theatre thread tower train tunnel umbrella valley village violin
    wagon wall weather window winter wood
"""
ANYBODY = tuple(_ANYBODY.split())
#: Share of each topic by side; the rest is of none.
SIDES = {
    "employee": {"queue": 0.4, "parking": 0.0, "printer": 0.4},
    "customer": {"queue": 0.4, "parking": 0.4, "printer": 0.0},
}


def draw(people: int, *, seed: int = 0) -> pd.DataFrame:
    """Comments of both sides, one a person: text, side, unit, period, respondent, topic."""
    rng = np.random.default_rng(seed)
    rows = []
    for side, shares in SIDES.items():
        for at in range(people):
            topic = str(rng.choice([*shares, "none"], p=[*shares.values(), 1 - sum(shares.values())]))
            said = list(rng.choice(TOPICS[topic], 3, replace=False)) if topic != "none" else []
            said += list(rng.choice(ANYBODY, 3, replace=False))
            text = ", ".join(map(str, rng.permutation(said))).capitalize()
            period = f"2025-{1 + int(rng.integers(6)):02d}"
            rows.append((text, side, f"u{rng.integers(5)}", period, f"{side[0]}{at}", topic))
    return pd.DataFrame(rows, columns=["text", "side", "unit", "period", "respondent", "topic"])

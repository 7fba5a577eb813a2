"""What is said of a cascade: verdict, figures, the other direction, the flow."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from bothways.linkage.findings import Check, Effect

Verdict = Literal["provider_first", "no_link", "cannot_tell", "not_estimable"]
Strength = Literal["clear", "likely"]
NAN = float("nan")


@dataclass(frozen=True)
class Edge:
    """One unit serves another.

    Attributes
    ----------
    provider, client : str
    weight : float
        Share of what the client is served, in (0, 1].
    overload : float
        Mean overload of the provider over the periods at hand, in units of the metric; NaN where not known.
    exposure : float
        ``weight`` times ``overload``: what the edge adds to the client's mean exposure.
    """

    provider: str
    client: str
    weight: float
    overload: float
    exposure: float


@dataclass(frozen=True)
class Cascade:
    """Whether overload at those who serve comes before worse service at those they serve.

    Attributes
    ----------
    overload, service : str
        The employee metric of providers and the customer metric of clients.
    verdict : str
        "provider_first", "no_link", "cannot_tell" or "not_estimable".
    strength : str or None
        "clear" or "likely" for provider_first, else None.
    effect : Effect
        Of exposure on service one period later: the wider of the errors by client and by provider. ``q`` equals ``p``.
    placebo_p : float
        Share of placebo networks, the true one among them, that are as far from none; NaN where not told.
    placebos : int
        Placebo networks that were drawn.
    reverse : Effect
        Of service of their clients on providers' overload one period later.
    own : Effect
        Of the client's own overload on its service one period later; NaN where it is not known.
    providers, clients, periods : int
        That entered.
    carrying : float
        How many equal providers would carry as much as these do.
    carrying_service : float
        How many equal providers, or clients where that is fewer, have clients whose service moves as much.
    edges : tuple of Edge
    reasons : tuple of str
        Why this verdict, and what would settle it.
    checks : tuple of Check
    notes : tuple of str
        What was left out, and what was assumed.
    frequency : str
        "month", "quarter", ...
    """

    overload: str
    service: str
    verdict: Verdict
    strength: Strength | None
    effect: Effect
    placebo_p: float
    placebos: int
    reverse: Effect
    own: Effect
    providers: int
    clients: int
    periods: int
    carrying: float
    carrying_service: float
    edges: tuple[Edge, ...]
    reasons: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    frequency: str = "month"

    @property
    def sentence(self) -> str:
        """The answer in one sentence, without causal words."""
        there, later = f"{self.overload} at those who serve a team", f"one {self.frequency} later"
        way = "lower" if self.effect.effect < 0 else "higher"
        return {
            "provider_first": f"When {there} is higher than usual, {self.service} tends to be {way} {later}.",
            "no_link": f"No link that matters between {there} and {self.service} {later}.",
            "cannot_tell": f"We cannot tell yet whether {there} comes before {self.service}.",
            "not_estimable": f"There is not enough to work with for {there} and {self.service}.",
        }[self.verdict]

    @property
    def table(self) -> pd.DataFrame:
        """One row: the two metrics, the verdict, and the figures behind it."""
        row: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "overload", "service", "verdict", "strength", "providers", "clients", "periods", "carrying",
            )
        }  # fmt: skip
        for name in ("effect", "reverse", "own"):
            one: Effect = getattr(self, name)
            row[name] = one.effect
            for part in ("se", "low", "high", "p", "natural", "natural_low", "natural_high"):
                row[f"{name}_{part}"] = getattr(one, part)
        row |= {"placebo_p": self.placebo_p, "placebos": self.placebos, "reasons": " ".join(self.reasons)}
        return pd.DataFrame([row])

    @property
    def flow(self) -> pd.DataFrame:
        """One row an edge: ``provider, client, weight, overload, exposure``."""
        columns = [field.name for field in dataclasses.fields(Edge)]
        return pd.DataFrame([dataclasses.asdict(edge) for edge in self.edges], columns=columns)

    def to_json(self) -> str:
        """Return everything as JSON; numbers that are not known are null."""
        document = {"sentence": self.sentence, **dataclasses.asdict(self)}
        return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

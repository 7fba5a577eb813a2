"""What spills over as pages show it: read back from the ledger, never computed here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bothways.linkage.findings import Effect
from bothways.privacy import Released
from bothways_web.link.labels import metric_label, metric_labels
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.verify.models import OverloadRun


@dataclass(frozen=True)
class Answer:
    """One answer: the round it was computed in, what was released, and what people call the two numbers."""

    round: Round
    shown: Released
    overload: str
    service: str

    @cached_property
    def fields(self) -> dict[str, Any]:
        """What the ledger released."""
        found: dict[str, Any] = json.loads(self.shown.text)
        return found

    @property
    def key(self) -> str:
        """The state: clear, likely, no_link or cannot_tell."""
        return str(self.fields.get("strength") or self.fields["verdict"])

    @property
    def claims(self) -> bool:
        """Whether it says that those who serve come first."""
        return bool(self.fields["verdict"] == "provider_first")

    @property
    def providers(self) -> str:
        """How many serve, as a band."""
        return str(self.fields["providers"]).replace("-", "–")

    @property
    def clients(self) -> str:
        """How many are served, as a band."""
        return str(self.fields["clients"]).replace("-", "–")

    @property
    def has_figures(self) -> bool:
        """Whether it has figures: where nobody can tell, none are released."""
        return "effect" in self.fields

    @property
    def effect(self) -> Effect:
        """Overload at those who serve first."""
        return effect_of(self.fields, "effect")

    @property
    def reverse(self) -> Effect:
        """Service first."""
        return effect_of(self.fields, "reverse")

    @property
    def own(self) -> Effect:
        """The team's own overload first."""
        return effect_of(self.fields, "own")

    @property
    def knows_own(self) -> bool:
        """Whether the overload of those who are served is known."""
        return math.isfinite(self.own.effect)

    @property
    def knows_reverse(self) -> bool:
        """Whether the other way round could be estimated."""
        return math.isfinite(self.reverse.effect)


def latest_answer() -> Answer | None:
    """Return what was found last; ``None`` where nothing was released yet."""
    done = OverloadRun.objects.filter(state=OverloadRun.State.DONE, released=True)
    for run in done.select_related("round__pulse"):
        found = answer_of(run)
        if found is not None:
            return found
    return None


def answer_of(run: OverloadRun) -> Answer | None:
    """Return the answer of a run as the ledger released it."""
    there = released_round("employees", run.round.ledger_name)
    shown = next((one for one in there.released if one.kind == "cascade"), None) if there else None
    if shown is None:
        return None
    told, labels = json.loads(shown.text), metric_labels()
    overload, service = (
        labels.get(told[name]) or metric_label(told[name]) for name in ("overload", "service")
    )
    return Answer(run.round, shown, overload, service)


def effect_of(fields: Mapping[str, Any], name: str) -> Effect:
    """Return one effect of the fields of an answer; NaN where it is not told."""

    def number(ending: str) -> float:
        value = fields.get(name + ending)
        return math.nan if value is None else float(value)

    return Effect(
        number(""), number("_se"), number("_low"), number("_high"), number("_p"), number("_p"),
        number("_natural"), number("_natural_low"), number("_natural_high"),
    )  # fmt: skip

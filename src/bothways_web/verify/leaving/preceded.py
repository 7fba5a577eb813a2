"""What was found to come before people leave, read back from the ledger and put in words."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways_web.link.labels import check_label, inside, metric_label, metric_labels
from bothways_web.link.words import AFTER, interval, signed, within
from bothways_web.listen.ledgers import released_round
from bothways_web.verify.models import LeavingQuarter

CLAIMS = ("employee_leads", "customer_leads", "both_ways")
FORWARD, BACKWARD = "employee_to_customer", "customer_to_employee"


@dataclass(frozen=True)
class Pair:
    """One number of a survey beside leaving."""

    label: str
    verdict: str
    sentence: str
    size: str
    open_checks: tuple[str, ...]

    @property
    def is_claim(self) -> bool:
        """Whether an order in time is claimed."""
        return self.verdict in CLAIMS


@dataclass(frozen=True)
class Preceded:
    """What was looked at last: how far it is, of which quarter, and the pairs, claims first."""

    state: str
    quarter: str = ""
    words: str = ""
    pairs: tuple[Pair, ...] = ()

    @property
    def claims(self) -> tuple[Pair, ...]:
        """The pairs of which an order in time is claimed."""
        return tuple(pair for pair in self.pairs if pair.is_claim)


def preceded() -> Preceded:
    """Return what was looked at last; what is looked at again keeps standing until it is done."""
    looked = [one for one in LeavingQuarter.objects.order_by("-name")[:8] if one.before.get("state")]
    if not looked:
        return Preceded("not yet")
    last = looked[0]
    found = released_round("leavers", last.name)
    rows = [row for row in found.released if row.kind == "finding"] if found else []
    labels = metric_labels() if rows else {}
    pairs = [_pair(json.loads(row.text), labels) for row in rows]
    pairs.sort(key=lambda pair: (not pair.is_claim, pair.label))
    return Preceded(str(last.before["state"]), last.name, str(last.before.get("words", "")), tuple(pairs))


def _pair(fields: dict[str, Any], labels: dict[str, str]) -> Pair:
    name = str(fields["employee_metric"])
    label, verdict = labels.get(name) or metric_label(name), str(fields["verdict"])
    backwards = verdict == "customer_leads"
    way = BACKWARD if backwards else FORWARD
    quarters = int(fields.get("within") or 1)
    way += "_total" if quarters > 1 else ""
    size, low, high = (_number(fields.get(way + ending)) for ending in ("", "_low", "_high"))
    told = (
        _("%(size)s (%(range)s)") % {"size": signed(size, 2), "range": interval(low, high, 2)}
        if math.isfinite(size)
        else ""
    )
    failed = tuple(check_label(check, labels) for check, word in fields["checks"].items() if word != "passed")
    way_told = size if quarters == 1 or low > 0 or high < 0 else math.nan
    sentence = _sentence(inside(label), verdict, str(fields["strength"] or ""), way_told, quarters)
    return Pair(label, verdict, sentence, told, failed if verdict in CLAIMS else ())


def _sentence(label: str, verdict: str, strength: str, size: float, quarters: int = 1) -> str:
    """Return a verdict in words; what is claimed holds for many units together, never for one.

    ``size`` is NaN where it is not shown which way it goes; ``quarters`` is how long it may take.
    """
    about = {"metric": label}
    if verdict == "no_link":
        return _("If leaving and %(metric)s go together, it is too little to matter here.") % about
    if verdict == "not_estimable":
        return _(
            "%(metric)s: not enough to work with. So few leave a quarter that chance covers everything."
        ) % {"metric": label[:1].upper() + label[1:]}
    if verdict not in CLAIMS:
        return _("We cannot tell yet whether %(metric)s and leaving go together.") % about
    later = AFTER["quarter"] if quarters == 1 else within(quarters, "quarter")
    told = _claim(verdict, size) % (about | {"later": later})
    return told if strength == "clear" else told + " " + _("One check or more is still open.")


def _claim(verdict: str, size: float) -> str:
    if verdict == "both_ways":
        return _("Leaving and %(metric)s tend to follow one another, both ways.")
    if verdict == "customer_leads":
        if math.isnan(size):
            return _("Changes in how many people leave come before changes in %(metric)s %(later)s.")
        if size < 0:
            return _("When more people leave, %(metric)s tends to be lower %(later)s.")
        return _("When more people leave, %(metric)s tends to be higher %(later)s.")
    if math.isnan(size):
        return _("Changes in %(metric)s come before changes in how many people leave %(later)s.")
    if size < 0:
        return _("When %(metric)s is higher, fewer people tend to leave %(later)s.")
    return _("When %(metric)s is higher, more people tend to leave %(later)s.")


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan

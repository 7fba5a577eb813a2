"""What spills over between units: a statement about the whole organisation, one a round, by rules of its own."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping

from bothways.errors import InputError
from bothways.privacy.ledger.record import RoundRecord
from bothways.privacy.ledger.statements import refuse_nested
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import band

CLIENTS_OF_A_CASCADE = 20
#: As many as a verdict of the library needs.
PROVIDERS_OF_A_CASCADE = 8
#: So many equal providers must carry it: of fewer, the figures would speak of one provider or two.
CARRYING_A_CASCADE = 4.0
#: Digits of a figure: a network is chosen by somebody, and fine digits would tell small differences of networks.
DIGITS = 2
_PARTS = ("effect", "reverse", "own")
_ENDINGS = ("", "_se", "_low", "_high", "_p", "_natural", "_natural_low", "_natural_high")
#: Every field a cascade may carry: no unit, no edge, no value of a unit, no figure without one of the units.
CASCADE_FIELDS = frozenset({
    "overload", "service", "network", "verdict", "strength", "providers", "clients", "periods", "frequency",
    "last", "carrying", "carrying_service", "placebo_p", "placebos", "reasons", "checks",
    *(part + ending for part in _PARTS for ending in _ENDINGS),
})  # fmt: skip
#: Verdicts that are told with their figures; every other one is told in words alone.
_CLAIMS = frozenset({"provider_first", "no_link"})
#: What is told where nobody can tell: figures would say as much of single units as where somebody can.
_OPEN_FIELDS = frozenset({
    "overload", "service", "network", "verdict", "providers", "clients", "periods", "frequency", "last", "reasons",
})  # fmt: skip
#: Reasons that are told where nobody can tell: those without a figure.
OPEN_REASONS = (
    "Service of clients also comes before overload at those who serve them.",
    "The interval and the placebo networks do not agree.",
    "These data are far from telling; more of the same will not settle it.",
)


def told_before(released: Iterable[Released], frequency: object, last: str) -> bool:
    """Return whether what spills over was told already of a period as late as this one, or a later one."""
    told = [json.loads(row.text) for row in released if row.kind == "cascade"]
    return any(one["frequency"] == frequency and one["last"] >= last for one in told)


def cascade(
    name: str, rounds: Mapping[str, RoundRecord], fields: Mapping[str, object], *, people: int
) -> Released:
    """Return what spills over as Released, or refuse it.

    Parameters
    ----------
    name : str
        The closed round it was computed in.
    rounds : mapping of str to RoundRecord
        All rounds of the ledger.
    fields : mapping of str to plain values
        Of ``CASCADE_FIELDS`` only; figures are rounded to two digits here, counts of units become bands, and where
        nobody can tell all figures are left out. ``last`` is the last period of overload.
    people : int
        People behind it; shown as a band.

    Returns
    -------
    Released
        Of the group ``all``.

    Raises
    ------
    InputError
        Where a field is not allowed, fewer than 20 clients or 8 providers are behind it, or overload or service is
        carried like by fewer than 4, or such a statement was released of the round, or of a period as late, whatever
        the network: the differences of two would speak of the units they differ in.
    """
    others = sorted(set(fields) - CASCADE_FIELDS)
    if others:
        raise InputError(
            f"What spills over may not carry {others[0]!r}.", remedy="Leave out what speaks of single units."
        )
    for field, value in fields.items():
        refuse_nested(field, value)
    for field, fewest in (("clients", CLIENTS_OF_A_CASCADE), ("providers", PROVIDERS_OF_A_CASCADE)):
        count = fields.get(field)
        if not isinstance(count, int) or isinstance(count, bool) or count < fewest:
            raise InputError(
                f"What spills over needs {fewest} {field} or more.",
                remedy="Leave it unreleased, or widen the network.",
            )
    for field in ("carrying", "carrying_service"):
        carrying = fields.get(field)
        if not isinstance(carrying, float) or carrying < CARRYING_A_CASCADE:
            raise InputError(
                "Too few providers carry what spills over.",
                remedy="Leave it unreleased, or name the teams inside of the providers that serve nearly everybody.",
            )
    _refuse_twice(name, rounds, fields)
    told = _told(fields)
    nan = math.nan
    return _issue(
        round=name, group="all", metric=f"{fields.get('overload')} / {fields.get('service')}", kind="cascade",
        n_band=band(people), value=nan, low=nan, high=nan,
        text=json.dumps(told, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip


def _refuse_twice(name: str, rounds: Mapping[str, RoundRecord], fields: Mapping[str, object]) -> None:
    if any(one.kind == "cascade" for one in rounds[name].released):
        raise InputError(
            "What spills over was released for this round already.",
            remedy="Read it back; it is computed once a round, for one network.",
        )
    last = fields.get("last")
    if not isinstance(last, str) or not last:
        raise InputError("What spills over needs its last period.", remedy="Give it as the panel names it.")
    released = (row for one in rounds.values() for row in one.released)
    if told_before(released, fields.get("frequency"), last):
        raise InputError(
            "What spills over was released of as late a period already.",
            remedy="Wait for numbers of a later period; rounds of the same one would tell of the same numbers.",
        )


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """Return what is told: counts of units as bands, coarse figures, and none where nobody can tell."""
    told = {field: _coarse(value) for field, value in fields.items()}
    for field in ("providers", "clients"):
        told[field] = band(int(str(fields[field])))
    if fields.get("verdict") in _CLAIMS:
        return told
    reasons = fields.get("reasons")
    kept = [one for one in reasons if one in OPEN_REASONS] if isinstance(reasons, list | tuple) else []
    return {field: value for field, value in told.items() if field in _OPEN_FIELDS} | {"reasons": kept}


def _coarse(value: object) -> object:
    """Return a figure with two digits; anything else as it is."""
    if not isinstance(value, float) or value == 0:
        return value
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))

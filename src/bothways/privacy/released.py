"""Released: the only carrier of a number about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

if TYPE_CHECKING:
    import pandas as pd

#: What a released number is; which rule made it is in the release table of the ledger's page.
Kind = Literal[
    "mean", "share", "nps", "distribution", "agreement", "participation", "comment", "theme",
    "turnover", "retention", "hours", "finding", "study", "cascade", "gap", "leaning", "rate",
    "count",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
FIELDS = ("round", "group", "metric", "kind", "n_band", "value", "low", "high", "text")
#: Columns of released.csv; its ``value`` is what is shown, so ``>=4.2`` stays what it is.
COLUMNS = ("round", "group", "metric", "kind", "n_band", "value", "low", "high")


class Released:
    """A number about people (or a word, a comment, a finding) that passed the ledger.

    Only a :class:`~bothways.privacy.ledger.Ledger` makes one. There is no constructor, nothing can be set on
    it, it cannot be subclassed or unpickled, and a copy of it is the same object. This guards against
    mistakes: code that shows numbers can ask for a ``Released`` and be sure that the rules were applied. It
    is no wall against code of somebody who runs in the same process and wants to forge one.

    Attributes
    ----------
    round : str
        The round (or period) it speaks of.
    group : str
        Canonical text of the group: ``all``, or ``unit=U1|U2;role=nurse``.
    metric : str
    kind : str
        One of ``KINDS``.
    n_band : str
        How many people are behind it, as a band: "5-9" to "100+". Never an exact number.
    value : float
        The number as it is shown, NaN for words and comments. Where ``text`` is "at most" or "at least",
        this is the bound.
    low, high : float
        Ends of the 95 % interval, as coarse as the value; NaN where there is none.
    text : str
        What is shown: "3.4", "<=1.8", ">=4.2", a word, a comment.
    """

    __slots__ = FIELDS

    round: str
    group: str
    metric: str
    kind: str
    n_band: str
    value: float
    low: float
    high: float
    text: str

    def __new__(cls, *args: object, **kwargs: object) -> Released:
        """Refuse: only the ledger makes what is released."""
        raise TypeError("A Released is made by the ledger alone: offer the group to a Ledger.")

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Refuse: what looks like a Released must be one."""
        raise TypeError("Released cannot be subclassed.")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: once released, a value never changes."""
        raise AttributeError("A Released cannot be changed.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: once released, a value never changes."""
        raise AttributeError("A Released cannot be changed.")

    def __copy__(self) -> Released:
        """Return the same object: it never changes."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Released:
        """Return the same object: it never changes."""
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled: a pickle could be written by anybody."""
        raise TypeError("A Released cannot be pickled; read it back from the ledger.")

    def __setstate__(self, state: object) -> NoReturn:
        """Refuse to be filled from outside."""
        raise TypeError("A Released cannot be filled from outside the ledger.")

    def __eq__(self, other: object) -> bool:
        """Return whether two show the same."""
        return type(other) is Released and self._key() == other._key()

    def __hash__(self) -> int:
        """Return a hash of what is shown."""
        return hash(self._key())

    def __repr__(self) -> str:
        """Return what is shown, and nothing else."""
        return f"Released({self.round} {self.group} {self.metric} {self.kind}: {self.text}, n {self.n_band})"

    def _key(self) -> tuple[str, ...]:
        return tuple(repr(getattr(self, name)) for name in FIELDS)

    @property
    def record(self) -> dict[str, str | float | None]:
        """The fields as plain JSON values; ``None`` where a number is missing."""
        return {name: _plain(getattr(self, name)) for name in FIELDS}


def _plain(value: str | float) -> str | float | None:
    """Return a field as JSON knows it."""
    return None if isinstance(value, float) and value != value else value


def _issue(**fields: str | float) -> Released:
    """Make one; called by the ledger alone, after the rules of the kind were applied."""
    made: Released = object.__new__(Released)
    for name in FIELDS:
        kind = float if name in ("value", "low", "high") else str
        object.__setattr__(made, name, kind(fields[name]))
    return made


def released_table(released: Iterable[Released]) -> pd.DataFrame:
    """Return released numbers as the table of released.csv.

    Parameters
    ----------
    released : iterable of Released
        In the order of the rows.

    Returns
    -------
    pandas.DataFrame
        Columns round, group, metric, kind, n_band, value, low, high. ``value`` is the text that is shown;
        ``low`` and ``high`` are NaN where there is no interval.

    Raises
    ------
    TypeError
        Where something else than a Released is handed in.

    Examples
    --------
    >>> list(released_table([]).columns)
    ['round', 'group', 'metric', 'kind', 'n_band', 'value', 'low', 'high']
    """
    import pandas as pd

    rows = []
    for one in released:
        if type(one) is not Released:
            raise TypeError("Only Released can be written: offer the group to a Ledger.")
        rows.append((one.round, one.group, one.metric, one.kind, one.n_band, one.text, one.low, one.high))
    return pd.DataFrame(rows, columns=list(COLUMNS))

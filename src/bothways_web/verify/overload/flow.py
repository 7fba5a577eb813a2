"""Who serves whom, with what was released of each team that serves in the last round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bothways.privacy import Released, UnitTree
from bothways.privacy.diagnosis import ReleasedRound
from bothways.privacy.groups import parse_group
from bothways_web.link.runs import latest_round
from bothways_web.link.team_places import Place, names_of, places
from bothways_web.link.voices_of_customers import NUMBERS
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.verify.models import OverloadQuestion, ServiceNetwork
from bothways_web.verify.overload.networks import edges_of
from bothways_web.verify.overload.questions import question_in_words
from bothways_web.wording import in_order


@dataclass(frozen=True)
class FlowRow:
    """One unit serves another.

    Attributes
    ----------
    provider, client : Place
    share : float
        Of what the client is served, in percent.
    weight : float
        As it was given.
    shown : Released or None
        Overload of the provider in the last round; ``None`` where it is not shown.
    is_open : bool
        Whether the viewer may see what is shown of the provider.
    """

    provider: Place
    client: Place
    share: float
    weight: float
    shown: Released | None
    is_open: bool = True


@dataclass(frozen=True)
class Serving:
    """One unit that serves others: what is shown of it, and its lines."""

    provider: Place
    shown: Released | None
    is_open: bool
    lines: tuple[FlowRow, ...]


@dataclass(frozen=True)
class Flow:
    """The rows that a viewer may see, the round whose numbers stand in them, and what the number is called."""

    rows: tuple[FlowRow, ...]
    asked: Round | None
    label: str = ""

    @property
    def any_shown(self) -> bool:
        """Whether a number of any team is shown."""
        return any(row.shown for row in self.rows)

    @property
    def any_open(self) -> bool:
        """Whether the viewer may see the number of any team that serves, where it is shown."""
        return any(row.is_open for row in self.rows)

    @property
    def by_provider(self) -> list[Serving]:
        """The rows by who serves, in their order."""
        found: dict[str, list[FlowRow]] = {}
        for row in self.rows:
            found.setdefault(row.provider.code, []).append(row)
        return [
            Serving(lines[0].provider, lines[0].shown, lines[0].is_open, tuple(lines))
            for lines in found.values()
        ]


def flow_of(
    network: ServiceNetwork | None, question: OverloadQuestion | None, mine: Collection[str] | None
) -> Flow:
    """Return who serves whom, by name.

    Parameters
    ----------
    network : ServiceNetwork or None
    question : OverloadQuestion or None
        Whose overload is shown.
    mine : collection of str or None
        Units of a viewer who sees only the lines that touch these, and no number of others; ``None`` for all.
    """
    edges = edges_of(network)
    totals: dict[str, float] = {}
    for _provider, client, weight in edges:
        totals[client] = totals.get(client, 0.0) + weight
    asked = latest_round()
    numbers = _numbers(asked, question)
    named = _named({code for edge in edges for code in edge[:2]})
    rows = [
        FlowRow(
            named[provider], named[client], 100 * weight / totals[client], weight,
            numbers.get(provider) if mine is None or provider in mine else None, mine is None or provider in mine,
        )
        for provider, client, weight in edges
        if mine is None or provider in mine or client in mine
    ]  # fmt: skip
    ordered = sorted(rows, key=lambda row: (in_order(row.provider.name), in_order(row.client.name)))
    return Flow(
        tuple(ordered), asked if numbers else None, question_in_words(question)[0] if question else ""
    )


def _named(codes: set[str]) -> dict[str, Place]:
    """Return every unit by its code; those that no longer exist by their last names."""
    found = {one.code: one for one in places(codes)}
    gone = codes - found.keys()
    last = names_of(gone) if gone else {}
    return found | {code: Place(code, last.get(code, code), today=False) for code in gone}


def _numbers(asked: Round | None, question: OverloadQuestion | None) -> dict[str, Released]:
    """Return what was released of single units in a round."""
    there = released_round("employees", asked.ledger_name) if asked and question else None
    if there is None or question is None:
        return {}
    return _of_single_units(there, question.overload)


def _of_single_units(there: ReleasedRound, metric: str) -> dict[str, Released]:
    found: dict[str, Released] = {}
    for row in there.released:
        if row.metric != metric or row.kind not in NUMBERS:
            continue
        if row.group == "all":
            found.update(dict.fromkeys(_only_root(there.tree), row))
            continue
        group = parse_group(row.group)
        if len(group.units) == 1 and not group.attributes:
            found[group.units[0]] = row
    return found


def _only_root(tree: UnitTree) -> tuple[str, ...]:
    return tuple(tree.roots) if len(tree.roots) == 1 else ()

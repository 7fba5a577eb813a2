"""Each row of a file beside the records: who answered, in which unit, in which round."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from bothways.measures import parse_instrument
from bothways.privacy import UnitTree
from bothways_web.listen.archive import BETWEEN, COMMENT
from bothways_web.listen.models import AnswerImport, Contact, Pulse
from bothways_web.listen.past.meaning import RECORDS
from bothways_web.listen.past.periods import Span, span_of
from bothways_web.people.models import Organisation, Person, Post
from bothways_web.people.units import current_tree, part_of_tree, tree_on
from bothways_web.people.zones import zone_of

#: More rounds in one file are no rounds.
MOST_ROUNDS = 120
#: Respondents of whom it is remembered whether they answered twice.
REMEMBERED = 1_000_000


class Settler:
    """Looks up the rows of one file; what it has seen tells of the rounds.

    Attributes
    ----------
    spans : dict of str to Span
        Rounds by their period.
    twice : int
        Rows of somebody who has an earlier row in the same round.
    """

    def __init__(self, one: AnswerImport) -> None:
        self.audience, self.named, self.side = one.audience, one.named, one.side
        self.spans: dict[str, Span] = {}
        self.twice = 0
        self._read: dict[str, Span | str] = {}
        self._trees: dict[str, UnitTree | None] = {}
        self._units: dict[str, dict[str, str]] = {}
        self._seen: set[tuple[str, str]] = set()
        self._people = _people(one.side) if one.named else {}
        self._posts = _posts() if one.named and one.side == Pulse.Side.EMPLOYEES else {}
        self._homes = _homes() if one.named and one.side != Pulse.Side.EMPLOYEES else {}
        self._today = _today()
        self._after = _after(one.definition) if one.definition else ()

    def settle(self, row: Mapping[str, Any]) -> tuple[str, str, str] | str:
        """Return respondent, unit and period of a row as the round has them, or what is wrong with it."""
        span = self._span(str(row["period"]))
        if isinstance(span, str):
            return span
        if any(_is_part(answer) for name, answer in row.items() if name not in _FIXED):
            return "An answer is no whole number, and the scale has none between its steps."
        if self._answered_unasked(row):
            return "A question is answered that was only asked after certain answers to another one."
        if not self.named:
            return str(uuid.uuid4()), self.audience, span.period
        who = self._people.get(str(row["respondent"]).strip().casefold())
        if who is None:
            return (
                "The respondent is nobody in the records."
                if str(row["respondent"]).strip()
                else "There is no respondent."
            )
        unit = self._unit(str(row["unit"]).strip(), who, span)
        if unit is None:
            return "The unit is none of those that the survey speaks of, as the records know them for this period."
        self._note(who, span.period)
        return who, unit, span.period

    def _answered_unasked(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row answers a question that others alone were asked."""
        return any(
            row.get(name) is not None and not wanted & {*str(_bare(row.get(before))).split(BETWEEN)}
            for name, before, wanted in self._after
        )

    def tree_of(self, span: Span) -> UnitTree | None:
        """Return the units of which the survey speaks as they were at the end of a round, or else as they are."""
        if span.period not in self._trees:
            tree = tree_on(min(span.last, self._today))
            if tree is None or self.audience not in tree.places:
                tree = current_tree()
            known = tree is not None and self.audience in tree.places
            self._trees[span.period] = part_of_tree(tree, self.audience) if tree and known else None
        return self._trees[span.period]

    def knows_one_gone(self) -> bool:
        """Return whether somebody whom the records had when the file was read is not in them any more."""
        return self.named and bool({*self._people.values()} - {*_people(self.side).values()})

    def _span(self, text: str) -> Span | str:
        """Return the round of a row, or why there is none."""
        if text not in self._read:
            self._read[text] = self._read_span(text)
        return self._read[text]

    def _read_span(self, text: str) -> Span | str:
        span = span_of(text)
        if span is None:
            return (
                "The period is no week, month, quarter or year, such as 2024-W05, 2024-03, 2024-Q1 or 2024."
            )
        if span.first > self._today:
            return "The period lies in the future."
        first = next(iter(self.spans.values()), span)
        if first.cadence != span.cadence:
            return "The period is of another length than those of the rows before."
        if len(self.spans) >= MOST_ROUNDS and span.period not in self.spans:
            return f"There are more than {MOST_ROUNDS} periods. Put days together to longer ones."
        self.spans[span.period] = span
        return span

    def _unit(self, text: str, who: str, span: Span) -> str | None:
        """Return the unit of a row, by the file or by the records."""
        if text == RECORDS:
            text = self._homes.get(who, "") or _post_of(self._posts.get(who, ()), min(span.last, self._today))
        if span.period not in self._units:
            self._units[span.period] = _names(self.tree_of(span))
        names = self._units[span.period]
        return names.get(text) or names.get(text.casefold())

    def _note(self, who: str, period: str) -> None:
        if (who, period) in self._seen:
            self.twice += 1
        elif len(self._seen) < REMEMBERED:
            self._seen.add((who, period))


_FIXED = ("respondent", "unit", "period", COMMENT)


def _after(definition: str) -> tuple[tuple[str, str, set[str]], ...]:
    """Return the questions that only some were asked, each with the question before and the answers that led on."""
    return tuple(
        (item.id, item.ask_if.item, set(map(str, item.ask_if.answers)))
        for item in parse_instrument(definition, "question set").items
        if item.ask_if is not None
    )


def _bare(answer: object) -> object:
    return int(answer) if isinstance(answer, float) and answer.is_integer() else answer


def _today() -> dt.date:
    return timezone.now().astimezone(zone_of(Organisation.current().time_zone)).date()


def _is_part(answer: object) -> bool:
    return isinstance(answer, float) and not answer.is_integer()


def _names(tree: UnitTree | None) -> dict[str, str]:
    """Return what units can be called: their codes, and their names where only one has it."""
    if tree is None:
        return {}
    names = [name.casefold() for name in tree.names]
    alone = {name: code for name, code in zip(names, tree.units, strict=True) if names.count(name) == 1}
    return alone | {code: code for code in tree.units}


def _people(side: str) -> dict[str, str]:
    """Return what people of the records can be called (code, address) -> their id; what two are called names nobody."""
    rows: Iterable[tuple[Any, str, str]]
    if side == Pulse.Side.EMPLOYEES:
        rows = Person.objects.values_list("pk", "code", "email").iterator(chunk_size=5000)
    else:
        found = Contact.objects.filter(side=side).values_list("pk", "key", "email")
        rows = found.iterator(chunk_size=5000)
    codes: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for key, code, email in rows:
        codes[code.casefold()] = str(key) if code.casefold() not in codes else ""
        if email:
            addresses[email.casefold()] = str(key) if email.casefold() not in addresses else ""
    return {name: key for name, key in (addresses | codes).items() if key}


def _posts() -> dict[str, list[tuple[dt.date, dt.date | None, str]]]:
    """Return the posts of each person."""
    found: dict[str, list[tuple[dt.date, dt.date | None, str]]] = {}
    rows = Post.objects.order_by("start").values_list("person_id", "start", "end", "unit__code")
    for person, start, end, unit in rows.iterator(chunk_size=5000):
        found.setdefault(str(person), []).append((start, end, unit))
    return found


def _homes() -> dict[str, str]:
    """Return the unit of each contact."""
    return {
        str(key): unit for key, unit in Contact.objects.values_list("pk", "unit").iterator(chunk_size=5000)
    }


def _post_of(posts: Iterable[tuple[dt.date, dt.date | None, str]], day: dt.date) -> str:
    """Return the unit in which somebody worked on a day; blank where there is none."""
    return next(
        (unit for start, end, unit in reversed(list(posts)) if start <= day and (end is None or end >= day)),
        "",
    )

"""The ledger: what was released, once and for all, and the only way to release more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.ledger.course import Memory
from bothways.privacy.ledger.generations import read_memory
from bothways.privacy.ledger.imported_cells import ImportedCell, ImportedMetric
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.record import Record, RoundRecord, closed_round, from_document, snapshot
from bothways.privacy.ledger.step import Step, with_round, write
from bothways.privacy.ledger.store import FileStore, Store
from bothways.privacy.ledger.tables import places_shown, withheld_table, write_tables
from bothways.privacy.released import Released
from bothways.privacy.tree import UnitTree

if TYPE_CHECKING:
    import pandas as pd

    from bothways.privacy.ledger.choices import Choices
    from bothways.privacy.ledger.gaps import Exposure
    from bothways.privacy.ledger.studies import StudyFigures

#: Called with the steps done, the steps in all and what is being done.
Progress = Callable[[int, int, str], None]
SMALLEST_FLOOR = 5
Changed = tuple[RoundRecord, Memory]


class Ledger:
    """Publish once: every number about people passes here, and stays as it is.

    For each round the ledger keeps which groups were offered and what was decided, which numbers were
    released, and keyed digests of the roster and of the answers: no respondent, no answer, no exact number of people.
    Beside it, and not for publishing, it remembers of named respondents the answers that count or may come to count
    in the next round, under keyed codes. Decisions rest on who answered and where they sit, never on what they
    answered. A later call for the same round continues where the last one ended; calls at the same time wait for one
    another.

    The first round of a question is made of its respondents. Later ones are made of panels
    (:mod:`bothways.privacy.rounds`): the people behind a number change by none or by at least k, at least k answers
    are new, and if nobody's answers changed, no combination over all rounds would describe fewer than k people.

    Parameters
    ----------
    store : Store or path
        A path is a folder, see :class:`FileStore`.
    tree : UnitTree
        The units of the rounds that are released with this object.
    k : int
        Fewest people in any combination of what is shown, at least 5. A ledger's k can be raised, never
        lowered.

    Raises
    ------
    InputError
        Where k is below 5, or below what this ledger was last opened with to release.

    Examples
    --------
    >>> import numpy as np
    >>> from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
    >>> from bothways.privacy.ledger import MemoryStore
    >>> tree = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
    >>> units = ["day"] * 6 + ["night"] * 5
    >>> calm = Metric("calm", "mean", 1, 5, 1, ("q1",))
    >>> answers = RoundAnswers("2024-01", tuple("abcdefghijk"), make_roster(tree, units), (calm,),
    ...                        {"calm": np.array([3., 4, 3, 3, 4, 4, 5, 5, 5, 5, 5])})
    >>> ledger = Ledger(MemoryStore(), tree)
    >>> [(one.group, one.text, one.n_band) for one in ledger.release(answers)]
    [('all', '4.1', '10-19'), ('unit=day', '3.7', '5-9'), ('unit=night', '>=4.2', '5-9')]
    """

    def __init__(
        self, store: Store | str | os.PathLike[str], tree: UnitTree, *, k: int = SMALLEST_FLOOR
    ) -> None:
        if isinstance(k, bool) or k < SMALLEST_FLOOR:
            raise InputError(
                f"A number may not speak of fewer than {SMALLEST_FLOOR} people.",
                remedy=f"Give k as {SMALLEST_FLOOR} or more.",
            )
        self._store: Store = FileStore(store) if isinstance(store, str | os.PathLike) else store
        self._tree, self._k, self._step = tree, k, Step()
        self._read()

    @property
    def rounds(self) -> tuple[str, ...]:
        """Names of the rounds that were released, in the order in which they came."""
        return tuple(self._read().rounds)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes that released groups are made of: later calls for these rounds need their columns."""
        rounds = self._read().rounds.values()
        return tuple(dict.fromkeys(name for one in rounds for name in one.attributes))

    def released(self, rounds: Sequence[str] = ()) -> tuple[Released, ...]:
        """Return what was released: of some rounds, or of all where none is named."""
        record = self._read()
        return tuple(
            row for name, one in record.rounds.items() if not rounds or name in rounds for row in one.released
        )

    def withheld(self) -> pd.DataFrame:
        """Return the groups that were offered and are not shown, as the table of withheld.csv.

        Returns
        -------
        pandas.DataFrame
            Columns round, metric, group, reason, merged_into. The reason is always "withheld", whatever it
            was: a small group and one that is protected from subtraction look the same. ``merged_into`` is
            the group under which a unit is shown, or blank.
        """
        return withheld_table(self._read())

    def places_shown(self, name: str) -> dict[str, str]:
        """Return for each unit whether a round shows it: "alone", "merged" with others, or "not shown".

        The first metric of the round counts. It follows from released.csv and withheld.csv.
        """
        return places_shown(self._read(), name)

    def write_tables(self, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write released.csv and withheld.csv, each whole or not at all.

        Calls at the same time wait for one another, so that the tables never fall behind the ledger.
        """
        with self._store.locked():
            return write_tables(self._read(), Path(folder))

    def release(
        self, answers: RoundAnswers, *, by: Sequence[str] = (), progress: Progress | None = None
    ) -> tuple[Released, ...]:
        """Release the metrics of a round.

        Parameters
        ----------
        answers : RoundAnswers
        by : sequence of str
            Attributes whose groups are offered beside the units. A round that others came after takes none.
        progress : callable, optional

        Returns
        -------
        tuple of Released
            Everything released of this round so far, earlier calls included.

        Raises
        ------
        InputError
            Where the round was released with another roster, other answers, another tree or another
            definition of a metric; where two metrics are made of the same column; where an attribute is
            missing that earlier groups are made of.
        PeriodError
            Where the round comes before one of which this metric is released already.
        FileError
            Where what is remembered of earlier rounds is missing.
        """
        from bothways.privacy.ledger.extend import extend

        def change(record: Record, memory: Memory, key: bytes) -> Changed:
            return extend(record, memory, answers, by=by, k=self._k, key=key, progress=progress)

        return self._change(answers.round, change).released

    def release_comments(
        self, answers: RoundAnswers, question: str, comments: Sequence[str | None], *, reader: str
    ) -> tuple[Released, ...]:
        """Release comments: for the smallest shown groups of 10 respondents and more, shuffled, undated.

        Parameters
        ----------
        answers : RoundAnswers
        question : str
        comments : sequence of (str or None), one a respondent of ``answers``
            Masked already; ``None`` where there is none or its writer did not tick that it may be quoted.
        reader : str
            Who read them. Comments that no named person has read are not released.

        Returns
        -------
        tuple of Released
            The comments of this question, in no order.
        """
        from bothways.privacy.ledger.comments import release_comments

        def change(record: Record, memory: Memory, key: bytes) -> Changed:
            made = release_comments(record, answers, question, comments, reader=reader, k=self._k, key=key)
            return made, memory

        return self._of_kind(self._change(answers.round, change), "comment", question)

    def release_themes(
        self, answers: RoundAnswers, themes: Mapping[str, npt.ArrayLike]
    ) -> tuple[Released, ...]:
        """Release which share of respondents wrote on a theme.

        Parameters
        ----------
        answers : RoundAnswers
        themes : mapping of str to array of bool, shape (n,)
            Theme -> whether each respondent wrote on it.

        Returns
        -------
        tuple of Released
            For units of 10 people and more, to 5 points; ``few`` under 5 writers, or the floor. Once a round.
        """
        from bothways.privacy.ledger.comments import release_themes

        return self._of_kind(self._add(answers, themes, release_themes), "theme", None)

    def release_choices(self, answers: RoundAnswers, choices: Choices) -> tuple[Released, ...]:
        """Release how the answers to an additional question are spread, as ``0|5|15|80``.

        One row for the whole organisation where 50 people or more answered, in steps of 5 percent of them; none where
        the rules of several rounds, or of a question that only some were asked, forbid it. What is refused:
        :mod:`bothways.privacy.ledger.choices`.
        """
        from bothways.privacy.ledger.choices import release_choices

        return self._of_kind(self._add(answers, choices, release_choices), "distribution", choices.question)

    def release_leaning(self, answers: RoundAnswers, choices: Choices) -> tuple[Released, ...]:
        """Release the place of the option that more than half of k people and more chose, or "differ"."""
        from bothways.privacy.ledger.leanings import release_leaning

        return self._of_kind(self._add(answers, choices, release_leaning), "leaning", choices.question)

    def release_gap(self, answers: RoundAnswers, exposure: Exposure) -> tuple[Released, ...]:
        """Release how much more often people who do a thing answer well; see :mod:`bothways.privacy.ledger.gaps`."""
        from bothways.privacy.ledger.gaps import release_gap

        return self._of_kind(self._add(answers, exposure, release_gap), "gap", exposure.name)

    def release_imported(
        self, period: str, metric: ImportedMetric, cells: Sequence[ImportedCell]
    ) -> tuple[Released, ...]:
        """Release numbers that were made elsewhere: one metric of one period, all its units at once.

        Nobody here knows who is behind them, so they are decided by n and the unit tree alone, never by values. The
        people of a unit are taken to be among those of the units above it and of one unit on each level; the people of
        two periods, to be others. Units without a cell are withheld like all others that are not shown.

        Parameters
        ----------
        period : str
            Kept as a round of this ledger, which belongs to one population (customers).
        metric : ImportedMetric
        cells : sequence of ImportedCell
            One a unit at most; those without a value do not count.

        Returns
        -------
        tuple of Released
            Of this metric and period, the organisation first, then units from the top down: of kind mean, share
            (of percent), nps, rate or count. The same again for the same cells.

        Raises
        ------
        InputError
            Where the metric was released in this period from other cells, more cells or under another definition;
            where the round was released from answers or with another tree; where a cell is doubled, off the scale, of
            an unknown unit, or no value of the same answers as those below it.

        Examples
        --------
        >>> from bothways.privacy import ImportedCell, ImportedMetric, Ledger, make_tree
        >>> from bothways.privacy.ledger import MemoryStore
        >>> ledger = Ledger(MemoryStore(), make_tree(["shop", "day", "night"], [None, "shop", "shop"]))
        >>> cells = [ImportedCell("shop", 68, 60), ImportedCell("day", 75, 56), ImportedCell("night", 0, 3)]
        >>> shown = ledger.release_imported("2026-10", ImportedMetric("csat", "percent"), cells)
        >>> [(one.group, one.text, one.n_band) for one in shown]
        [('all', '68', '50-99')]
        """
        from bothways.privacy.ledger.imported import of_metric, release_imported

        def change(record: Record, memory: Memory, key: bytes) -> Changed:
            made = release_imported(record, self._tree, period, metric, cells, k=self._k, key=key)
            return made, memory

        return of_metric(self._change(period, change), metric.name)

    def release_finding(
        self, name: str, fields: Mapping[str, object], *, people: int, group: str = "all"
    ) -> Released:
        """Release a finding of a closed round; see :func:`bothways.privacy.ledger.statements.finding`."""
        from bothways.privacy.ledger.statements import finding

        return self._state(name, lambda _all, one: finding(name, one, fields, group=group, people=people))

    def release_cascade(self, name: str, fields: Mapping[str, object], *, people: int) -> Released:
        """Release what spills over, once a closed round; see :func:`bothways.privacy.ledger.cascades.cascade`."""
        from bothways.privacy.ledger.cascades import cascade

        return self._state(name, lambda record, _one: cascade(name, record.rounds, fields, people=people))

    def release_study(self, name: str, figures: StudyFigures) -> Released:
        """Release a study in a round that is closed; see :func:`bothways.privacy.ledger.studies.study`."""
        from bothways.privacy.ledger.studies import study

        return self._state(name, lambda record, _one: study(name, record.rounds, figures))

    def may_tell(self, figures: StudyFigures) -> bool:
        """Return whether a study of answers would be released; a study of Released values always is."""
        from bothways.privacy.ledger.studies import may_be_told

        return may_be_told(figures, self._read().rounds)

    def _state(self, name: str, make: Callable[[Record, RoundRecord], Released]) -> Released:
        """Add one statement to a closed round."""

        def change(record: Record, memory: Memory, key: bytes) -> Changed:
            one = closed_round(record, name)
            return replace(one, released=(*one.released, make(record, one))), memory

        return self._change(name, change).released[-1]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Do all releases inside the block as one step: read once, written once at its end, all or nothing.

        An error that leaves the block leaves the ledger as it was; one that is caught inside takes back the release
        that was refused and no other. Everybody else is kept out meanwhile.

        Examples
        --------
        >>> from bothways.privacy import ImportedCell, ImportedMetric, Ledger, make_tree
        >>> from bothways.privacy.ledger import MemoryStore
        >>> ledger = Ledger(MemoryStore(), make_tree(["shop"], [None]))
        >>> with ledger.together():
        ...     for month in ("2026-10", "2026-11"):
        ...         _ = ledger.release_imported(month, ImportedMetric("csat", "percent"),
        ...                                     [ImportedCell("shop", 68, 60)])
        >>> ledger.rounds
        ('2026-10', '2026-11')
        """
        with self._store.locked():
            before = self._read()
            memory = read_memory(self._store, before)
            self._step.hold(before, memory)
            try:
                yield
                write(self._store, before, memory, self._step.record or before, self._step.memory)
            finally:
                self._step.hold(None, {})

    def on(self, tree: UnitTree) -> Ledger:
        """Return this ledger for rounds with another tree, inside the same :meth:`together`."""
        other = Ledger.__new__(Ledger)
        other._store, other._tree, other._k, other._step = self._store, tree, self._k, self._step
        return other

    def _add(self, answers: RoundAnswers, what: Any, release: Callable[..., Changed]) -> RoundRecord:
        """Add to the round of some answers what one release makes of them."""
        k = self._k
        return self._change(answers.round, lambda a, b, key: release(a, b, answers, what, k=k, key=key))

    def _change(self, name: str, change: Callable[[Record, Memory, bytes], Changed]) -> RoundRecord:
        """Change one round and write, with everybody else kept out; inside :meth:`together` without writing."""
        if self._step.record is not None:
            changed, after = change(self._step.record, self._step.memory, self._store.key())
            self._step.hold(with_round(self._step.record, name, changed, self._k), after)
            return changed
        with self._store.locked():
            record = self._read()
            memory = read_memory(self._store, record)
            changed, after = change(record, memory, self._store.key())
            write(self._store, record, memory, with_round(record, name, changed, self._k), after)
        return changed

    def _read(self) -> Record:
        """Return what the store holds, an empty record where it holds nothing."""
        if self._step.record is not None:
            return self._step.record
        document = self._store.read()
        if document is None:
            return Record(self._k, snapshot(self._tree))
        record = from_document(document)
        if self._k < record.floor:
            raise InputError(
                f"This ledger promises {record.floor} people or more; a threshold can be raised, never lowered.",
                remedy=f"Give k as {record.floor} or more.",
            )
        return record

    @staticmethod
    def _of_kind(record: RoundRecord, kind: str, metric: str | None) -> tuple[Released, ...]:
        return tuple(
            one for one in record.released if one.kind == kind and (metric is None or one.metric == metric)
        )

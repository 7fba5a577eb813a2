"""The steps between a file and a version of who serves whom: what its columns mean, and what is wrong with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import InputError
from bothways.tables import Table
from bothways_web.link.checking import MOST_PROBLEMS, Problem
from bothways_web.link.rows import Rows, keep_columns
from bothways_web.people.mapping import ColumnMap, Field, map_columns
from bothways_web.people.models import Upload, User
from bothways_web.people.problems import Problem as RowProblem
from bothways_web.people.problems import write_faults
from bothways_web.people.uploads import forget_upload, open_upload, reading
from bothways_web.verify.models import ServiceNetwork
from bothways_web.verify.overload.networks import MOST_EDGES, Edge, known_units, save_network

KIND = "network"
FIELDS = (
    Field("provider", gettext_lazy("Who serves (code of the unit)"), needed=True),
    Field("client", gettext_lazy("Who is served (code of the unit)"), needed=True),
    Field("weight", gettext_lazy("How much: hours, tickets, money")),
)
TEMPLATE = "provider,client,weight\r\n"


@dataclass(frozen=True)
class Checked:
    """A file that was read, and what stands between it and a new version.

    Attributes
    ----------
    upload : Upload
    edges : tuple of Edge
        What would be kept.
    problems : tuple of Problem
    rows : int
        Rows of the file.
    """

    upload: Upload
    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...]
    rows: int

    @property
    def row_problems(self) -> list[Problem]:
        """What is wrong with single rows, in their order."""
        return sorted((one for one in self.problems if one.row is not None), key=lambda one: one.row or 0)

    @property
    def file_problems(self) -> list[Problem]:
        """What is wrong with the file as a whole."""
        return [one for one in self.problems if one.row is None]

    @property
    def providers(self) -> int:
        """Units that serve."""
        return len({provider for provider, _client, _weight in self.edges})

    @property
    def clients(self) -> int:
        """Units that are served."""
        return len({client for _provider, client, _weight in self.edges})


def map_upload(upload: Upload) -> ColumnMap:
    """Return the columns of an upload, each with what it seems to mean."""
    from bothways.cascade.network import SYNONYMS

    return map_columns(upload, FIELDS, SYNONYMS, shown=("provider", "client"))


def chosen_columns(given: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column from the address of the check page."""
    return {field.name: given[field.name] for field in FIELDS if given.get(field.name)}


def check_upload(upload: Upload, columns: Mapping[str, str]) -> Checked:
    """Read an upload without keeping anything but the list of its faulty rows.

    Raises
    ------
    InputError
        Where a needed column is not chosen or there is no such column.
    """
    for field in FIELDS:
        if field.needed and field.name not in columns:
            raise InputError(
                _("A column is not chosen yet: %(name)s.") % {"name": field.label}, remedy=_("Choose it.")
            )
    table = open_upload(upload)
    with reading(upload.file_name):
        checked = _read(table, upload, columns)
        faults = [
            RowProblem(one.record, one.column, one.what, one.remedy)
            for one in checked.problems
            if one.record is not None
        ]
        if faults:
            write_faults(open_upload(upload), faults, upload.faults_path)
    return checked


def bring(checked: Checked, *, skip: bool, seen: int, by: User) -> ServiceNetwork:
    """Keep what was checked as a new version, and forget the upload.

    Raises
    ------
    InputError
        Where rows are faulty and nobody said that they are left out, or it cannot be kept at all.
    """
    for problem in checked.file_problems:
        raise InputError(problem.what, remedy=problem.remedy)
    if checked.row_problems and not skip:
        raise InputError(
            _("Some rows need you."),
            remedy=_("Correct them and upload again, or say that they are left out."),
        )
    name = checked.upload.file_name
    made = save_network(checked.edges, how=ServiceNetwork.How.FILE, about=name, seen=seen, by=by)
    forget_upload(checked.upload)
    return made


def _read(table: Table, upload: Upload, columns: Mapping[str, str]) -> Checked:
    """Leave out one faulty row after the other, so that each is told with its row and column."""
    from bothways.cascade.network import read_edges

    rows = Rows.of(keep_columns(table, columns.values()))
    total, units = len(rows), known_units()
    problems: list[Problem] = []
    if not total or total > MOST_EDGES:
        return Checked(upload, (), (_of_size(total),), total)
    while len(problems) < MOST_PROBLEMS:
        try:
            found = read_edges(rows.table(), units, columns=columns, known_from=_("your unit tree"))
        except InputError as error:
            record = None if error.row is None else rows.drop(error.row)
            problems.append(Problem(error.what, error.remedy, error.row, error.column or "", record))
            if record is None:
                break
            continue
        return Checked(upload, tuple(edge for edge in found if edge[2] > 0), tuple(problems), total)
    return Checked(upload, (), tuple(problems), total)


def _of_size(total: int) -> Problem:
    if not total:
        return Problem(_("There is not a single row."), _("Write one row for each who serves another."))
    return Problem(
        _("There are more than %(most)s lines.") % {"most": f"{MOST_EDGES:,}"},
        _("Name larger teams instead of smaller ones."),
    )

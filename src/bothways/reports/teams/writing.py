"""teams.csv and the page, put into place together."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bothways.privacy.diagnosis import Diagnosis
from bothways.privacy.tree import UnitTree
from bothways.reports.placing import place
from bothways.reports.teams.files import diagnosis_table
from bothways.reports.teams.page import teams_html
from bothways.tables import write_table

TABLE, PAGE = "teams.csv", "teams.html"


def write_teams(
    diagnosis: Diagnosis, folder: str | Path, *, title: str, tree: UnitTree, unit: str | None = None
) -> tuple[Path, Path]:
    """Write teams.csv with all units, and the page.

    Parameters
    ----------
    diagnosis : Diagnosis
    folder : str or Path
        Made where it is missing. Older files of these names are replaced.
    title : str
        Heading of the page.
    tree : UnitTree
        Of the round.
    unit : str, optional
        Code of a unit: the page shows it and what is below it, and is called after it.

    Returns
    -------
    (Path, Path)
        Table and page.

    Raises
    ------
    InputError
        Where the unit is not in the tree.
    BothwaysError
        Where a file cannot be written; older files are then as they were.
    """
    page, name, called = diagnosis, PAGE, ""
    if unit is not None:
        page, called = within(diagnosis, tree, unit), tree.names[tree.place(unit)]
        name = f"teams-{re.sub(r'[^A-Za-z0-9_.-]+', '-', unit)}.html"
    content = teams_html(page, title=title, unit=called).encode()
    table = diagnosis_table(diagnosis)
    written = place(
        {TABLE: lambda path: write_table(table, path), name: lambda path: path.write_bytes(content)},
        Path(folder),
    )
    return written[0], written[1]


def within(diagnosis: Diagnosis, tree: UnitTree, unit: str) -> Diagnosis:
    """Return what a diagnosis says of a unit and those below; standings stay those of the whole organisation.

    Parameters
    ----------
    diagnosis : Diagnosis
    tree : UnitTree
    unit : str

    Returns
    -------
    Diagnosis

    Raises
    ------
    InputError
        Where the unit is not in the tree.
    """
    below = set(tree.below(unit))
    return replace(
        diagnosis,
        profiles=tuple(one for one in diagnosis.profiles if below.intersection(one.units)),
        withheld=tuple(one for one in diagnosis.withheld if one.unit in below),
    )

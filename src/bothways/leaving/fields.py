"""Which column of a table of people means what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.errors import ColumnError, InputError
from bothways.tables.columns import column_place, find_columns, plain
from bothways.tables.table import Table

#: Fields of a table of people, and the names that are understood for them in English, German and Spanish.
FIELDS: dict[str, tuple[str, ...]] = {
    "person": (
        "person id", "employee id", "employee number", "employee no", "employee", "emp id", "emp no", "emp number",
        "worker id", "staff id", "staff number", "personnel number", "personnel no", "payroll number", "external id",
        "id", "Personalnummer", "Personal-Nr", "Pers.-Nr.", "Mitarbeiter", "Mitarbeiter-ID", "Mitarbeiternummer",
        "empleado", "id empleado", "id de empleado", "número de empleado", "numero de empleado", "legajo",
    ),
    "start": (
        "start date", "hire date", "date of hire", "hired", "hired on", "date hired", "hiring date", "join date",
        "joining date", "date of joining", "date joined", "joined", "entry date", "orig hire date",
        "original hire date", "orighiredate key", "employment start", "employment start date", "started",
        "Eintritt", "Eintrittsdatum", "Einstellungsdatum", "Einstellung", "Beginn", "Startdatum",
        "fecha de ingreso", "fecha ingreso", "fecha de alta", "fecha alta", "fecha de contratación",
        "fecha de contratacion", "fecha contratación", "fecha de inicio", "fecha inicio", "ingreso",
    ),
    "end": (
        "end date", "term date", "termination date", "date of termination", "terminationdate key", "terminated on",
        "exit date", "date of exit", "leave date", "leaving date", "date of leaving", "date left", "left on",
        "last day", "last working day", "last day worked", "separation date", "employment end",
        "employment end date", "exit", "Austritt", "Austrittsdatum", "Ende", "Enddatum", "letzter Arbeitstag",
        "fecha de baja", "fecha baja", "fecha de salida", "fecha salida", "fecha de egreso", "fecha egreso",
        "fecha de fin", "fecha fin", "fecha de término", "fecha de terminación", "egreso",
    ),
    "left": (
        "attrition", "attrition flag", "terminated", "termd", "is terminated", "has left", "left company",
        "left the company", "left?", "leaver", "is leaver", "quit", "resigned", "exited", "churn", "churned",
        "turnover", "event", "ausgeschieden", "verlassen", "gekündigt", "ausgetreten", "Fluktuation", "abandono",
        "baja", "renuncia", "renunció", "rotación", "rotacion", "dejó la empresa", "se fue",
    ),
    "active": (
        "is active", "currently employed", "current employee", "still employed", "still here", "employed",
        "aktiv", "noch beschäftigt", "beschäftigt", "activo", "activa", "empleado activo", "sigue en la empresa",
    ),
    "status": (
        "employment status", "employee status", "emp status", "work status", "worker status", "job status",
        "Beschäftigungsstatus", "Mitarbeiterstatus", "estado", "estado laboral", "estatus", "situación laboral",
    ),
    "tenure": (
        "years at company", "years in company", "years at the company", "years of service", "service years",
        "years employed", "length of service", "tenure in years", "years tenure", "time spend company",
        "time spent company", "months at company", "months of service", "months employed", "tenure in months",
        "days employed", "tenure in days", "seniority", "Dienstjahre", "Betriebszugehörigkeit",
        "Betriebszugehörigkeit Jahre", "Betriebszugehörigkeit Monate", "Jahre im Unternehmen",
        "Monate im Unternehmen", "antigüedad", "antiguedad", "antigüedad años", "antigüedad meses",
        "años en la empresa", "anos en la empresa", "meses en la empresa", "años de servicio", "stag",
    ),
    "tenure_years": (), "tenure_months": (), "tenure_days": (),
    "unit": (
        "department", "dept", "department name", "department type", "team", "unit name", "unit id",
        "organisation unit", "organization unit", "org unit", "Abteilung", "departamento", "business unit",
        "division", "area", "área", "Bereich", "equipo", "section", "cost centre", "cost center", "Kostenstelle",
    ),
    "role": (
        "job role", "job title", "title", "position", "position title", "job", "job name", "occupation",
        "job function", "Rolle", "Funktion", "Stelle", "Tätigkeit", "puesto", "cargo", "rol",
        "profession",
    ),
    "site": (
        "location", "work location", "office", "branch", "store", "store name", "shop", "plant", "site name",
        "Standort", "Filiale", "Niederlassung", "Werk", "sede", "centro", "centro de trabajo", "sucursal", "ubicación",
    ),
    "manager": (
        "manager id", "manager name", "line manager", "supervisor", "reports to", "Vorgesetzte", "Vorgesetzter",
        "Führungskraft", "jefe", "jefa", "responsable", "supervisor name",
    ),
    "reason": (
        "leave reason", "leaving reason", "reason for leaving", "term reason", "termreason desc",
        "termination reason", "exit reason", "separation reason", "Austrittsgrund", "Kündigungsgrund", "motivo",
        "motivo de baja", "motivo de salida", "motivo de egreso",
    ),
}  # fmt: skip
#: Fields that groups can be made of; of these the first name that is there is taken, and others are told.
GROUPS = ("unit", "role", "site", "manager")
TENURES = ("tenure", "tenure_years", "tenure_months", "tenure_days")
WHO_LEFT = ("left", "active", "status")
_DATED, _COUNTED = ("start", "end"), ("left", "active", "status")


@dataclass(frozen=True)
class Layout:
    """What is in a table of people.

    Attributes
    ----------
    places : mapping of str to int
        Field, or header of a column that groups are made of, -> place of the column.
    dated : bool
        Whether spells come from dates; else from a tenure and who left.
    named : frozenset of str
        Fields that were named by ``columns``.
    by : tuple of str
        Names of the groupings, keys of ``places``.
    by_tenure : bool
        Whether turnover is asked for by tenure as well.
    notes : tuple of str
    """

    places: Mapping[str, int]
    dated: bool
    named: frozenset[str]
    by: tuple[str, ...]
    by_tenure: bool
    notes: tuple[str, ...]

    @property
    def tenure(self) -> str | None:
        """The field that holds tenures."""
        return next((field for field in TENURES if field in self.places), None)


def find_layout(table: Table, *, columns: Mapping[str, str] | None, by: Sequence[str] | None) -> Layout:
    """Find the columns that are needed, refusing what could be meant in two ways.

    Parameters
    ----------
    table : Table
    columns : mapping of str to str, optional
        Field -> column.
    by : sequence of str, optional
        Fields or columns that groups are made of; unit and role, where they are there, if not given.

    Returns
    -------
    Layout

    Raises
    ------
    ColumnError
        Where it cannot be told who left and when, or a column is missing, doubled or not to be told apart.
    """
    named = dict(columns or {})
    _refuse_several_tenures(table, named)
    notes: list[str] = []
    asked = ("unit", "role") if by is None else tuple(map(plain, by))
    chosen = ("person", *(field for field in GROUPS if field in asked))
    first = {field: _first_of(table, field, named, notes) for field in chosen if field not in named}
    named |= {field: column for field, column in first.items() if column is not None}
    sure = {
        field: names for field, names in FIELDS.items() if field not in ("person", *GROUPS) or field in named
    }
    places = _found(table, sure, named)
    dated = _is_dated(table, places, frozenset(columns or {}))
    kept = {field: place for field, place in places.items() if not (dated and field in TENURES)}
    by_tenure = dated and (by is None or "tenure" in asked)
    columns_asked = (
        [name for name in by if not (dated and plain(name) == "tenure")] if by is not None else None
    )
    groupings = _groupings(table, kept, columns_asked)
    kept |= groupings
    return Layout(kept, dated, frozenset(columns or {}), tuple(groupings), by_tenure, tuple(notes))


def _found(table: Table, fields: Mapping[str, tuple[str, ...]], named: Mapping[str, str]) -> dict[str, int]:
    """Find each field; columns that may say who left and are not needed do not stand in the way."""
    try:
        return find_columns(table, synonyms=fields, needed=(), columns=named)
    except ColumnError:
        fewer = {field: names for field, names in fields.items() if field not in WHO_LEFT or field in named}
        places = find_columns(table, synonyms=fewer, needed=(), columns=named)
        if "start" in places and "end" in places:
            return places
        raise


def _refuse_several_tenures(table: Table, named: Mapping[str, str]) -> None:
    given = [field for field in TENURES if field in named]
    if len(given) > 1:
        raise ColumnError(
            f"Tenure is named twice, as {given[0]} and as {given[1]}.",
            remedy="Name it once.",
            file=table.name,
        )


def _first_of(table: Table, field: str, named: Mapping[str, str], notes: list[str]) -> str | None:
    """Return the column of a field that several could be: the first name that is there, others told."""
    taken = {plain(column) for column in named.values()}
    header = {plain(name): name for name in table.header if name and plain(name) not in taken}
    there = [header[name] for name in map(plain, (field, *FIELDS[field])) if name in header]
    if len(there) > 1:
        others = " and ".join(repr(name) for name in dict.fromkeys(there[1:]))
        notes.append(
            f"The {field} is taken from {there[0]!r}; {others} could be it as well (--columns {field}=NAME)."
        )
    return there[0] if there else None


def _is_dated(table: Table, places: Mapping[str, int], named: frozenset[str]) -> bool:
    """Return whether start and end say who left and when, or else a tenure and who left do."""
    tenure = next((field for field in TENURES if field in places), None)
    told = any(field in places for field in WHO_LEFT)
    by_tenure = tenure is not None and told
    if all(field in places for field in _DATED):
        return not (by_tenure and tenure in named and not named & set(_DATED))
    if by_tenure:
        return False
    listed = ", ".join(repr(name[:40]) for name in table.header[:14])
    has = {True: "Nothing says when people left", False: "Nothing says who left and when"}[told]
    raise ColumnError(
        f"{has}; the header has {listed}.",
        remedy="Needed are start and end, or a tenure and a column that says who left: name them with --columns "
        "start=NAME,end=NAME or --columns left=NAME,tenure_years=NAME.",
        file=table.name,
        row=1,
    )


def _groupings(table: Table, places: Mapping[str, int], by: Sequence[str] | None) -> dict[str, int]:
    """Return the columns that groups are made of, by field or by header."""
    if by is None:
        return {field: places[field] for field in ("unit", "role") if field in places}
    chosen: dict[str, int] = {}
    for name in by:
        field = next((one for one in FIELDS if plain(one) == plain(name) and one in places), None)
        place = places[field] if field else column_place(table, name)
        field = field or next((one for one, at in places.items() if at == place), None)
        refuse_no_group(field, table.header[place], table.name)
        chosen[field or table.header[place]] = place
    return chosen


def refuse_no_group(field: str | None, column: str, file: str) -> None:
    """Refuse a column by which nobody can be grouped."""
    if field == "person":
        raise InputError(
            "Groups are asked for by person, and no result is about one person.",
            remedy="Name columns that many people share, such as unit or role.",
            file=file, column=column,
        )  # fmt: skip
    if field in {"reason", "end", *WHO_LEFT}:
        raise InputError(
            "The column is known of people who left, so a group of it holds nobody who could stay.",
            remedy="Name columns that are known of everybody, such as unit or role.",
            file=file, column=column,
        )  # fmt: skip
    if field in {"start", *TENURES}:
        raise InputError(
            "The column is the time itself.",
            remedy="Name columns such as unit or role; tenure is the rows of each table.",
            file=file, column=column,
        )  # fmt: skip

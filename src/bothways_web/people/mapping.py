"""Which column of a file means what: suggested from names, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from bothways.tables import Table
from bothways.tables.cells import distinct_texts
from bothways.tables.columns import plain
from bothways_web.people.models import Upload
from bothways_web.people.uploads import open_upload, reading

EXAMPLES, LOOKED_AT, LONGEST = 3, 200, 40
#: Columns whose names hold one of these look personal: no cell of theirs is shown as an example.
PERSONAL = (
    "name", "mail", "phone", "mobile", "address", "street", "birth", "dob", "gender", "sex", "salary", "wage",
    "iban", "ssn", "passport", "nationality", "religion", "health", "comment", "remark", "note",
)  # fmt: skip
#: ... except these, which name things.
IMPERSONAL = {"unitname", "teamname", "metricname", "itemname", "branchname", "storename", "sitename"}


@dataclass(frozen=True)
class Field:
    """Something a column can mean."""

    name: str
    label: Any  # text, or text that is translated when shown
    needed: bool = False


@dataclass(frozen=True)
class Heading:
    """A column of the file: its name, a few cells, and what it seems to mean (blank: nothing we know)."""

    place: int
    name: str
    examples: tuple[str, ...]
    means: str
    personal: bool


@dataclass(frozen=True)
class ColumnMap:
    """What the page of columns shows."""

    upload: Upload
    headings: tuple[Heading, ...]
    fields: tuple[Field, ...]


def map_columns(
    upload: Upload,
    fields: Sequence[Field],
    synonyms: Mapping[str, Sequence[str]],
    *,
    shown: Sequence[str] = (),
) -> ColumnMap:
    """Return the columns of an upload, each with a suggestion.

    Parameters
    ----------
    upload : Upload
    fields : sequence of Field
    synonyms : mapping of str to sequence of str
        Field -> names that are understood for it.
    shown : sequence of str
        Fields whose cells are shown although the name looks personal, such as the name of a unit.
    """
    table = open_upload(upload)
    meanings = suggest(table.header, {field.name: synonyms.get(field.name, ()) for field in fields})
    with reading(upload.file_name):
        cells = _examples(table)
    headings = []
    for place, name in enumerate(table.header):
        means = meanings.get(place, "")
        personal = means not in shown and looks_personal(name, cells[place])
        headings.append(Heading(place, name, () if personal else cells[place], means, personal))
    return ColumnMap(upload, tuple(headings), tuple(fields))


def suggest(header: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Return place -> field; a name of a field goes before synonyms, and what is unclear is left open."""
    found: dict[int, str] = {}
    for own in (True, False):
        for field, others in synonyms.items():
            names = {plain(field)} if own else {plain(other) for other in others}
            places = [at for at, name in enumerate(header) if plain(name) in names and at not in found]
            if len(places) == 1 and field not in found.values():
                found[places[0]] = field
    return found


def looks_personal(name: str, cells: Sequence[str]) -> bool:
    """Return whether a column seems to hold what belongs to a person."""
    bare = plain(name)
    named = bare not in IMPERSONAL and any(word in bare for word in PERSONAL)
    return named or any("@" in cell for cell in cells)


def read_map(given: Mapping[str, Any], columns: ColumnMap) -> tuple[dict[str, str], list[str]]:
    """Return what somebody chose (field -> name of the column), and what is wrong with it.

    ``given`` holds ``column-0``, ``column-1`` ... with the name of a field, or blank for "do not import".
    """
    chosen: dict[str, str] = {}
    troubles: list[str] = []
    labels = {field.name: field.label for field in columns.fields}
    names = [heading.name for heading in columns.headings]
    for heading in columns.headings:
        field = str(given.get(f"column-{heading.place}", ""))
        if field not in labels:
            continue
        if field in chosen:
            troubles.append(_("Two columns mean “%(field)s”. Choose one of them.") % {"field": labels[field]})
        elif names.count(heading.name) > 1 or not heading.name:
            troubles.append(
                _("Column %(place)s has no name of its own. Give it one in the file, and upload it again.")
                % {"place": heading.place + 1}
            )
        else:
            chosen[field] = heading.name
    for each in columns.fields:
        if each.needed and each.name not in chosen:
            troubles.append(_("Say which column is “%(field)s”.") % {"field": each.label})
    return chosen, troubles


def _examples(table: Table) -> list[tuple[str, ...]]:
    """Return the first different cells of each column."""
    found: list[tuple[str, ...]] = [() for _ in table.header]
    for batch in islice(table.batches(tuple(range(len(table.header)))), 1):
        for place, array in enumerate(batch.slice(0, LOOKED_AT).columns):
            texts = [text.strip() for text in distinct_texts(array)[0]]
            found[place] = tuple(text[:LONGEST] for text in texts if text)[:EXAMPLES]
    return found

"""What the columns of a file mean: proposed, read from a form, and made a mapping of the library."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import MappedItem, Mapping
from bothways.measures import Instrument
from bothways.tables.columns import plain
from bothways_web.listen.archive import COMMENT
from bothways_web.listen.models import AnswerImport, AnswerMapping
from bothways_web.listen.past.answers import mapped_item, said_words
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.past.sets import found_items, match

#: In place of a column of units: where people worked by the records.
RECORDS = "=records"
EVERY = ("month", "quarter", "year")
DATES = ("iso", "dmy", "mdy")
#: Names of columns, without case and punctuation, that mostly name people as the records do.
NAMING = frozenset({
    "person", "personid", "personcode", "employee", "employeeid", "employeecode", "employeenumber", "staffid",
    "personnelnumber", "externalreference", "externaldatareference", "customer", "customerid", "customernumber",
    "customercode", "contactid", "useremail", "recipientemail", "emailaddress", "email", "mail",
})  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What somebody says of the columns of a file.

    Attributes
    ----------
    title, audience : str
        What the survey is called, and the unit of which it speaks.
    period, every, period_value : str
        Column of the day or period, what its days are put together to (blank: it is a period already), and the
        period of all rows where there is no column.
    respondent : str
        Column that names people of the records; blank where nobody is named.
    unit : str
        Column, or ``RECORDS``.
    items : dict of str to str
        Question of the set -> column.
    words : dict of str to str
        Key of a word (see :mod:`bothways_web.listen.past.answers`) -> number as it was typed, or option.
    otherwise : dict of str to str
        Question that is answered by choosing -> option of all answers that the file seems not to have yet.
    comment : str
        Column of a comment in words.
    """

    title: str
    audience: str
    items: Pairs[str, str]
    period: str = ""
    every: str = ""
    period_value: str = ""
    dates: str = "iso"
    respondent: str = ""
    unit: str = RECORDS
    comment: str = ""
    finished_only: bool = True
    decimal: str = "point"
    words: Pairs[str, str] = field(default_factory=dict)
    otherwise: Pairs[str, str] = field(default_factory=dict)


def propose_meaning(one: AnswerImport, instrument: Instrument, looked: Looked) -> Meaning:
    """Propose what the columns mean: as it was said before of this file or of its survey, else a guess."""
    if one.mapping:
        return read_mapping(one, instrument, looked)
    saved = AnswerMapping.objects.filter(side=one.side, shape=one.shape, instrument=instrument.id).first()
    if saved is not None:
        return read_mapping(saved, instrument, looked)
    return Meaning(
        title=one.title or one.file_name.rpartition(".")[0][:120],
        audience=one.audience,
        items=one.how.get("columns") or match(instrument, looked),
        period=looked.period,
        every=looked.every,
        respondent=_who(looked),
        unit=looked.unit or RECORDS,
    )


def read_mapping(said: AnswerImport | AnswerMapping, instrument: Instrument, looked: Looked) -> Meaning:
    """Return what a mapping of the library says of a file, as somebody would say it."""
    mapping = Mapping.from_json(said.mapping)
    words: dict[str, str] = {}
    known = {item.id: item for item in found_items(instrument)}
    there = [one for one in mapping.items if one.item in known and looked.question(one.columns[0])]
    for one in there:
        words |= said_words(one, known[one.item], looked)
    return Meaning(
        said.title, said.audience, {one.item: one.columns[0] for one in there},
        mapping.period, mapping.every, mapping.period_value, mapping.dates,
        mapping.respondent if said.named else "", mapping.unit or RECORDS,
        next((one.columns[0] for one in mapping.items if one.item == COMMENT), ""),
        mapping.finished_only, mapping.decimal, words, {one.item: one.otherwise for one in there if one.otherwise},
    )  # fmt: skip


def _who(looked: Looked) -> str:
    """Return the column that seems to name people of the records; blank where none does."""
    if looked.respondents and looked.format == "table":
        return "respondent"
    columns = [*(one.id for one in looked.questions), *looked.dropped]
    return next((column for column in columns if plain(column) in NAMING), "")


def make_mapping(meaning: Meaning, instrument: Instrument, looked: Looked) -> Mapping:
    """Return the mapping of the library that says the same.

    Raises
    ------
    InputError
        Where something is missing or cannot be.
    """
    _refuse_unclear(meaning)
    items = [
        mapped_item(item, column, looked, meaning.words, meaning.otherwise)
        for item in found_items(instrument)
        if (column := meaning.items.get(item.id, ""))
    ]
    if not items:
        raise InputError(
            _("No question of the set has a column."), remedy=_("Choose a column for one or more.")
        )
    if meaning.comment:
        items.append(MappedItem(COMMENT, (meaning.comment,), "text"))
    named = bool(meaning.respondent)
    from_column = named and meaning.unit != RECORDS
    personal = named and (meaning.respondent == "respondent" or meaning.respondent in looked.dropped)
    return Mapping(
        tuple(items),
        unit=meaning.unit if from_column else "",
        unit_value="" if from_column else RECORDS if named else meaning.audience,
        period=meaning.period,
        period_value="" if meaning.period else meaning.period_value,
        every=meaning.every if meaning.period else "",  # type: ignore[arg-type]
        dates=meaning.dates,  # type: ignore[arg-type]
        respondent=meaning.respondent,
        finished_only=meaning.finished_only,
        decimal=meaning.decimal,  # type: ignore[arg-type]
        keep=(meaning.respondent,) if personal else (),
    )


def _refuse_unclear(meaning: Meaning) -> None:
    if not meaning.title.strip():
        raise InputError(_("The survey has no title."), remedy=_("Say what it was called."))
    if not (meaning.period or meaning.period_value):
        raise InputError(
            _("Nothing says when people answered."), remedy=_("Choose a column of days, or type the period.")
        )
    columns = [column for column in (*meaning.items.values(), meaning.comment) if column]
    doubled = next((column for column in columns if columns.count(column) > 1), None)
    if doubled:
        raise InputError(
            _("The column “%(column)s” was chosen twice.") % {"column": doubled[:60]},
            remedy=_("One column answers one question."),
        )

"""A file of past answers brought from the command line: the same steps as on the pages, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File

from bothways.errors import FileError, InputError
from bothways.formats import Mapping
from bothways.measures import write_instrument
from bothways_web.listen.models import AnswerImport
from bothways_web.listen.past.beginning import as_last_time, begin_import, said_of
from bothways_web.listen.past.checking import same_file
from bothways_web.listen.past.meaning import RECORDS
from bothways_web.listen.past.running import ask_for
from bothways_web.listen.past.sets import set_named
from bothways_web.people.models import User
from bothways_web.people.units import current_tree
from bothways_web.people.uploads import forget_upload
from bothways_web.people.viewers import viewer_of

State, Step = AnswerImport.State, AnswerImport.Step
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """What somebody says on the command line.

    Attributes
    ----------
    by : str
        E-mail address of the account that brings the file.
    side, instrument, title, audience : str
        Blank but for the side: as the last time, or the largest tree of units.
    mapping, rejected : Path or None
        JSON that says what the columns mean; CSV for the rows that are wrong.
    valid_rows, dry_run, release : bool
    """

    by: str
    side: str = "employees"
    instrument: str = ""
    title: str = ""
    audience: str = ""
    mapping: Path | None = None
    rejected: Path | None = None
    valid_rows: bool = False
    dry_run: bool = False
    release: bool = False


def bring(path: Path, wishes: Wishes, tell: Tell) -> bool:
    """Bring a file; returns whether all went well. What was found is told line by line.

    Raises
    ------
    InputError
    """
    by = User.objects.filter(email__iexact=wishes.by, is_active=True).first()
    if by is None:
        raise InputError("There is no such account.", remedy="Name the e-mail address of a lead with --by.")
    try:
        stream = path.open("rb")
    except OSError as error:
        raise FileError(
            f"The file cannot be read ({error.strerror}).", remedy="Check its name.", file=path.name
        ) from error
    with stream:
        one = begin_import(
            File(stream, name=path.name), wishes.side, by=by, viewer=viewer_of(by), at_once=True
        )
    try:
        return _go_on(one, wishes, tell)
    finally:
        kept = AnswerImport.objects.filter(pk=one.pk, upload__isnull=False).select_related("upload").first()
        if kept is not None and kept.upload is not None:  # nothing was imported: nothing stays
            forget_upload(kept.upload)


def _go_on(one: AnswerImport, wishes: Wishes, tell: Tell) -> bool:
    """Check and import a file that was looked at."""
    _refuse_trouble(one, State.LOOKED)
    if same_file(one) is not None:
        tell("This file was imported already; nothing is to be done.")
        return True
    _say(one, wishes)
    _refuse_trouble(one, State.CHECKED)
    found = one.found
    tell(f"Rows: {found['responses']} read, {found['taken']} to import, {found['rejected']} rejected.")
    tell(f"Rounds: {', '.join(found['periods'])}.")
    tell("Results by team." if one.named else "Results of the whole alone, as nobody is named.")
    for row, reason in found["first"]:
        tell(f"Row {row}: {reason}")
    if found["rejected"] and wishes.rejected and one.faults_path:
        wishes.rejected.write_bytes(one.faults_path.read_bytes())
    if wishes.dry_run or (found["rejected"] and not wishes.valid_rows):
        tell("Nothing was imported.")
        return not found["rejected"]
    _do(one, Step.TAKE, State.HELD)
    tell("Imported. The results are not released yet.")
    if wishes.release:
        _do(one, Step.RELEASE, State.RELEASED)
        tell("The results are released.")
    return True


def _say(one: AnswerImport, wishes: Wishes) -> None:
    """Note what the columns mean, and have the file checked."""
    said = said_of(one, wishes.instrument)
    if wishes.mapping is None:
        if said is None:
            raise InputError(
                "Nothing says what the columns mean.",
                remedy="Name a mapping with --mapping, or import the first file of the survey on the pages.",
                file=one.file_name,
            )
        as_last_time(one, said, at_once=True)
        return
    mapping = Mapping.from_json(wishes.mapping.read_text(encoding="utf-8"))
    instrument = set_named(one.side, wishes.instrument)
    if instrument is None:
        raise InputError("The question set is not known.", remedy="Name its id with --instrument.")
    one.title = wishes.title or Path(one.file_name).stem
    one.instrument, one.definition = instrument.id, write_instrument(instrument)
    one.audience, one.named = wishes.audience or _top(), bool(mapping.respondent)
    if not one.named and mapping.unit_value != RECORDS and not mapping.unit:
        one.audience = wishes.audience or mapping.unit_value or one.audience
    one.mapping = mapping.to_json()
    one.save()
    ask_for(one, Step.CHECK, at_once=True)


def _top() -> str:
    """Return the unit on top with the most units below it; blank where there are no units."""
    tree = current_tree()
    if tree is None:
        return ""
    tops = [code for code, parent in zip(tree.units, tree.parents, strict=True) if parent is None]
    return max(tops, key=lambda code: len(tree.below(code)))


def _do(one: AnswerImport, step: str, wanted: str) -> None:
    ask_for(one, step, at_once=True)
    _refuse_trouble(one, wanted)


def _refuse_trouble(one: AnswerImport, wanted: str) -> None:
    one.refresh_from_db()
    if one.state != wanted:
        raise InputError(
            one.trouble or "This step was not done.", remedy="Correct it, and call again.", file=one.file_name
        )

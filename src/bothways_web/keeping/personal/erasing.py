"""Erasing one human being: tried first without doing it, then done, with a record that names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.keeping.backup.erased import keep_elsewhere, keep_in_mind
from bothways_web.keeping.models import Erasure, ExportJob
from bothways_web.keeping.personal.answers import forget_words
from bothways_web.keeping.personal.declared import HOLDINGS
from bothways_web.keeping.personal.holding import Erasing, Holding
from bothways_web.keeping.personal.names import take_out_names
from bothways_web.keeping.personal.sessions import forget_sessions, mail_files
from bothways_web.keeping.personal.subject import Subject
from bothways_web.listen.hooks import ON_CONTACT_GONE
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.erasing import clear_traces
from bothways_web.people.models import Post, PrivacyProposal, RecordImport, Role, Upload, User
from bothways_web.people.units import today
from bothways_web.people.users import administrators

#: An account that has to stay as an empty shell has an address under this name, which leads nowhere.
NOWHERE = "erased.invalid"


@dataclass(frozen=True)
class Done:
    """What an erasure does or did with the rows of one model, and why some stay.

    Of private rows no number is told, and they are named whether there are any or not: whoever erases must not learn
    that somebody answered, is willing, or wishes for something. In how many texts a name stands is told of the
    records alone: other texts are for roles that whoever erases need not have.
    """

    model: str
    deleted: int
    cut: int
    names: int
    why: str


def try_erasing(subject: Subject, *, by: User | None) -> tuple[Done, ...]:
    """Return what erasing would do: it is done, counted, and taken back, so that nothing is left out.

    Raises
    ------
    InputError
        Where somebody must not be erased.
    """
    refuse(subject, by=by)
    with transaction.atomic():
        one_at_a_time()
        found = _erase(subject)
        transaction.set_rollback(True)
    return found


def look(subject: Subject, *, by: User) -> tuple[Done, ...]:
    """Return what erasing would do, and write into the change log who looked, and at whom.

    Raises
    ------
    InputError
        Where somebody must not be erased.
    """
    with transaction.atomic():
        found = try_erasing(subject, by=by)
        # The code or the address is taken out of this line where the person is erased.
        record(by, "looked what erasing would do", [*subject.codes, *subject.addresses][0])
    return found


def erase(subject: Subject, *, why: str, by: User | None, again: bool = False) -> Erasure:
    """Erase somebody, and write down what was done, without who it was.

    Parameters
    ----------
    again : bool
        Somebody who was erased before and came back with a backup: nobody is refused.

    Raises
    ------
    InputError
        Where somebody must not be erased.
    """
    with transaction.atomic():
        one_at_a_time()
        if not again:
            refuse(subject, by=by)
        keep_in_mind(subject)
        files = _files_of(subject)
        found = _erase(subject)
        done = {one.model: {"deleted": one.deleted, "cut": one.cut, "names": one.names} for one in found}
        # Before the rows are gone for good: after a crash the same erasure can be done again.
        if subject.respondent is not None:
            forget_words(
                subject.respondent
            )  # in how many rounds, nobody is told: that would say who answered
        done["files"] = {"deleted": sum(map(_unlink, files))}
        made = Erasure.objects.create(kind=subject.kind, why=why, day=today(), by=by, done=done)
        record(by, "erased somebody", made, why=why)
        transaction.on_commit(keep_elsewhere)
    if not connection.in_atomic_block:
        clear_traces(*(one.table for one in HOLDINGS))
    return made


def _files_of(subject: Subject) -> list[Path]:
    """Return the files that are somebody's: uploads, files of numbers, mails that were written as files."""
    files = mail_files(subject.addresses) if subject.addresses else []
    if subject.user is not None:
        for upload in Upload.objects.filter(by=subject.user):
            files += [upload.path, upload.faults_path]
        files += [job.path for job in ExportJob.objects.filter(by=subject.user)]
    return files


def _unlink(path: Path) -> bool:
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def refuse(subject: Subject, *, by: User | None) -> None:
    """Refuse to erase oneself, who administers alone, and who still works here.

    Raises
    ------
    InputError
        With the reason, and what to do first.
    """
    if by is not None and subject.user is not None and subject.user.pk == by.pk:
        raise InputError(_("This is you."), remedy=_("Ask a colleague who may do it."))
    administers = subject.user is not None and subject.user.grants.filter(role=Role.ADMIN).exists()
    if administers and not administrators(besides=subject.user):
        raise InputError(
            _("This is the last administrator who can sign in."),
            remedy=_("Invite another one first, and wait until they have chosen a password."),
        )
    if subject.person is not None and _works_here(subject):
        raise InputError(
            _("This person works here: the next file of records would bring them back."),
            remedy=_("End the last post first, and take them out of the records that are imported."),
        )


def _works_here(subject: Subject) -> bool:
    day = today()
    posts = Post.objects.filter(person=subject.person)
    return any(post.end is None or post.end >= day for post in posts)


def _erase(subject: Subject) -> tuple[Done, ...]:
    deleted, cut = Counter[str](), Counter[str]()
    for one in sorted(HOLDINGS, key=_turn):
        # The record and the account go last: with them the links go by which the other rows are found.
        if one.links and one.erasing is not Erasing.KEEP and one.model != "people.Person":
            (deleted if one.erasing is Erasing.DELETE else cut)[one.model] += _settle(one, subject)
    for model, count in forget_sessions(subject).items():
        deleted[model] += count
    cut["people.Post"] += Post.objects.filter(manager__in=filter(None, subject.codes)).update(manager="")
    # What an import replaced holds people by name, and to undo it would bring them back.
    cut["people.RecordImport"] += RecordImport.objects.filter(former__isnull=False).update(former=None)
    names = take_out_names(subject)
    for model in _forget_self(subject):
        deleted[model] += 1
    return _told(deleted, cut, names)


def _turn(one: Holding) -> tuple[bool, int]:
    """Return when a model has its turn: first what goes, from the far end of its path, then what is cut loose."""
    return one.erasing is not Erasing.DELETE, -max((link.count("__") for link in one.links), default=0)


def _told(deleted: Mapping[str, int], cut: Mapping[str, int], names: Mapping[str, int]) -> tuple[Done, ...]:
    """Return what may be told of it: of private rows that they go, and never whether there were any."""
    private = {one.model for one in HOLDINGS if one.private}
    names = {model: count for model, count in names.items() if model.startswith("people.")}
    whys = {one.model: one.why for one in HOLDINGS if one.erasing is not Erasing.DELETE}
    done = []
    for name in sorted({*deleted, *cut, *names, *private}):
        counts = [0 if name in private else found.get(name, 0) for found in (deleted, cut, names)]
        if name in private or any(counts):
            done.append(Done(name, counts[0], counts[1], counts[2], whys.get(name, "")))
    return tuple(done)


def _settle(one: Holding, subject: Subject) -> int:
    """Delete the rows of a model, or cut them loose; return how many."""
    rows = one.rows(subject)
    if one.erasing is Erasing.DELETE:
        keys = list(rows.values_list("pk", flat=True))
        one.table._base_manager.filter(pk__in=keys).delete()
        return len(keys)
    emptied = {name: _empty(one, name) for name in one.blank}
    count = rows.count()
    if emptied and count:
        rows.update(**emptied)
    for link in one.links:  # one by one: another link of the same row may lead to somebody else
        if "__" not in link and (key := subject.key_of(one.table._meta.get_field(link).related_model)):
            _cut(one, link, key)
    return count


def _cut(one: Holding, link: str, key: object) -> None:
    """Take one link away; a row that cannot be without it goes."""
    field: Any = one.table._meta.get_field(link)
    rows = one.table._base_manager.filter(**{link: key})
    if field.null and not _speaks_of(one, link):
        rows.update(**{link: None})
    else:
        rows.delete()


def _speaks_of(one: Holding, link: str) -> bool:
    """Return whether a row is about the person, rather than made by them."""
    return (one.model, link) in {("act.Celebration", "person")}


def _empty(one: Holding, name: str) -> object:
    field: Any = one.table._meta.get_field(name)
    return None if field.null else {} if field.get_internal_type() == "JSONField" else ""


def _forget_self(subject: Subject) -> list[str]:
    """Delete contact, record and account; an account that a privacy floor names stays as an empty shell."""
    gone = []
    if subject.contact is not None:
        for hook in ON_CONTACT_GONE:
            hook(subject.contact)
        subject.contact.__class__.objects.filter(pk=subject.contact.pk).delete()
        gone.append("listen.Contact")
    if subject.person is not None:
        subject.person.__class__.objects.filter(pk=subject.person.pk).delete()
        gone.append("people.Person")
    if subject.user is not None:
        key = subject.user.pk
        named = PrivacyProposal.objects.filter(proposed_by=key) | PrivacyProposal.objects.filter(
            confirmed_by=key
        )
        if named.exists():
            User.objects.filter(pk=key).update(
                email=f"{key}@{NOWHERE}", name="", password="!", is_active=False, last_login=None
            )
        else:
            User.objects.filter(pk=key).delete()
        gone.append("people.User")
    return gone

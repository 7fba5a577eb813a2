"""Commands that keep a site safe: backups of it while it runs, and back from one, or from an archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bothways_web.web.commands import load_settings


def backup(
    target: Annotated[
        Path, typer.Argument(help="A new file, or a folder in which the file is named after the moment.")
    ],
    keep: Annotated[
        int,
        typer.Option(min=0, help="Delete backups in the folder that are older than so many days; 0: none."),
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Back the running site up into one file: database, ledgers, answers and keys, of one moment."""
    load_settings()
    from bothways_web.keeping.backup.making import forget_old, make_backup

    if keep and not target.is_dir():
        raise typer.BadParameter("--keep goes with a folder.")
    path, made = make_backup(target, told=_Stages(quiet))
    gone = forget_old(target, days=keep) if keep else []
    if not quiet:
        size = path.stat().st_size / 1e6
        print(f"{path}: {len(made['parts'])} parts, {size:.1f} MB, of {made['made']}.")
        print(
            "It holds people's answers and keys: keep it as you keep personnel files, and erased.json beside it."
        )
        for one in gone:
            print(f"Deleted {one.name}.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup or an archive.")],
    check: Annotated[
        bool, typer.Option("--check", help="Look whether it is whole, and write nothing.")
    ] = False,
    erased: Annotated[
        Path | None,
        typer.Option(help="List of who was erased since; erased.json beside the backup if not given."),
    ] = None,
    without_erased: Annotated[
        bool, typer.Option("--without-erased", help="The list is lost: bring back whoever was erased since.")
    ] = False,
    nothing_shown: Annotated[
        bool,
        typer.Option(
            "--nothing-shown", help="No results were opened since: release rounds whose time is over."
        ),
    ] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="Only try it: chat rooms, webhooks and sign-on are switched off.")
    ] = False,
) -> None:
    """Bring a backup or an archive into an empty site."""
    load_settings()
    from bothways_web.keeping.archive.checking import kind_of
    from bothways_web.keeping.backup.form import WORD

    if kind_of(file) != WORD:
        _restore_archive(file, check=check)
    elif check:
        _check_backup(file)
    else:
        from bothways_web.keeping.backup.restoring import list_for, restore_backup
        from bothways_web.keeping.backup.settling import Wishes

        listed = list_for(file, erased, without=without_erased)
        wishes = Wishes(nothing_shown=nothing_shown, drill=drill)
        done = restore_backup(file, erased=listed, wishes=wishes, told=_Stages(False))
        print(f"Restored {done.manifest['organisation']} as it was at {done.manifest['made']}.")
        for line in _what_was_settled(done.settled.erased_again, done.settled.ended, listed.up_to):
            print(line)


def _what_was_settled(erased_again: int, ended: tuple[str, ...], up_to: object) -> list[str]:
    known = f"up to {up_to:%Y-%m-%d %H:%M} UTC" if up_to else "as far as the backup knows"
    lines = [f"Erased again: {erased_again}; erasures are known {known}. Everybody has to sign in anew."]
    lines += [f"{title} ends without results." for title in ended]
    lines.append(
        "What was taken away since then is back: look through accounts, roles and tokens, and through contacts who "
        "asked to be left alone."
    )
    return lines


def _check_backup(file: Path) -> None:
    from bothways_web.keeping.backup.restoring import check_backup

    made = check_backup(file)
    print(
        f"{file}: whole, {len(made['parts'])} parts, made {made['made']} of {made['organisation']} "
        f"by version {made['bothways']} on {made['database']}."
    )


def _restore_archive(file: Path, *, check: bool) -> None:
    from bothways_web.keeping.archive.restoring import check_archive, restore_archive

    if check:
        made = check_archive(file)
        print(f"{file}: whole, {len(made['parts'])} parts, made {made['made']} of {made['organisation']}.")
        return
    made = restore_archive(file)
    print(f"Restored {made['organisation']} as it was at {made['made']}.")
    _tell_ways_in()


def _tell_ways_in() -> None:
    """Print how the administrators come in: passwords were left out of archives."""
    from django.conf import settings
    from django.urls import reverse

    from bothways_web.people.account_mails import invitation_token
    from bothways_web.people.models import Role, User

    print("Passwords, second factors and tokens were left out. Everybody chooses a password by “Forgotten?”;")
    print("administrators with these links, which work once and for seven days:")
    for user in User.objects.filter(is_active=True, grants__role=Role.ADMIN).distinct().order_by("pk"):
        print(f"  {user.email}: {settings.BASE_URL}{reverse('welcome', args=[invitation_token(user)])}")


class _Stages:
    """Says on a terminal which part is at work; elsewhere nothing: jobs of the night write to whoever reads mail."""

    def __init__(self, quiet: bool) -> None:
        self._is_quiet, self._parts = quiet or not sys.stderr.isatty(), 0

    def __call__(self, part: str) -> None:
        self._parts += 1
        if not self._is_quiet:
            print(f"\r\033[K{self._parts} {part[:60]}", end="", file=sys.stderr, flush=True)

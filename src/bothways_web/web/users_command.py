"""``bothways users``: accounts by command, with the verbs and the rules of the pages; each is in the change log."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from bothways_web.web.commands import load_settings

users = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, no_args_is_help=True,
    help="List, invite, change and switch off accounts; nobody sees results by it.",
)  # fmt: skip
Email = Annotated[str, typer.Argument(help="Address of the account.")]
RoleName = Annotated[
    str, typer.Argument(help="manager, people_lead, cx_lead, executive, analyst, committee or admin.")
]
UnitCode = Annotated[str, typer.Option(help="Code of the unit that a manager leads.")]


@users.command("list")
def list_(
    text: Annotated[str, typer.Option("--search", help="Part of an address or a name.")] = "",
    role: Annotated[str, typer.Option(help="Only accounts with this role.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """List accounts: address, name, state, second factor, roles."""
    load_settings()
    from bothways_web.people.accounts_by_command import accounts

    found = list(accounts(text, role))
    if as_json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        second = "second factor" if one.second_factor else "no second factor"
        print("\t".join([one.email, one.name, one.state, second, " ".join(one.roles) or "no role"]))
    if not found:
        print("There is no such account.")


@users.command()
def invite(
    email: Email,
    name: Annotated[str, typer.Option(help="Name to greet by.")] = "",
    role: Annotated[str, typer.Option(help="Role to give at once.")] = "",
    unit: UnitCode = "",
) -> None:
    """Make an account, and send the link that chooses its password."""
    load_settings()
    from bothways_web.people import accounts_by_command as verbs

    made, sent = verbs.invite(email, name=name, role=role, unit=unit)
    _tell_sent(made.email, sent)


@users.command()
def grant(email: Email, role: RoleName, unit: UnitCode = "") -> None:
    """Give a role."""
    _do("grant", email, role, unit)


@users.command()
def revoke(email: Email, role: RoleName, unit: UnitCode = "") -> None:
    """Take a role away; the last administrator stays one."""
    _do("revoke", email, role, unit)


@users.command()
def disable(email: Email) -> None:
    """Keep somebody from signing in, and end their sessions; the last administrator is kept."""
    _do("switch_off", email)


@users.command()
def enable(email: Email) -> None:
    """Let somebody sign in again."""
    _do("switch_on", email)


@users.command()
def unlock(email: Email) -> None:
    """Let somebody try again who gave a wrong password too often."""
    _do("unlock", email)


@users.command("sign-out")
def sign_out(email: Email) -> None:
    """End every session of somebody, in all browsers."""
    _do("sign_out", email)


@users.command("reset-second-factor")
def reset_second_factor(email: Email) -> None:
    """Take the second factor off, and tell the owner by mail."""
    _do("reset_second_factor", email)


@users.command("reset-password")
def reset_password(email: Email) -> None:
    """Take the password away, end sessions, and send a link that chooses a new one."""
    load_settings()
    from bothways_web.people import accounts_by_command as verbs

    user = verbs.find_account(email)
    _tell_sent(user.email, verbs.reset_password(user))


@users.command("way-in")
def way_in(email: Email) -> None:
    """Print the link of an administrator without a password, where mail does not work."""
    load_settings()
    from bothways_web.people import accounts_by_command as verbs

    print(verbs.way_in(verbs.find_account(email)))


def _do(verb: str, email: str, *more: Any) -> None:
    load_settings()
    from bothways_web.people import accounts_by_command as verbs

    user = verbs.find_account(email)
    done: Callable[..., None] = getattr(verbs, verb)
    done(user, *more)
    print(f"{user.email}: done.")


def _tell_sent(email: str, sent: bool) -> None:
    if sent:
        print(f"{email}: a link is on its way. It works once, for seven days.")
    else:
        print(
            f"{email}: the account is there, but the mail server did not take the link. Look at: bothways doctor."
        )
        raise typer.Exit(1)

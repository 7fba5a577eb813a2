"""From groups at a provider to roles here: what rules want, and bringing an account there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Grant, MappedGrant, Role, RoleRule, SignOnProvider, Unit, User
from bothways_web.people.users import keep_an_administrator

GIVEN, TAKEN, KEPT = "gave role by sign-on", "took role away by sign-on", "kept the last administrator"
Wanted = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Rule:
    """A group, the role it gives, and for a manager the code of the unit; blank where the group's name holds it."""

    group: str
    role: str
    unit: str = ""


def wanted_roles(rules: Iterable[Rule], groups: Collection[str], units: Collection[str]) -> Wanted:
    """Return the roles that rules give to somebody in some groups, each with the code of its unit or a blank one.

    Parameters
    ----------
    rules : iterable of Rule
        Groups are compared letter by letter. In that of a manager without a unit a single ``*`` stands for its code.
    groups : collection of str
        As the provider names them.
    units : collection of str
        Codes of the units that there are; others are passed over.
    """
    found: set[tuple[str, str]] = set()
    for rule in rules:
        if rule.role == Role.MANAGER and not rule.unit:
            codes = {code for group in groups if (code := _code_in(group, rule.group)) in units}
            found |= {(rule.role, code) for code in codes}
        elif rule.group in groups and (rule.role != Role.MANAGER or rule.unit in units):
            found.add((rule.role, rule.unit))
    return frozenset(found)


def _code_in(group: str, pattern: str) -> str:
    """Return what a ``*`` stands for; blank where the group does not fit."""
    before, _star, after = pattern.partition("*")
    fits = group.startswith(before) and group.endswith(after) and len(group) > len(before) + len(after)
    return group[len(before) : len(group) - len(after)] if fits else ""


def rules_of(provider: SignOnProvider) -> list[Rule]:
    """Return the rules of a provider in plain values."""
    rows = provider.rules.values_list("group", "role", "unit__code")
    return [Rule(group, role, code or "") for group, role, code in rows]


def roles_for(provider: SignOnProvider, groups: Collection[str]) -> Wanted:
    """Return what the rules of a provider give to somebody in some groups today."""
    return wanted_roles(rules_of(provider), groups, set(Unit.objects.values_list("code", flat=True)))


def bring_roles(user: User, provider: SignOnProvider, groups: Collection[str]) -> None:
    """Give what rules want and take what they gave before and want no more; roles given by hand stay.

    The last administrator who can sign in keeps the role, whatever the provider says; the change log tells it.
    """
    if not provider.groups_attribute or not provider.rules.exists():
        return
    wanted = roles_for(provider, groups)
    with transaction.atomic():
        one_at_a_time()
        had = {(one.role, one.unit.code if one.unit else ""): one for one in _grants(user)}
        mapped = set(
            MappedGrant.objects.filter(provider=provider, grant__user=user).values_list("grant_id", flat=True)
        )
        for key in sorted(wanted - had.keys()):
            _give(user, provider, *key)
        for key, grant in sorted(had.items()):
            if grant.pk in mapped and key not in wanted:
                _take(user, provider, grant, key[1])


def add_rule(provider: SignOnProvider, group: str, role: str, unit: Unit | None, *, by: User) -> RoleRule:
    """Let a group give a role.

    Raises
    ------
    InputError
        Where the unit does not go with the role, or the rule is there.
    """
    stars = group.count("*")
    if role == Role.MANAGER and unit is None and stars != 1:
        raise InputError(
            _("A manager leads a unit."),
            remedy=_("Choose the unit, or write one * in the group where the code of the unit stands."),
        )
    if role != Role.MANAGER and unit is not None:
        raise InputError(_("Only a manager leads a unit."), remedy=_("Choose “no unit”."))
    with transaction.atomic():
        one_at_a_time()
        made, new = RoleRule.objects.get_or_create(provider=provider, group=group, role=role, unit=unit)
        if not new:
            raise InputError(_("There is this rule already."), remedy=_("Choose another group or role."))
        details = {"group": group, "role": role, "unit": unit.code if unit else ""}
        record(by, "added rule of sign-on", provider, **details)
    return made


def remove_rule(rule: RoleRule, *, by: User) -> None:
    """Let a group give a role no more; who has it from the rule loses it at the next sign-on."""
    with transaction.atomic():
        code = rule.unit.code if rule.unit else ""
        record(by, "removed rule of sign-on", rule.provider, group=rule.group, role=rule.role, unit=code)
        rule.delete()


def _grants(user: User) -> Iterable[Grant]:
    return user.grants.select_related("unit")


def _give(user: User, provider: SignOnProvider, role: str, code: str) -> None:
    unit = Unit.objects.get(code=code) if code else None
    grant = Grant.objects.create(user=user, role=role, unit=unit)
    MappedGrant.objects.create(grant=grant, provider=provider)
    record(None, GIVEN, user, role=role, unit=code, provider=provider.name)


def _take(user: User, provider: SignOnProvider, grant: Grant, code: str) -> None:
    if grant.role == Role.ADMIN:
        try:
            keep_an_administrator(user)
        except InputError:
            record(None, KEPT, user, provider=provider.name)
            return
    grant.delete()
    record(None, TAKEN, user, role=grant.role, unit=code, provider=provider.name)

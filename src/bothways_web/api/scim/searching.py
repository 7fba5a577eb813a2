"""Finding resources: what one look into the database can narrow is narrowed there, the rest is compared one by one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from scim2_models import Resource, ScimFilter, SearchRequest, TooManyException
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator
from scim2_server.storage import SearchPage
from scim2_server.utils import parametrize

from bothways_web.api.scim.keys import as_id
from bothways_web.api.scim.models import FeedGroup, FeedPerson
from bothways_web.api.scim.resources import POLICY, EnterpriseUser, Group, User
from bothways_web.api.scim.showing import show_groups, show_people

#: So many are compared one by one at most.
MOST_COMPARED = 5000
_CORE, _EXTRA, _GROUP = str(User.__schema__), str(EnterpriseUser.__schema__), str(Group.__schema__)
#: Attribute -> where its value, as it is compared, stands in the table.
_PEOPLE = {
    f"{_CORE}:userName": "user_key",
    f"{_EXTRA}:employeeNumber": "number_key",
    "externalId": "external_id",
    "id": "pk",
}
_GROUPS = {f"{_GROUP}:displayName": "name_key", "externalId": "external_id", "id": "pk"}


def search(kinds: list[str], wanted: SearchRequest[Any], *, members: bool = True) -> SearchPage:
    """Return one page of what is looked for.

    Raises
    ------
    TooManyException
        Where more would have to be compared one by one than is worth a request.
    """
    narrowed = [_narrowed(kind, wanted.filter) for kind in kinds]
    start, count = wanted.start_index_0 or 0, wanted.count
    stop = None if count is None else start + count
    if len(narrowed) == 1 and wanted.filter is None and wanted.sort_by is None:
        [rows] = narrowed
        total = rows.count()
        return SearchPage(total, _show(rows[start:stop] if start < total else [], members=members))
    if sum(rows[: MOST_COMPARED + 1].count() for rows in narrowed) > MOST_COMPARED:
        raise TooManyException(
            detail=f"More than {MOST_COMPARED} would have to be compared. Filter by userName, externalId, "
            "employeeNumber, displayName of a group, or id, with eq."
        )
    found = [one for rows in narrowed for one in _show(rows, members=members or _asks_for_members(wanted))]
    if wanted.filter is not None:
        found = [one for one in found if _matches(wanted.filter, one)]
    if wanted.sort_by is not None:
        found = wanted.sort(found)
    return SearchPage(len(found), found[start:stop])


def _show(rows: Any, *, members: bool) -> list[Resource[Any]]:
    """Return rows of one kind as resources."""
    found = list(rows)
    if found and isinstance(found[0], FeedPerson):
        return show_people(found)
    return show_groups(found, members=members)


def _asks_for_members(wanted: SearchRequest[Any]) -> bool:
    return "members" in f"{wanted.filter} {wanted.sort_by}"


def _matches(asked: ScimFilter[Any], one: Resource[Any]) -> bool:
    if asked.models and type(one) not in asked.models:
        return False
    bound = asked if asked.models else parametrize(ScimFilter, type(one))(str(asked))
    return bool(bound.match(one))


def _narrowed(kind: str, asked: ScimFilter[Any] | None) -> QuerySet[Any]:
    """Return the rows of a kind among which everything that fits a filter is."""
    rows: QuerySet[Any] = FeedPerson.objects.all() if kind == "User" else FeedGroup.objects.all()
    if asked is None:
        return rows
    for node in _all_of(asked.ast):
        place = _place(kind, asked, node)
        if place is None:
            continue
        name, value = place
        if name == "pk":
            known = as_id(value)
            rows = rows.filter(pk=known) if known else rows.none()
        else:
            rows = rows.filter(**{name: value}) if value else rows
    return rows


def _all_of(node: FilterNode) -> list[FilterNode]:
    """Return the parts of a filter that must hold all together."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        return [part for one in node.terms for part in _all_of(one)]
    return [node]


def _place(kind: str, asked: ScimFilter[Any], node: FilterNode) -> tuple[str, str] | None:
    """Return the column and the value that a part compares; ``None`` where the database cannot tell."""
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or not isinstance(node.value, str):
        return None
    if asked.model is None:
        return None
    binding = asked.resolve_comparison(node.attr_path, strict=False)
    if binding is None:
        return None
    columns = _PEOPLE if kind == "User" else _GROUPS
    name = columns.get(str(binding.urn)) or columns.get(str(binding.urn).rpartition(":")[2])
    if name is None or "\0" in node.value:
        return None
    with POLICY:
        return name, str(binding.comparable(node.value))

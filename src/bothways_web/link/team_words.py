"""What is said beside the numbers of a team: how they compare, and once for all rows where most say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.privacy.diagnosis import Change
from bothways_web.link.customers import CustomersPanel, MetricRow
from bothways_web.link.teams import DomainRow, EmployeesPanel
from bothways_web.link.words import interval, signed
from bothways_web.wording import period_name

Row = TypeVar("Row", DomainRow, MetricRow)
_AGREEMENT = {
    "agree": gettext_lazy("Members agree"),
    "mixed": gettext_lazy("Members see it in mixed ways"),
    "split": gettext_lazy("Members are split"),
}
_STANDINGS = {
    "worse": gettext_lazy("Clearly less good than the company"),
    "level": gettext_lazy("Cannot be told apart from the company"),
    "better": gettext_lazy("Clearly better than the company"),
}
_BESIDE_TEAMS = {
    "worse": gettext_lazy("Clearly less good than the middle of the teams"),
    "level": gettext_lazy("Cannot be told apart from the middle of the teams"),
    "better": gettext_lazy("Clearly better than the middle of the teams"),
    "lower": gettext_lazy("Clearly lower than the middle of the teams"),
    "higher": gettext_lazy("Clearly higher than the middle of the teams"),
}


@dataclass(frozen=True)
class Said:
    """A sentence beside a number; ``is_shared`` where it stands above the table already."""

    text: str
    is_shared: bool


@dataclass(frozen=True)
class RowWords(Generic[Row]):
    """Rows with what is said of each, and what most of them say."""

    shared: tuple[str, ...]
    rows: tuple[tuple[Row, tuple[Said, ...]], ...]


def employee_words(panel: EmployeesPanel) -> RowWords[DomainRow]:
    """Return what is said beside the employees' numbers of a team."""
    return _told(panel.rows, [_of_domain(row, panel.before) for row in panel.rows])


def customer_words(panel: CustomersPanel) -> RowWords[MetricRow]:
    """Return what is said beside the customers' numbers of a team."""
    return _told(panel.rows, [_of_metric(row) for row in panel.rows])


def _of_domain(row: DomainRow, before: str) -> dict[str, str]:
    number, said = row.number, {}
    if number.against:
        said["standing"] = str(_STANDINGS[number.against.standing])
    if number.agreement:
        said["agreement"] = str(_AGREEMENT[number.agreement.text])
    if number.change:
        said["change"] = _since(before, number.change)
    return said


def _of_metric(row: MetricRow) -> dict[str, str]:
    said = {}
    if row.standing:
        plain = {"worse": "lower", "better": "higher"}
        said["standing"] = str(
            _BESIDE_TEAMS[row.standing if row.better else plain.get(row.standing, "level")]
        )
    if row.change:
        said["change"] = _since(row.before, row.change, is_ordered=bool(row.better))
    return said


def _since(before: str, change: Change, *, is_ordered: bool = True) -> str:
    told = {"before": period_name(before), "change": changed(change, is_ordered=is_ordered)}
    return _("Since %(before)s: %(change)s") % told


def changed(since: Change, *, is_ordered: bool = True) -> str:
    """Return a change with its range; without figures where its range holds nought."""
    if since.word == "cannot_tell":
        return _("about the same, or we cannot tell")
    told = {"size": signed(since.difference, 1), "range": interval(since.low, since.high, 1)}
    if not is_ordered:
        return _("%(size)s (%(range)s)") % told
    if since.word == "better":
        return _("better: %(size)s (%(range)s)") % told
    return _("less good: %(size)s (%(range)s)") % told


def _told(rows: Sequence[Row], said: Sequence[Mapping[str, str]]) -> RowWords[Row]:
    counted = [each for row, each in zip(rows, said, strict=True) if row.value is not None]
    shared = {kind: text for kind in ("standing", "agreement", "change") if (text := _most(counted, kind))}
    return RowWords(
        tuple(shared.values()),
        tuple(
            (row, tuple(Said(text, shared.get(kind) == text) for kind, text in each.items()))
            for row, each in zip(rows, said, strict=True)
        ),
    )


def _most(said: Sequence[Mapping[str, str]], kind: str) -> str:
    """Return what more than half of the rows say; blank where there is no such thing, or a row says nothing."""
    texts = [each.get(kind, "") for each in said]
    if len(texts) < 2 or not all(texts):
        return ""
    text, times = Counter(texts).most_common(1)[0]
    return text if 2 * times > len(texts) else ""

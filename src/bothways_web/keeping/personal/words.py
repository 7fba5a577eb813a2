"""What an erasure did, in words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.keeping.models import Erasure
from bothways_web.keeping.personal.declared import HOLDINGS
from bothways_web.keeping.personal.erasing import Done
from bothways_web.keeping.personal.holding import Erasing

_TITLES = {one.model: one.title for one in HOLDINGS}
_WHY = {one.model: one.why for one in HOLDINGS}
_STAYS = {one.model for one in HOLDINGS if one.erasing is not Erasing.DELETE}


def lines_of(done: Iterable[Done]) -> list[tuple[str, str, str]]:
    """Return what would be done: what, how much, and why something stays."""
    return [
        (title_of(one.model), _counts(one.model, one.deleted, one.cut, one.names), one.why) for one in done
    ]


def rows_of(made: Erasure) -> list[tuple[str, str, str]]:
    """Return what was done, as it was written down."""
    rows = []
    for model, counts in made.done.items():
        if model == "files":
            rows.append((_("Files"), _file_words(counts), ""))
        else:
            words = _counts(model, counts["deleted"], counts["cut"], counts["names"])
            rows.append((title_of(model), words, _WHY.get(model, "")))
    return rows


def title_of(model: str) -> str:
    """Return what people call the rows of a model."""
    title = _TITLES.get(model, "")
    if title:
        return capfirst(
            title.replace("Your ", "")
            .replace(" your ", " their ")
            .replace("you ", "they ")
            .replace(" you", " them")
        )
    try:
        return capfirst(str(apps.get_model(model)._meta.verbose_name))
    except LookupError:
        return model


def _counts(model: str, deleted: int, cut: int, names: int) -> str:
    parts = []
    if deleted:
        parts.append(ngettext("%(n)s deleted", "%(n)s deleted", deleted) % {"n": deleted})
    if cut:
        parts.append(ngettext("%(n)s stays without them", "%(n)s stay without them", cut) % {"n": cut})
    if names:
        words = ngettext("name taken out of %(n)s text", "name taken out of %(n)s texts", names)
        parts.append(words % {"n": names})
    if not parts:
        return _("whatever there is stays without them") if model in _STAYS else _("whatever there is goes")
    return ", ".join(parts)


def _file_words(counts: dict[str, Any]) -> str:
    words = _("%(files)s deleted; words that were written are taken out of answers")
    return words % {"files": counts.get("deleted", 0)}

"""Addresses of reports, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, everybody, form, opens
from addressed_company import ROLES

#: Who asks first what is expected sends leaders back to the page; an analyst gets the file at once.
_LEADERS = {"ana": 302, "eva": 302, "fay": 302, "gil": 302}
_READERS = ("ana", "eva", "fay", "gil", "hao")

ADDRESSES: list[Address] = [
    Address("story", opens(*_READERS), query="?since=2024-01-01"),
    *(
        Address("story_file", opens("hao", **_LEADERS), lambda world, kind=kind: [kind], "?since=2024-01-01")
        for kind in ("pdf", "pptx", "xlsx", "html")
    ),
    Address("story_mail", opens(*_READERS), sends=form(*_READERS, rhythm="monthly")),
    Address("answer_story_mail", opens(*_READERS, answer=ONLY_POST), sends=form(
        "gil", answer="yes", rhythm="quarterly")),
    Address("suggest_story_mail", opens("eva", "fay"), sends=Sent(
        lambda world: {"user": world.verify["executive"], "rhythm": "monthly"}, ("eva", "fay"))),
    Address("stop_story_mail", everybody(), lambda world: [world.verify["story_stop"]], sends=form(*ROLES)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Suggest mails to the executive; the analyst has some, and a link that ends them."""
    from bothways_web.verify.reports.rhythms import choose_rhythm, stop_token, suggest_rhythm

    suggest_rhythm(company.users["gil"], "quarterly", by=company.users["eva"])
    choose_rhythm(company.users["kim"], "monthly")
    return {"story_stop": stop_token(company.users["kim"]), "executive": company.users["gil"].pk}

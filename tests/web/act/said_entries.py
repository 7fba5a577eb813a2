"""Writing entries the way people do, for tests."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bothways_web.act.models import Said
from bothways_web.listen.models import Problem

SAID, NEW, OUTSIDE = "/said/", "/said/new/", "/said/customers/"
GIVEN = {
    "voice": "employees",
    "you_said": "People wait at the counter.",
    "outcome": "trying",
    "we_did": "A second counter is open on Mondays.",
    "decided_by": "the committee",
    "unit": "day",
}


def key_on(page: Any) -> str:
    """The key of the form on a page."""
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def draft(client: Any, query: str = "", **given: Any) -> Said:
    """Write a draft."""
    before = set(Said.objects.values_list("pk", flat=True))
    address = NEW + query
    sent = GIVEN | given
    page = client.post(address, {"key": key_on(client.get(address)), **sent})
    assert page.status_code == 302, page.content.decode()
    [made] = Said.objects.exclude(pk__in=before)
    return made


def publish(client: Any, said: Said, **given: Any) -> Any:
    """Publish it from its page."""
    address = f"{SAID}{said.pk}/"
    key = key_on(client.get(address))
    version = Said.objects.get(pk=said.pk).version
    return client.post(f"{address}publish/", {"version": version, "key": key, **given}, follow=True)


def stands(company: Any, **fields: Any) -> Said:
    """An entry that is published, made without pages."""
    start = {
        "voice": "employees",
        "you_said": "People wait.",
        "outcome": "done",
        "we_did": "We opened a door.",
        "published_on": dt.date(2026, 3, 2),
    }
    return Said.objects.create(**start | fields)


def old_problem(company: Any, text: str, unit: str | None = "day", **fields: Any) -> Problem:
    """A problem of last winter that somebody reported without a name."""
    start = {
        "prompt": "easier",
        "text": text,
        "masked": text,
        "day": dt.date(2026, 1, 12),
        "code_mark": f"mark of {text}"[:64],
        "mixed": True,
        "unit": company.units[unit] if unit else None,
    }
    return Problem.objects.create(pk=abs(hash(text)) % 10**9 + 1, **start | fields)

"""From which address of the network a request comes; looked at to slow guessing and floods down, never kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str | None:
    """Return the address: behind a proxy the last one that it names, because whoever asks may have written the others.

    Where nothing in front is known, headers are not believed.
    """
    named = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    last = str(named).rpartition(",")[2].strip()
    return last or request.META.get("REMOTE_ADDR") or None

"""When the feed was last heard of, and what went wrong last."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from bothways_web.api.scim.models import FeedSettings, FeedTrouble

#: So many lines are kept.
KEPT = 50


def note_contact(*, changed: bool) -> None:
    """Note that a request was answered, and whether it changed anything."""
    now = timezone.now()
    told = {"last_contact_at": now, **({"last_change_at": now} if changed else {})}
    FeedSettings.objects.update_or_create(pk=1, defaults=told)


def note_trouble(method: str, place: str, status: int, detail: str) -> None:
    """Keep what went wrong; the oldest lines go."""
    place = place.strip("/").replace("\0", "")
    with transaction.atomic():
        FeedTrouble.objects.create(
            method=method[:8], place=place[:80], status=status, detail=detail.replace("\0", "")[:300]
        )
        last = FeedTrouble.objects.values_list("pk", flat=True)[KEPT - 1 : KEPT]
        for pk in last:
            FeedTrouble.objects.filter(pk__lt=pk).delete()
    if status < 500:
        note_contact(changed=False)

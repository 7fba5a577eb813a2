"""What the clock does for imports: files and answers that nobody takes further do not stay on the disk."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from bothways_web.listen.models import AnswerImport, Round
from bothways_web.listen.past.parts import clear
from bothways_web.listen.past.taking import may_be_undone, undo_import
from bothways_web.people.uploads import LIFE, forget_old_uploads

State = AnswerImport.State
#: Answers that are imported wait so long for their release.
LONGEST = dt.timedelta(days=90)
#: A folder without an import is left alone as long as a job might be about to fill it.
SETTLED = dt.timedelta(minutes=10)


def tidy_imports() -> None:
    """Delete files whose day has passed, imports that waited too long, and folders that belong to none."""
    forget_old_uploads()
    give_up_waiting()
    clear_strays()


def give_up_waiting() -> int:
    """Undo the imports that were not released in 90 days; return how many. Of those that began to be released, none."""
    late = AnswerImport.objects.filter(state=State.HELD, taken_at__lte=timezone.now() - LONGEST)
    done = 0
    for one in late.select_related("pulse"):
        if may_be_undone(list(Round.objects.filter(imported_parts__of=one))):
            undo_import(one, by=None)
            done += 1
    return done


def clear_strays() -> int:
    """Delete the folders of answers that belong to no import which waits for something; return how many."""
    home = Path(settings.HOME) / "imports"
    if not home.is_dir():
        return 0
    gone = 0
    late = (timezone.now() - SETTLED).timestamp()
    for folder in home.iterdir():
        if not _is_used(folder.name) and folder.stat().st_mtime < late:
            clear(folder)
            gone += 1
    return gone


def _is_used(name: str) -> bool:
    """Return whether a folder is that of an import which is worked on, or waits for its release."""
    try:
        key = uuid.UUID(name)
    except ValueError:
        return False
    return AnswerImport.objects.filter(pk=key, state__in=[State.WAITING, State.RUNNING, State.HELD]).exists()


def kept_files(imports: QuerySet[AnswerImport]) -> QuerySet[AnswerImport]:
    """Return the imports without those whose file has had its day and is only not deleted yet."""
    return imports.filter(Q(upload=None) | Q(upload__at__gt=timezone.now() - LIFE))


def without_a_lead(sides: Sequence[str]) -> QuerySet[AnswerImport]:
    """Return the imports of sides that wait for their release while whoever brought them has gone."""
    return AnswerImport.objects.filter(Q(by=None) | Q(by__is_active=False), side__in=sides, state=State.HELD)

"""The steps of an import: asked for by a person, done by a job, at once where the file is small."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.models import AnswerImport
from bothways_web.listen.past.checking import check_import
from bothways_web.listen.past.looking import look_at, told
from bothways_web.listen.past.parts import clear
from bothways_web.listen.past.releasing import release_import
from bothways_web.listen.past.taking import take_import
from bothways_web.people.held import held, start_lost, take

State, Step = AnswerImport.State, AnswerImport.Step
#: Files of up to so many bytes are worked on at once, while the page waits.
AT_ONCE = 300_000
#: Seconds between two signs of life.
BEAT = 2.0
#: Where a step has not come to its end, the import is as before it.
_BEFORE = {
    Step.LOOK: State.FAILED,
    Step.CHECK: State.LOOKED,
    Step.TAKE: State.LOOKED,
    Step.RELEASE: State.HELD,
}
_AFTER = {Step.LOOK: State.LOOKED, Step.CHECK: State.CHECKED}
#: What a step may change.
_FIELDS = ("digest", "shape", "found")
logger = logging.getLogger(__name__)


def ask_for(one: AnswerImport, step: str, *, at_once: bool | None = None) -> None:
    """Have a step done: by the worker, or at once where the file is small. Pressed twice, it is done once."""
    from bothways_web.listen.jobs import import_answers

    size = one.upload.path.stat().st_size if one.upload and one.upload.path.exists() else AT_ONCE + 1
    free = AnswerImport.objects.filter(pk=one.pk).exclude(state__in=[State.WAITING, State.RUNNING])
    fresh = {"state": State.WAITING, "step": step, "asked_at": timezone.now(), "steps_done": 0, "trouble": ""}
    if not free.update(**fresh):
        return
    language = translation.get_language() or "en"
    if at_once if at_once is not None else size <= AT_ONCE and step != Step.RELEASE:
        run_step(str(one.pk))
    else:
        import_answers.enqueue(str(one.pk), language)


def run_step(key: str) -> bool:
    """Do the step that an import waits for; whatever goes wrong, nothing is half there and its page says so."""
    if not take(AnswerImport.objects.filter(pk=key), steps_done=0):
        return False
    one = AnswerImport.objects.select_related("upload", "by", "pulse").get(pk=key)
    try:
        _do(one)
    except (BothwaysError, InputError) as problem:
        return _give_up(one, told(problem, one))  # type: ignore[arg-type]
    except Exception:
        logger.exception("Import %s: %s failed", one.pk, one.step)
        return _give_up(one, _("Something went wrong, and nothing was imported. Try again."))
    after = _AFTER.get(Step(one.step))
    if after is not None:
        held(one).update(state=after, trouble="", **{name: getattr(one, name) for name in _FIELDS})
    return True


def take_up_again() -> int:
    """Start the jobs of imports that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.listen.jobs import import_answers

    return start_lost(AnswerImport.objects.all(), lambda key: import_answers.enqueue(str(key), "en"))


def _do(one: AnswerImport) -> None:
    progress = _beats(one)
    if one.step == Step.LOOK:
        look_at(one)
    elif one.step == Step.CHECK:
        check_import(one, progress)
    elif one.step == Step.TAKE:
        take_import(one, progress)
    else:
        release_import(one)


def _beats(one: AnswerImport) -> Callable[[int], None]:
    """Return what notes how far a step is, every few seconds."""
    last = time.monotonic()

    def beat(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last > BEAT:
            last = time.monotonic()
            held(one).update(steps_done=rows, beat_at=timezone.now())

    return beat


def _give_up(one: AnswerImport, trouble: str) -> bool:
    kept = {name: getattr(one, name) for name in _FIELDS}
    if one.step != Step.RELEASE and held(one).exists():
        clear(one.folder)  # nothing was imported
    held(one).update(state=_BEFORE[Step(one.step)], trouble=trouble[:2000], **kept)
    return False

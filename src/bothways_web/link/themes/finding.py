"""The job behind themes: the themes of all that was written, and the shares that one round releases, once."""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bothways.errors import BothwaysError, NotEnoughData
from bothways.privacy import Released
from bothways_web.link.models import Theme, ThemeRun
from bothways_web.link.models.theme import themes_path
from bothways_web.link.themes import runs
from bothways_web.link.themes.corpora import Corpus, gather
from bothways_web.link.themes.pains import note_voices
from bothways_web.link.themes.words import name_of, shown_words
from bothways_web.listen.ledgers import open_ledger, population_of, released_round
from bothways_web.people.models import Organisation, Person

if TYPE_CHECKING:
    from bothways.themes import Theme as FoundTheme
    from bothways.themes import Themes

Marks = dict[str, npt.NDArray[np.bool_]]
logger = logging.getLogger(__name__)


def compute(run_id: int) -> None:
    """Find the themes of a round and release their shares; may be killed anywhere and be begun anew."""
    run = runs.claim(run_id)
    if run is None:
        return
    try:
        told = _find(run)
    except NotEnoughData:
        runs.finish(run, told=False)
    except BothwaysError as problem:
        runs.fail(run, str(problem))
    except Exception:
        logger.exception("The themes of round %s could not be found.", run.round_id)
        runs.fail(run, "Something went wrong that nobody foresaw; the log of the server says what.")
    else:
        runs.finish(run, told=told)
        _note_voices()


def _find(run: ThemeRun) -> bool:
    """Find, keep and release; return whether anything is told. What was released once is not found again."""
    if _released(run):
        return True
    corpus, themes = _fit(run)
    merged = _merged(themes)
    marks, fewest = marks_of(merged, len(corpus.asked.people)), _floor(run)
    kept = {one.id: marks[one.id] for one in merged.found if marks[one.id].sum() >= fewest}
    there = [one.id for one in merged.found if one.comments]
    if not runs.looked_for(run, there, fewest, _counted_as(themes, merged)):
        return False  # another job has it
    _keep(themes)
    if not kept:
        return False
    ledger = open_ledger(population_of(run.round.pulse), corpus.asked.answers.roster.tree)
    released = ledger.release_themes(corpus.asked.answers, kept)
    _name(merged, corpus, {row.metric: marks[row.metric] for row in released}, fewest)
    return bool(released)


def _fit(run: ThemeRun) -> tuple[Corpus, Themes]:
    from bothways.themes import fit_themes, read_comments, read_themes

    corpus, path = gather(run.round), themes_path()
    earlier = read_themes(path) if path.exists() else None
    names = Person.objects.exclude(name="").values_list("name", flat=True)
    themes = fit_themes(
        read_comments(corpus.frame), earlier=earlier, names=list(names),
        progress=lambda done, of, _what: (runs.tell(run, done, of), None)[1],
    )  # fmt: skip
    gone = () if earlier is None else _gone(themes, earlier)
    return corpus, dataclasses.replace(themes, themes=(*themes.themes, *gone))


def _gone(themes: Themes, earlier: Themes) -> tuple[FoundTheme, ...]:
    """Return the earlier themes that were not found again: they are known when they come back, and keep their ids."""
    there = {one.id for one in themes.themes}
    return tuple(
        dataclasses.replace(one, comments=0, people=0, share=0.0, low=0.0, high=0.0)
        for one in earlier.found
        if one.id not in there
    )


def marks_of(themes: Themes, people: int) -> Marks:
    """Return for each theme which of the first records speak of it."""
    found = themes.assignment
    marks = {}
    for place, theme in enumerate(themes.themes):
        mine = np.zeros(people, dtype=bool)
        at = found.record[found.theme == place]
        mine[at[at < people]] = True
        marks[theme.id] = mine
    return marks


def _floor(run: ThemeRun) -> int:
    """Return how many people of a round must have written on a theme, and each word of it, for it to be told."""
    return max(Organisation.current().floor, run.round.floor)


def _released(run: ThemeRun) -> list[Released]:
    there = released_round(population_of(run.round.pulse), run.round.ledger_name)
    return [row for row in there.released if row.kind == "theme"] if there else []


def _merged(themes: Themes) -> Themes:
    """Return themes merged as people said. Kept are they unmerged, so that they can be parted again."""
    from bothways.themes import merge

    for theme in Theme.objects.exclude(merged_into=None).select_related("merged_into"):
        there, target = {one.id for one in themes.found}, theme.merged_into
        if target and {theme.key, target.key} <= there:
            themes = merge(themes, [target.key, theme.key])
    return themes


def _counted_as(themes: Themes, merged: Themes) -> dict[str, str]:
    """Return theme -> the one that it counts as, for each that was merged away."""
    gone = {one.id for one in themes.found} - {one.id for one in merged.found}
    return dict(Theme.objects.filter(key__in=gone).values_list("key", "merged_into__key"))


def _keep(themes: Themes) -> None:
    """Keep themes for the next round."""
    from bothways.themes import themes_to_json

    path = themes_path()
    beside = path.with_suffix(".part")
    beside.write_text(themes_to_json(themes))
    beside.chmod(0o600)
    beside.replace(path)


def _name(themes: Themes, corpus: Corpus, marks: Marks, fewest: int) -> None:
    """Keep what pages say of the themes that are told: words of this round alone."""
    for one in themes.found:
        if one.id not in marks:
            continue
        words = shown_words(one.phrases, corpus.asked.texts, marks[one.id], fewest)
        made, _new = Theme.objects.get_or_create(key=one.id, defaults={"label": one.id})
        made.phrases = words or made.phrases
        if not made.is_checked:
            made.label = name_of(made.phrases, one.id)
        made.save(update_fields=["phrases", "label"])


def _note_voices() -> None:
    """Note which pain points the other voice has come to speak of; what cannot be noted now is noted next time."""
    try:
        note_voices()
    except Exception:
        logger.exception("Pain points could not be brought up to date.")

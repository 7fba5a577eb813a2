"""Jobs of the worker."""

from __future__ import annotations

from django_tasks import task

from bothways_web.listen.release import release_round
from bothways_web.listen.sealed.opening import prepare_round


@task()
def release(number: int) -> bool:
    """Release a closed round."""
    return release_round(number)


@task()
def prepare(number: int) -> bool:
    """Make the keys of a sealed round, and open it."""
    return prepare_round(number)


@task()
def read_reviews(import_id: int) -> bool:
    """Read a file of reviews or tickets."""
    from bothways_web.listen.outside.reviews.importing import read_import

    return read_import(import_id)


@task()
def import_answers(key: str, language: str) -> bool:
    """Do the next step of an import of past answers."""
    from django.utils import translation

    from bothways_web.listen.past.running import run_step

    with translation.override(language):
        return run_step(key)

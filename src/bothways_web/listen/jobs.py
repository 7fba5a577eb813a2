"""Jobs of the worker."""

from __future__ import annotations

from django_tasks import task

from bothways_web.listen.release import release_round


@task()
def release(number: int) -> bool:
    """Release a closed round."""
    return release_round(number)

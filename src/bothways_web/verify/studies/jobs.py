"""What the worker does for studies; each job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def take_look(look_id: int) -> None:
    """Take a look at a study."""
    from bothways_web.verify.studies.computing import look_at

    look_at(look_id)

"""What the worker does for beliefs; the job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def tell_leaders(run_id: int) -> None:
    """Tell what leaders together expected of the findings of a run."""
    from bothways_web.verify.beliefs.leaders import tell

    tell(run_id)
